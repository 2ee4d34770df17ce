// @ts-check
/** Steps as a reader is told of them: each under what it did, and in the end where else to go. */

import { takeSteps } from "./steps.js";

/**
 * @typedef {import("../search/engine.js").Result} Result
 * @typedef {{text: string, filters: import("../search/engine.js").Filters, seen: number[], limit: number, lang: string,
 *   current: () => boolean, label: (name: string, ...values: string[]) => string}} Asked  what is asked, and how to say things
 * @typedef {{group: (title: string, query: string, filters: import("../search/engine.js").Filters) => Element,
 *   add: (place: Element, results: (Result & {note?: string})[], terms: string[], how?: unknown) => unknown}} Place
 *   makes room under a title, which leads to a query, if there is one; shows results there
 */

const SHOWN = 40; // code points of a word in a title

/**
 * Show what follows an answer of few pages.
 * @param {import("./near.js").Engine} engine @param {Asked & Place} asked
 */
export async function goFurther(engine, { text, filters, seen, limit, lang, current, label, group, add }) {
  const listed = (/** @type {string[]} */ words) =>
    words.map((word) => label("quoted", Array.from(word).length > SHOWN ? Array.from(word).slice(0, SHOWN).join("") + "…" : word)).join(label("and"));
  const ways = await takeSteps(engine, text, { limit, filters, lang, seen }, ({ sort, query, words, results, terms }) => {
    if (current()) {
      const place = group(label("step-" + sort, listed(words)), query, sort === "unfiltered" ? {} : filters);
      add(place, results.map((result) => ({ ...result, note: result.lacks.length ? label("lacks", listed(result.lacks)) : "" })), terms, { sort, query });
    }
    return current();
  });
  if (!current() || !ways.length) return;
  const blank = { page: -1, kind: "", kindLabel: "", trail: [], alias: "", variant: false, has: [], sections: [] };
  add(group(label("ways"), "", {}), ways.map(([url, title]) => ({ ...blank, url, title })), []);
}
