// @ts-check
/** What is marked on the page that a reader arrives at from a result: handed on from page to page. */

import { opensElsewhere } from "../shared/click.js";
import { loadMarks } from "./asking.js";
import { label } from "./settings.js";

/**
 * @typedef {{terms: string[], folded: boolean}} Wanted  normal forms; whether the page has them in another spelling only
 */

const MARKED = "shohyo-marks"; // key in sessionStorage

/** @param {string} address @returns {string} the page, however a server shortens its name */
function pageOf(address) {
  return decodeURI(address.replace(/[?#].*$/, "")).replace(/(?:\/index)?(?:\.html)?\/?$/, "");
}

/** @param {string} address @param {Wanted} wanted */
function remember(address, wanted) {
  try {
    sessionStorage.setItem(MARKED, JSON.stringify({ page: pageOf(address), ...wanted }));
  } catch {
    // storage may be forbidden or full; then the page opens without marks
  }
}

/** @returns {Wanted} what to mark here; asked for once */
export function recall() {
  try {
    const stored = sessionStorage.getItem(MARKED);
    sessionStorage.removeItem(MARKED);
    const { page, terms, folded } = JSON.parse(stored || "{}");
    if (page === pageOf(location.href)) return { terms: terms.filter((/** @type {unknown} */ term) => typeof term === "string" && term), folded: !!folded };
  } catch {
    // storage may be forbidden, and others may write to it
  }
  return { terms: [], folded: false };
}

/**
 * Hand the terms on when a result is followed; a result on this very page is marked at once.
 * @param {HTMLElement} list @param {(link: HTMLAnchorElement) => string[]} terms @param {() => void} [leave]
 */
export function handOn(list, terms, leave) {
  const onFollow = (/** @type {MouseEvent} */ event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (!link || !link.href || !list.contains(link)) return;
    remember(link.href, { terms: terms(link), folded: "shohyoVariant" in link.dataset });
    if (!opensElsewhere(event) && pageOf(link.href) === pageOf(location.href)) {
      if (leave) leave();
      if (!link.hash) {
        event.preventDefault(); // the browser would load the page again
        window.scrollTo(0, 0);
      }
      mark(recall());
    }
  };
  list.addEventListener("click", onFollow);
  list.addEventListener("auxclick", onFollow);
}

/** @param {Wanted} wanted */
export async function mark(wanted) {
  // a page without marks is as useful as ever: browsers of before 2025 may have no highlights of their own
  if (!wanted.terms.length || !CSS.highlights) return;
  await loadMarks().then(() => Shohyo.mark(wanted, label), () => {});
}
