// @ts-check
/**
 * What the tag of the script says, and addresses made of it. It is read while the script runs: later there is no such tag.
 *
 * @typedef {import("../search/engine.js").Answer} Answer
 * @typedef {import("../search/engine.js").Filters} Filters
 * @typedef {import("../search/engine.js").Result} Result
 */

import { labelOf } from "../shared/label.js";

const script = /** @type {HTMLScriptElement} */ (document.currentScript);
const settings = script.dataset;
const root = new URL(settings.root || "./", location.href).href;
/** address of searchindex/ */
export const index = new URL(settings.index || "searchindex/", location.href).href;
export const searchPage = new URL(settings.search || "search.html", location.href).href.replace(/[?#].*$/, "");
export const engineScript = new URL(settings.engine || "", script.src).href;
/** of a site that searches others, too */
export const joinScript = settings.join && new URL(settings.join, script.src).href;
export const beyondScript = new URL(settings.beyond || "", script.src).href;
export const marksScript = new URL(settings.marks || "", script.src).href;

export const FACETS = ["kind", "book", "chapter", "tag"];

/** @param {string} text @returns {string} as much of a query as is looked at, in search/query.js, too */
export const clip = (text) => text.slice(0, 200);

/** @param {string} name @param {...(string | number)} values @returns {string} a text of the interface */
export function label(name, ...values) {
  return labelOf(script, name, ...values);
}

/** @param {string} text @param {Filters} [filters] @param {boolean} [explain] @returns {string} address of the results */
export function addressOf(text, filters = {}, explain) {
  const parameters = new URLSearchParams();
  parameters.set("q", clip(text));
  for (const name of FACETS) for (const value of filters[name] || []) parameters.append(name, value);
  if (explain) parameters.set("explain", "1");
  return `${searchPage}?${parameters}`;
}

/** @param {{url: string}} result @param {string} [anchor] @returns {string} */
export function linkOf(result, anchor) {
  return new URL(result.url, root).href + (anchor ? "#" + encodeURIComponent(anchor) : "");
}
