// @ts-check
/**
 * The search in a page: button and dialog, and the marks on a page that a reader arrives at.
 * Nothing of the engine or its index is loaded before a reader turns to the search. Text enters by textContent only.
 */

import { createDialog } from "./ui/dialog.js";
import { listen } from "./ui/opening.js";

/** @type {{open: () => void} | null} */
let dialog = null;

listen(() => {
  if (!dialog) dialog = createDialog();
  dialog.open();
});
