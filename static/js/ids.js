// @ts-check
/** Names for what is made on this phone; the twin of webapp/ids.py. */

/** A UUIDv7: the time, then chance. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | BigInt(0x7000 | (bytes[6] << 8 | bytes[7]) & 0xfff));
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte, at) => ([4, 6, 8, 10].includes(at) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

/** The id of the n-th thing made together with `parent`: its last 48 bits, counted on. @param {string} parent @param {number} n */
export function nth(parent, n) {
  const tail = (Number.parseInt(parent.slice(24), 16) + n) % 2 ** 48;
  return parent.slice(0, 24) + tail.toString(16).padStart(12, "0");
}
