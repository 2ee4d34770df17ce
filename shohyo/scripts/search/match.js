// @ts-check
/**
 * Where terms stand in a text: the one matcher, of results, of their excerpts, and of the marks on a page.
 *
 * @typedef {import("./query.js").Term} Term
 * @typedef {[start: number, end: number]} Span  in code units
 * @typedef {[start: number, end: number, term: number]} Mark  of a text as displayed; which of the terms it is
 */

import { beginsWord, classOf, fold, loosen } from "./text.js";

/** Pieces of displayed text that are normalised by themselves: a character and what may join it, be it in NFKC. */
const CLUSTER =
  /[^][\p{M}\u1160-\u11ff\u3133\u3135\u3136\u313a-\u313f\u314f-\u3163\uff9e\uff9f\uffa3\uffa5\uffa6\uffaa-\uffaf\uffc2-\uffdc\u00ad\u061c\u200b-\u200f\u2060\ufeff]*/gu;
/** @type {Map<string, string>} */ const folds = new Map();

/**
 * Return where a form stands in a normal form or its variant form; a word only by its beginning.
 * @param {string} text @param {string} form
 * @param {number} most how many to look for
 * @param {string} [whole] the normal form, whose character before says whether a word begins
 * @param {(at: number) => number} [place] where a character of the text stands in the normal form
 */
function find(text, form, most, whole = text, place = (at) => at) {
  /** @type {Span[]} */ const found = [];
  let at = text.indexOf(form);
  const bound = at >= 0 && beginsWord(form);
  for (; at >= 0 && found.length < most; at = text.indexOf(form, at + 1)) {
    const start = place(at);
    if (bound && start && classOf(whole[start - 1]) === "word") continue;
    found.push([start, place(at + form.length - 1) + 1]);
  }
  return found;
}

/**
 * Return where a term stands in a normal form, literally and, if folded, by its variant form.
 * @param {string} normal @param {Term} term @param {boolean} folded @param {number} most
 */
export function matches(normal, term, folded, most) {
  const found = find(normal, term.text, most);
  if (!folded || !term.variant || found.length >= most) return found;
  const { form, offsets } = loosen(normal);
  return found.concat(find(form, term.variant, most, normal, (at) => offsets[at]));
}

/**
 * Return the normal form of a line and, for each of its code units, where its piece begins and ends in the line.
 * @param {string} line
 */
function align(line) {
  let normal = "";
  /** @type {number[]} */ const starts = [];
  /** @type {number[]} */ const ends = [];
  for (const { 0: piece, index } of line.matchAll(CLUSTER)) {
    let form = folds.get(piece);
    if (form === undefined) folds.set(piece, (form = fold(piece)));
    if (form[0] === " " && (!normal || normal.endsWith(" "))) form = form.slice(1);
    for (let at = 0; at < form.length; at++) {
      starts.push(index);
      ends.push(index + piece.length);
    }
    normal += form;
  }
  return { normal, starts, ends };
}

/**
 * Return all matches in a line as displayed, in order.
 * @param {string} line @param {Term[]} terms @param {boolean} folded @param {number} [most] of each term
 */
export function marksOf(line, terms, folded, most = 50) {
  /** @type {Mark[]} */ const marks = [];
  const { normal, starts, ends } = align(line);
  terms.forEach((term, index) => {
    for (const [start, end] of matches(normal, term, folded, most)) marks.push([starts[start], ends[end - 1], index]);
  });
  return marks.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Return what is marked, in spans that do not overlap. @param {Mark[]} marks in order */
export function spansOf(marks) {
  /** @type {Span[]} */ const spans = [];
  for (const [start, end] of marks) {
    const last = spans[spans.length - 1];
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}
