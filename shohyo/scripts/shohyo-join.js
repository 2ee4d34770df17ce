// @ts-check
/**
 * Several sites searched as one: the engine of the page's own site gives way to one of all. The interface loads this where
 * `shohyo_search_sites` names addresses; what does not answer is said below the number of results.
 */

import { join } from "./join/joined.js";
import { element } from "./shared/element.js";
import { labelOf } from "./shared/label.js";

const script = /** @type {HTMLElement} */ (document.querySelector("script[data-join]"));
const root = new URL(script.dataset.root || "./", location.href).href;
const { create } = Shohyo.search;

/** @param {string[]} names of sites that an answer lacks */
function tell(names) {
  for (const status of document.querySelectorAll(".shohyo-search-dialog__status, .shohyo-search-page__status")) {
    const next = status.nextElementSibling;
    const note = next?.matches(".shohyo-search-silent") ? next : element("p", { class: "shohyo-search-silent", role: "status" });
    if (note !== next) status.after(note);
    note.textContent = names.length ? labelOf(script, "silent", names.join(", ")) : "";
  }
}

// a script that does not come would keep this page from being there
const whole = new Promise((resolve) => (document.readyState === "complete" ? resolve(0) : addEventListener("load", resolve)));

Shohyo.search.create = ({ base, load }) => {
  /** @param {string} address */
  const loadPolitely = (address) => (address.startsWith(base) ? load(address) : whole.then(() => load(address)));
  return join(create, { base, load: loadPolitely, root }, JSON.parse(script.dataset.sites || "[]"), tell);
};
