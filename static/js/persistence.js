// @ts-check
/**
 * Asks the browser to keep what this phone stores, which it may clear away when it is full.
 *
 * Firefox asks the lifter in turn, so there it is asked only at a tap on a button that says so. Other browsers decide
 * by themselves: Chromium, which alone has `userAgentData`, by how much the site is used, and WebKit, which knows no
 * such permission. https://web.dev/articles/persistent-storage
 */

const ASKED = "storage-asked";
const offer = document.getElementById("keep");

async function begin() {
  const { storage } = navigator;
  if (!storage?.persist || (await storage.persisted())) return;
  const state = await navigator.permissions?.query({ name: "persistent-storage" }).then((found) => found.state, () => undefined);
  if (state !== "prompt" || "userAgentData" in navigator) await storage.persist();
  else if (offer) offer.hidden = Boolean(localStorage.getItem(ASKED));
}

offer?.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("button");
  if (!button) return;
  localStorage.setItem(ASKED, button.value);
  offer.hidden = true;
  if (button.value === "keep") void navigator.storage.persist();
});

begin().catch(() => undefined);
