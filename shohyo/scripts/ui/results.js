// @ts-check
/** What results look like, in the dialog and on the page, and what stands there in their place. */

import { element } from "../shared/element.js";
import { opensElsewhere } from "../shared/click.js";
import { label, linkOf } from "./settings.js";

/**
 * @typedef {import("./settings.js").Answer} Answer
 * @typedef {import("./settings.js").Result} Result
 * @typedef {{total: number, exact: boolean}} Found  how many pages an answer has, or has at most
 */

/** results that are asked for at once: a screen of them, so that a query reads what is seen */
export const AT_ONCE = 4;
const SHOWN = 16; // code units of a query in what is said of it
const SOON = 150; // ms until the reader is told to wait

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

/** @param {Result & {note?: string}} result @returns {HTMLElement[]} badge, place in the book, and why it was found */
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
  if (result.note) parts.push(element("span", { class: "shohyo-result__note" }, result.note));
  return parts;
}

/** @param {Found} answer @returns {string} */
export function countOf(answer) {
  if (!answer.exact) return label("found-most", answer.total);
  return answer.total === 1 ? label("found-one") : label("found", answer.total);
}

/** @param {Answer} answer @param {string} text @returns {string} what there is, and what was not looked at */
export function statusOf(answer, text) {
  const short = (/** @type {string} */ long) => (long.length > SHOWN ? long.slice(0, SHOWN) + "…" : long);
  const said = answer.problem ? label("problem-" + answer.problem, short(answer.culprit)) : answer.total ? countOf(answer) : label("nothing", short(text.trim()));
  return answer.clipped ? label("clipped") : said;
}

/** Say that something is done, if it takes a while. @param {HTMLElement} status @returns {() => void} that it is done */
export function working(status) {
  const timer = setTimeout(() => status.replaceChildren(label("busy")), SOON);
  return () => clearTimeout(timer);
}

/** @returns {(element: Element | null | undefined, callback: () => void) => void} calls back once, when the latest element comes into view */
export function watching() {
  /** @type {IntersectionObserver | undefined} */ let observer;
  return (element, callback) => {
    observer?.disconnect();
    if (!element) return;
    observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer?.disconnect();
      callback();
    });
    observer.observe(element);
  };
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
