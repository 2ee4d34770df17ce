// @ts-check
/** Keys, buttons and events that open the search, and the marks on a page that a reader arrives at. */

import { mark, recall } from "./marks.js";
import { isComposing } from "./typing.js";

/** @param {EventTarget | null} target @returns {boolean} */
function isEditable(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** @param {() => void} open */
export function listen(open) {
  // before the handlers of the theme and of hosting platforms, which know the same keys
  window.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isEditable(event.target);
    if (!isShortcut && !isSlash) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);

  // Every way to the platform's search on Read the Docs ends in this event; its own handler stands on the document.
  window.addEventListener("readthedocs-search-show", (event) => {
    event.stopImmediatePropagation();
    // a field of the platform that has the focus asks again when the focus comes back to it
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    open();
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-shohyo-search-open]");
    if (!button) return;
    event.preventDefault();
    open();
  });
  mark(recall());
}
