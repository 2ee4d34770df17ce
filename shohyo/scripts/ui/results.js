// @ts-check
/** What results look like, in the dialog and on the page, and what stands there in their place. */

import { element } from "../shared/element.js";
import { opensElsewhere } from "../shared/click.js";
import { ask, askWhatWasMeant } from "./asking.js";
import { addressOf, label, linkOf } from "./settings.js";

/**
 * @typedef {import("./settings.js").Filters} Filters
 * @typedef {import("./settings.js").Result} Result
 * @typedef {{total: number, exact: boolean}} Found  how many pages an answer has, or has at most
 */

const TERMS = 6; // longest query for which "fewer terms" is tried

/**
 * Return a link to a result, which says how it was found.
 * @param {Result} result @param {string} anchor @param {Record<string, string>} attributes @param {...(Node | string)} children
 */
export function linkTo(result, anchor, attributes, ...children) {
  return element("a", { ...attributes, href: linkOf(result, anchor), "data-shohyo-variant": result.variant }, ...children);
}

/** @param {import("../search/excerpt.js").Snippet} snippet @returns {(Node | string)[]} */
export function marked(snippet) {
  return snippet.map(([text, isMatch]) => (isMatch ? element("mark", { class: "shohyo-mark" }, text) : text));
}

/** @param {Result} result @returns {HTMLElement[]} badge, place in the book, and why it was found */
export function about(result) {
  const parts = [];
  if (result.kindLabel) {
    parts.push(element("span", { class: `shohyo-badge shohyo-badge--${result.kind}` }, result.kindLabel));
  }
  if (result.trail.length) {
    parts.push(element("span", { class: "shohyo-result__trail" }, result.trail.join(" › ")));
  }
  if (result.alias) parts.push(element("span", { class: "shohyo-result__note" }, label("alias", result.alias)));
  else if (result.variant) parts.push(element("span", { class: "shohyo-result__note" }, label("variant")));
  return parts;
}

/** @param {Found} answer @returns {string} */
export function countOf(answer) {
  if (!answer.exact) return label("found-most", answer.total);
  return answer.total === 1 ? label("found-one") : label("found", answer.total);
}

/**
 * Show what a query without results may have meant, and what fewer terms or no filters find.
 * @param {HTMLElement} help @param {string} text @param {Filters} filters @param {() => boolean} current
 */
export async function showHelp(help, text, filters, current) {
  const group = (/** @type {string} */ title, /** @type {[string, Filters, string, Found][]} */ rows) => rows.length
    ? [element("p", {}, label(title)), element("ul", {}, ...rows.map(([query, some, name, found]) => element("li", {},
      element("a", { href: addressOf(query, some), "data-shohyo-search-go": true }, name), ` ${countOf(found)}`)))]
    : [];
  const meant = await askWhatWasMeant(text, filters).catch(() => []);
  if (!current()) return;
  help.replaceChildren(...group("meant", meant.map((found) => [found.query, filters, found.query, found])));
  const pieces = Shohyo.search.piecesOf(text);
  /** @type {[string, Filters, string][]} */
  const tries = pieces.length > 1 && pieces.length <= TERMS
    ? pieces.map((_piece, dropped) => pieces.filter((_other, at) => at !== dropped).join(" "))
      .map((shorter) => [shorter, filters, shorter])
    : [];
  if (Object.keys(filters).length) tries.unshift([text, {}, label("unfiltered")]);
  /** @type {[string, Filters, string, Found][]} */
  const rows = [];
  for (const [shorter, some, name] of tries) {
    const answer = await ask(shorter, { limit: 1, filters: some }).catch(() => null);
    if (!current()) return;
    if (answer && answer.total) rows.push([shorter, some, name, answer]);
  }
  help.append(...group("fewer", rows));
  if (!help.children.length) help.append(element("p", {}, label("hint")));
  help.hidden = false;
}

/** @returns {(Node | string)[]} what to show when a shard is missing or outdated */
export function trouble() {
  const button = element("button", { type: "button", class: "shohyo-search-reload" }, label("reload"));
  button.addEventListener("click", () => location.reload());
  return [element("span", { class: "shohyo-search-trouble" }, label("outdated")), " ", button];
}

/** @param {MouseEvent} event @returns {HTMLAnchorElement | null} the link to another query that was clicked, to be followed here */
export function otherQuery(event) {
  const link = /** @type {Element} */ (event.target).closest("a[data-shohyo-search-go]");
  if (!(link instanceof HTMLAnchorElement) || opensElsewhere(event)) return null;
  event.preventDefault();
  return link;
}
