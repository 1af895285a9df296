// @ts-check
/**
 * How much of the page's lower end an on-screen keyboard covers, as `--keyboard` for the style.
 *
 * Chromium and Firefox shorten the page instead (`interactive-widget=resizes-content`), so nothing is covered there.
 * WebKit ignores that, and what is fixed to the lower end lies under the keyboard.
 * https://developer.mozilla.org/en-US/docs/Web/API/VisualViewport
 */

const viewport = globalThis.visualViewport;

function measure() {
  if (!viewport) return;
  // A page that two fingers made larger is covered by nothing.
  const covered = viewport.scale > 1 ? 0 : Math.max(0, Math.round(innerHeight - viewport.height - viewport.offsetTop));
  document.documentElement.style.setProperty("--keyboard", `${covered}px`);
}

for (const change of ["resize", "scroll"]) viewport?.addEventListener(change, measure);
