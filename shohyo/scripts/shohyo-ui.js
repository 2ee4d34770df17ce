// @ts-check
/**
 * The search in the page: button and dialog, the search page, and the marks on a page that a reader arrives at.
 * Nothing of the engine or its index is loaded before a reader turns to the search. Text enters by textContent only.
 */

import { createDialog } from "./ui/dialog.js";
import { mark, recall } from "./ui/marks.js";
import { startPage } from "./ui/page.js";
import { isComposing } from "./ui/typing.js";

/** @type {{open: () => void} | null} */
let dialog = null;

function openSearch() {
  if (!dialog) dialog = createDialog();
  dialog.open();
}

/** @param {EventTarget | null} target @returns {boolean} */
function isEditable(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

// before the handlers of the theme and of hosting platforms, which know the same keys
window.addEventListener("keydown", (event) => {
  if (isComposing(event)) return;
  const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isEditable(event.target);
  if (!isShortcut && !isSlash) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  openSearch();
}, true);

// Every way to the platform's search on Read the Docs ends in this event; its own handler stands on the document.
window.addEventListener("readthedocs-search-show", (event) => {
  event.stopImmediatePropagation();
  // a field of the platform that has the focus asks again when the focus comes back to it
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  openSearch();
}, true);

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-shohyo-search-open]");
  if (!button) return;
  event.preventDefault();
  openSearch();
});

const page = document.querySelector("[data-shohyo-search-page]");
if (page instanceof HTMLElement) startPage(page);
mark(recall());
