// @ts-check
/** What a result shows of a page: its best sections, and of each the part of a line around the best match. */

import { marksOf, matches, spansOf } from "./match.js";

/**
 * @typedef {[text: string, isMarked: boolean][]} Snippet
 * @typedef {{anchor: string, heading: string, snippet: Snippet}} Excerpt
 */

const SECTIONS = 3;
const BEFORE = 40; // code units of a snippet before the match, and in all
const LENGTH = 160;
const SENTENCE = /[。．.!！?？…」』）)]$/; // how a line ends that is one, rather than a path, a name or a cell

/**
 * Return the part of a line around its best match, in pieces that are marked or not.
 * @param {string} line
 * @param {import("./match.js").Mark[]} marks
 */
function snippet(line, marks) {
  let best = marks.length ? marks[0][0] : 0;
  let most = 0;
  for (const [start] of marks) {
    const near = new Set(marks.filter((mark) => mark[0] >= start && mark[1] <= start + LENGTH - BEFORE).map((mark) => mark[2]));
    if (near.size > most) [best, most] = [start, near.size];
  }
  let from = best > BEFORE && line.length > LENGTH ? best - BEFORE : 0;
  let to = Math.min(line.length, from + LENGTH);
  if (to === line.length) from = Math.max(0, to - LENGTH);
  // no half of a surrogate pair
  if (/[\udc00-\udfff]/.test(line[from])) from--;
  if (/[\udc00-\udfff]/.test(line[to] || "")) to++;
  /** @type {Snippet} */ const pieces = [];
  let at = from;
  for (const span of spansOf(marks)) {
    const [start, end] = [Math.max(span[0], at), Math.min(span[1], to)];
    if (start >= end) continue;
    if (start > at) pieces.push([line.slice(at, start), false]);
    pieces.push([line.slice(start, end), true]);
    at = end;
  }
  if (at < to) pieces.push([line.slice(at, to), false]);
  if (from) pieces.unshift(["…", false]);
  if (to < line.length) pieces.push(["…", false]);
  return pieces;
}


/**
 * Return the sections to show of a page, the best first; without a match in them, its beginning.
 * @param {import("./store.js").Head} head @param {import("./store.js").Lines} lines what has been read of the text
 * @param {import("./query.js").Term[]} terms @param {boolean} folded @returns {Excerpt[]}
 */
export function sectionsOf({ page, headings }, lines, terms, folded) {
  const scored = page.sections.map(([anchor, heading], order) => {
    /** @param {string} normal */
    const termsIn = (normal) => terms.filter((term) => matches(normal, term, folded, 1).length);
    const named = termsIn(headings[order]);
    const all = new Set(named);
    let best = "";
    let most = -1;
    for (const { section, line, normal, isCode } of lines) {
      if (section !== order) continue;
      const here = termsIn(normal);
      here.forEach((term) => all.add(term));
      // prose before code, then what has more of the terms, then a sentence
      const worth = here.length && (isCode ? here.length / 99 : 2 * here.length + Number(SENTENCE.test(line)));
      if (worth > most) [best, most] = [line, worth];
    }
    return { anchor, heading, order, weight: all.size, named: named.length, worth: most, line: best };
  });
  const found = scored
    .filter((section) => section.weight)
    .sort((a, b) => b.weight - a.weight || b.named - a.named || b.worth - a.worth || a.order - b.order);
  return (found.length ? found : scored.slice(0, 1))
    .slice(0, SECTIONS)
    .map(({ anchor, heading, line }) => ({ anchor, heading, snippet: snippet(line, marksOf(line, terms, folded)) }));
}
