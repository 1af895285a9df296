// @ts-check
/**
 * The outbox: what was done and is not known to be in the database yet, kept on this phone.
 *
 * A write is kept until an answer carries its name in X-Outbox-Ack, which the server sends after COMMIT. Any other
 * answer (a captive portal's page, a proxy's error, a redirect, none at all) means: not yet. No page is in here,
 * for the service worker delivers too.
 */

/**
 * @typedef {object} Write
 * @property {number} [seq] its place in the order, given by the store
 * @property {string[]} ids what it is about, from the workout inwards; the last names it
 * @property {string} user whose it is
 * @property {string} url
 * @property {string} method
 * @property {string | null} body form-encoded
 * @property {number} at when it was done, in milliseconds
 * @property {string} label what it is, in the lifter's words
 * @property {string} effect what it does to a page; see effects.js
 * @property {Record<string, string>} values what fills the effect
 * @property {string} [next] the page it leads to
 * @property {{status: number, html: string} | undefined} [refused] the server's words, until the lifter decides
 * @property {{at: number, by: number, html: string}} [saved] the server's answer, and when by this phone's clock and by
 *   the server's, until a page drawn after it has come
 */
/** @typedef {{write: Write, verdict: "saved" | "refused" | "later", status: number, html: string, by?: number}} Outcome */

const STORE = "writes";
export const SEND_LIMIT_MS = 10_000;
/** What says nothing of the other writes: this one broke the server, or is somebody else's. */
const ONLY_THIS_ONE = [412, 500];

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("topset", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "seq", autoIncrement: true });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      // A newer release in another tab wants to change the store: let it.
      asked.result.onclose = asked.result.onversionchange = () => {
        asked.result.close();
        opened = undefined;
      };
      resolve(asked.result);
    };
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

/**
 * Do something with the store, and return once it is on disk.
 * @template T
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} work @returns {Promise<T>}
 */
async function transact(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(STORE));
    transaction.commit();
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Everything that is kept, in order: what waits, and what a copy of a page may lack. @returns {Promise<Write[]>} */
export const everything = () => transact("readonly", (store) => store.getAll());

/** Every write that is not known to be in the database, in order. */
export const all = async () => (await everything()).filter((write) => !write.saved);

/** Forget a write. @param {Write} write */
export const drop = (write) => transact("readwrite", (store) => store.delete(/** @type {number} */ (write.seq)));

/** Keep a write, new or changed; once this returns it survives the phone. @param {Write} write */
export async function keep(write) {
  write.seq = Number(await transact("readwrite", (store) => store.put(write)));
  return write;
}

/** Forget the answers that came before a moment, of one workout or of all. @param {number} before @param {string} [log] */
export async function forget(before, log) {
  const old = (await everything()).filter((each) => each.saved && each.saved.at < before && (log ?? each.ids[0]) === each.ids[0]);
  await Promise.all(old.map(drop));
}

/** Whether one is about a part of what the other is about, and so must not overtake it. @param {Write} one @param {Write} other */
export function related(one, other) {
  const [few, many] = one.ids.length < other.ids.length ? [one.ids, other.ids] : [other.ids, one.ids];
  return few.every((id) => many.includes(id));
}

/** Whether a workout was begun on this phone and all done to it since is kept. @param {string | undefined} log @param {Write[]} kept */
export const isBegun = (log, kept) => kept.some(({ ids, method }) => ids.length === 1 && ids[0] === log && method === "POST");

/**
 * Deliver what waits, oldest first, in one tab or worker at a time. What is stuck holds up only what depends on it.
 * @param {typeof fetch} send @param {(outcome: Outcome) => unknown} tell @param {string} [user] only theirs
 */
export function flush(send, tell, user) {
  return navigator.locks.request("topset-outbox", async () => {
    /** @type {Write[]} */
    const stuck = [];
    // Who does more meanwhile asks again.
    for (const write of (await all()).filter((each) => !each.refused && (user ?? each.user) === each.user)) {
      if (stuck.some((other) => related(other, write))) continue;
      const outcome = await deliver(write, send);
      const { verdict, status, html, by } = outcome;
      if (verdict !== "later") await keep({ ...write, [verdict]: { at: Date.now(), by, status, html } });
      await tell(outcome);
      if (verdict !== "later") continue;
      if (!ONLY_THIS_ONE.includes(status)) return;
      stuck.push(write);
    }
  });
}

/** @param {Write} write @param {typeof fetch} send @returns {Promise<Outcome>} */
async function deliver(write, send) {
  const name = /** @type {string} */ (write.ids.at(-1));
  try {
    const response = await send(write.url, {
      method: write.method,
      body: write.body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
        "X-Outbox": name,
        "X-Outbox-User": write.user,
      },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(SEND_LIMIT_MS),
    });
    const html = await response.text();
    const decision = response.ok ? "saved" : "refused";
    const verdict = response.headers.get("X-Outbox-Ack") === name ? decision : "later";
    return { write, verdict, status: response.status, html, by: Number(response.headers.get("X-Outbox-At")) };
  } catch {
    return { write, verdict: "later", status: 0, html: "" };
  }
}
