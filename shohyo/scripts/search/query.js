// @ts-check
/**
 * A query as it is typed → what a page must have and must not have, and which terms of the index to look up for it.
 *
 * @typedef {{text: string, variant: string, field: string}} Term  normal form, variant form or "", "title" or ""
 * @typedef {[string, boolean][]} Gram  alternatives: a term of the index, and whether longer ones count
 */

import { classOf, crossings, isPaired, normalise, variant } from "./text.js";

export const FIELDS = ["kind", "tag", "chapter", "book"];
const PART = /(-(?!-))?(?:(title|kind|tag|chapter|book):)?(?:"([^"]*)"?|([^ ]+))/g;
const PIECE = /-?(?:[a-z]+:)?"[^"]*"?|\S+/g;
const GRAMS = 16; // posting lists for a term

/** @param {string} normal how many ideographic characters it has */
const countOf = (normal) => Array.from(normal).filter((character) => classOf(character) === "ideographic").length;

/** @param {string} normal whether it has words or ideographic characters */
const hasText = (normal) => Array.from(normal).some((character) => /^[wi]/.test(classOf(character)));

/** @param {string} value a normal form @returns {Term} */
export function termOf(value) {
  const folded = variant(value);
  // ー of キー may not go: キ alone is everywhere
  return { text: value, variant: countOf(value) > 1 && countOf(folded) > 1 ? folded : "", field: "" };
}

/** Return what a query is made of, as it is typed. @param {string} query @returns {string[]} */
export function piecesOf(query) {
  return query.match(PIECE) || [];
}

/** @param {string} query */
export function parse(query) {
  /** @type {Term[]} */ const terms = [];
  /** @type {Term[]} */ const excluded = [];
  /** @type {[string, string, boolean][]} field, normal form of the value, whether it excludes */
  const filters = [];
  const seen = new Set();
  for (let [part, minus = "", field = "", phrase, plain] of normalise(query).matchAll(PART)) {
    // what has neither words nor ideographic characters is an arrow or the like, not something to exclude
    if (minus && plain && !hasText(plain)) [minus, plain] = ["", minus + plain];
    const value = normalise(phrase === undefined ? plain : phrase);
    if (!hasText(value) && !gramsOf(value, false).cover.length) continue;
    if (/^(title|kind|tag|chapter|book):$/.test(value) || seen.has(part)) continue;
    seen.add(part);
    if (FIELDS.includes(field)) filters.push([field, value, minus !== ""]);
    else (minus ? excluded : terms).push({ ...termOf(value), field });
  }
  return { terms, excluded, filters };
}

/**
 * Return what to look up for a normal form, in its order: alternatives of [term, whether longer ones count].
 * `cover` has each character in one of them, `rest` the others.
 * @param {string} normal
 * @param {boolean} folded whether pairs may be neighbours in the variant form only
 * @returns {{cover: Gram[], rest: Gram[]}}
 */
export function gramsOf(normal, folded) {
  const characters = Array.from(normal);
  const classes = characters.map(classOf);
  const part = (/** @type {number} */ from, /** @type {number} */ to) => characters.slice(from, to).join("");
  const isKatakana = (/** @type {number} */ at) => /[ァ-ヺー]/.test(characters[at]);
  const isIdeographic = (/** @type {number} */ at) => classes[at] === "ideographic";
  const hasPair = (/** @type {number} */ at) => isPaired(part(at, at + 2));
  /** @param {string} sorts the second one for the variant form @param {string} form */
  const both = (sorts, form) => Array.from(folded ? sorts : sorts[0], (sort) => /** @type {[string, boolean]} */ ([sort + form, false]));
  /** @type {[number, number, Gram][]} */ const grams = []; // from, to, alternatives
  classes.forEach((sort, at) => {
    if (sort === "ideographic") {
      // threes of katakana, and the pairs that are in none of them
      if (isKatakana(at) && isKatakana(at + 1) && isKatakana(at + 2)) grams.push([at, at + 3, both("3u", part(at, at + 3))]);
      else if (!isIdeographic(at + 1)) isIdeographic(at - 1) || grams.push([at, at + 1, [["1" + characters[at], false]]]);
      else if (!(isKatakana(at - 1) && isKatakana(at) && isKatakana(at + 1))) grams.push([at, at + 2, both("2v", part(at, at + 2))]);
      return;
    }
    let end = at;
    while (classes[end] === "word") end++;
    // a word; of one letter, whose list would be long, only if no mark is beside it
    if (end > at + (hasPair(at) || hasPair(at - 1) ? 1 : 0) && classes[at - 1] !== "word") {
      const isLast = end === characters.length;
      grams.push([at, end, [isLast && end - at < 3 ? ["p" + part(at, end), false] : ["w" + part(at, end), isLast]]]);
    }
    // a mark before a word, at the beginning of the term: not within a word of the text
    if (hasPair(at)) grams.push([at, at + 2, [[(!at && /^[.#@$-]/.test(normal) && classes[1] === "word" ? "b" : "m") + part(at, at + 2), false]]]);
  });
  /** @type {Gram[]} */ const cover = [];
  const rest = crossings(normal).map((/** @type {string} */ pair) => both("xv", pair));
  let covered = 0;
  grams.forEach(([from, to, gram], index) => {
    const isNeeded = from >= covered || (to > covered && !(index + 1 < grams.length && grams[index + 1][0] <= covered));
    (isNeeded ? cover : rest).push(gram);
    if (isNeeded) covered = to;
  });
  const some = (/** @type {Gram[]} */ grams) => grams.filter((_, at) => at % Math.ceil(grams.length / GRAMS) === 0);
  return { cover: some(cover), rest: some(rest) };
}
