// @ts-check
/**
 * A query as it is typed → what a page must have and must not have, and which terms of the index to look up for it.
 *
 * @typedef {{text: string, variant: string, field: string}} Term  normal form, variant form or "", field or ""
 * @typedef {{groups: Term[][], excluded: Term[], filters: Term[][], problem: string, culprit: string, clipped: boolean}} Query
 *   alternatives of each thing that a page must have; what it must not have; why the query cannot mean what it says, by
 *   a short word, and which part of it; whether the rest was left out
 * @typedef {[string, boolean][]} Gram  alternatives: a term of the index, and whether longer ones count
 */

import { classOf, crossings, isPaired, normalise, variant } from "./text.js";

export const FIELDS = ["kind", "tag", "chapter", "book"];
/** Fields by the names that the interface shows, in whatever language a site is. @type {Record<string, string>} */
const NAMES = {};
for (const names of ["title 題名 标题 標題 제목", "kind 種類 种类 종류", "tag タグ 标签 標籤 태그", "chapter 章 장", "book 本 书 書 책"]) {
  const [field, ...others] = names.split(" ");
  for (const name of others) NAMES[name] = field;
}
const FIELD = ["title", ...FIELDS, ...Object.keys(NAMES)].join("|");
const PART = new RegExp(`(-(?!-))?(?:(${FIELD}):)?(?:"([^"]*)"?|([^ ]+))`, "g");
const EMPTY = new RegExp(`^(?:${FIELD}):$`);
const OR = "\uffff"; // stands for the word in capital letters, which the normal form does not have
const LONGEST = 200; // code points of a query
const TERMS = 32;
const LONG_WORD = /[0-9a-z\u00c0-\u1fff]{3}/; // about: of the scripts that have accents
const GRAMS = 16; // posting lists for a term

/** @param {string} normal how many ideographic characters it has */
const countOf = (normal) => Array.from(normal).filter((character) => classOf(character) === "ideographic").length;

/** @param {string} normal whether it has words or ideographic characters */
const hasText = (normal) => Array.from(normal).some((character) => /^[wi]/.test(classOf(character)));

/** Whether a normal form has anything to look up. @param {string} normal */
export const asks = (normal) => hasText(normal) || gramsOf(normal, false).cover.length > 0;

/** @param {string} value a normal form @returns {Term} */
export function termOf(value) {
  const folded = variant(value);
  // ー of キー may not go: キ alone is everywhere; nor accents of a word that is looked up by one or two letters
  const isUseful = (countOf(value) > 1 && countOf(folded) > 1) || LONG_WORD.test(folded);
  return { text: value, variant: isUseful ? folded : "", field: "" };
}

/** Return as much of a query as is looked at. @param {string} query */
export function clip(query) {
  return Array.from(query.slice(0, 2 * LONGEST)).slice(0, LONGEST).join("");
}

/** @param {string} query @returns {Query} */
export function parse(query) {
  /** @type {Query} */ const asked = { groups: [], excluded: [], filters: [], problem: "", culprit: "", clipped: clip(query) !== query };
  const object = (/** @type {string} */ problem, /** @type {string} */ culprit) => asked.problem || Object.assign(asked, { problem, culprit });
  /** @type {Term[][]} */ const groups = [];
  /** @type {Term[] | undefined} what OR would add to */ let last;
  let joins = false;
  let count = 0;
  /** @param {Term[]} terms @param {Term} term */
  const has = (terms, term) => terms.some(({ text, field }) => text === term.text && field === term.field);
  for (let [part, minus = "", field = "", phrase, plain] of normalise(clip(query).replace(/(^|\s)(?:OR|ＯＲ)(?=\s|$)/g, "$1" + OR)).matchAll(PART)) {
    if (part === OR) {
      if (!last || joins) object("or", "OR");
      joins = !!last;
      continue;
    }
    // what has neither words nor ideographic characters is an arrow or the like, not something to exclude
    if (minus && plain && !hasText(plain)) [minus, plain] = ["", minus + plain];
    const value = normalise((phrase === undefined ? plain : phrase).replaceAll(OR, "or"));
    const isEmpty = EMPTY.test(value);
    if (isEmpty || !asks(value)) {
      if (isEmpty || field) object("field", part);
      if (joins) object("or", "OR");
      joins = false;
      last = undefined;
      continue;
    }
    const term = { ...termOf(value), field: NAMES[field] || field };
    if (count++ === TERMS) {
      asked.clipped = true;
      break;
    }
    if (minus) {
      if (joins) object("or", "OR");
      if (!has(asked.excluded, term)) asked.excluded.push(term);
      last = undefined;
    } else if (joins && last) has(last, term) || last.push(term);
    else groups.push((last = [term]));
    joins = false;
  }
  if (joins) object("or", "OR");
  const seen = new Set();
  for (const group of groups) {
    const key = JSON.stringify(group);
    if (seen.has(key)) continue;
    seen.add(key);
    if (group.every((term) => has(asked.excluded, term))) object("never", group[0].text);
    (group.every(({ field }) => FIELDS.includes(field)) ? asked.filters : asked.groups).push(group);
  }
  if (!count && /\S/.test(query)) object("signs", clip(query).trim());
  return asked;
}

/**
 * Return what to look up for a normal form, in its order: alternatives of [term, whether longer ones count].
 * `cover` has each character in one of them, `rest` the others, which can wait; `owns` are terms of the same shards that a place has
 * where the form stands by itself: as a whole word, a whole run of katakana, a sign that follows no word.
 * @param {string} normal
 * @param {boolean} folded whether pairs may be neighbours in the variant form only, and words be written with accents
 * @returns {{cover: Gram[], rest: Gram[], owns: string[]}}
 */
export function gramsOf(normal, folded) {
  const characters = Array.from(normal);
  const classes = characters.map(classOf);
  const part = (/** @type {number} */ from, /** @type {number} */ to) => characters.slice(from, to).join("");
  const isKatakana = (/** @type {number} */ at) => /[ァ-ヺー]/.test(characters[at]);
  const isIdeographic = (/** @type {number} */ at) => classes[at] === "ideographic";
  const hasPair = (/** @type {number} */ at) => isPaired(part(at, at + 2));
  /** @param {string} sorts the second one for the variant form @param {string} form @param {boolean} [longer] */
  const both = (sorts, form, longer = false) => Array.from(folded ? sorts : sorts[0], (sort) => /** @type {[string, boolean]} */ ([sort + form, longer]));
  /** @type {[number, number, Gram, string?][]} from, to, alternatives, what stands by itself */ const grams = [];
  classes.forEach((sort, at) => {
    if (sort === "ideographic") {
      // threes of katakana, and the pairs that are in none of them
      let end = at;
      while (isKatakana(end)) end++;
      const own = isKatakana(at - 1) ? undefined : "k" + part(at, end);
      if (end > at + 2) grams.push([at, at + 3, both("3u", part(at, at + 3)), own]);
      else if (!isIdeographic(at + 1)) isIdeographic(at - 1) || grams.push([at, at + 1, [["1" + characters[at], false]]]);
      else if (!(isKatakana(at - 1) && isKatakana(at) && isKatakana(at + 1))) grams.push([at, at + 2, both("2v", part(at, at + 2)), end > at + 1 ? own : undefined]);
      return;
    }
    let end = at;
    while (classes[end] === "word") end++;
    // a word; of one letter, whose list would be long, only if no mark is beside it
    if (end > at + (hasPair(at) || hasPair(at - 1) ? 1 : 0) && classes[at - 1] !== "word") {
      const word = part(at, end);
      const isLast = end === characters.length;
      grams.push([at, end, isLast && end - at < 3 ? [["p" + word, false]] : both("wf", word, isLast), isLast ? "w" + word : undefined]);
    }
    if (hasPair(at)) grams.push([at, at + 2, both("mv", part(at, at + 2)), !at && /^[.#@$-]/.test(normal) && classes[1] === "word" ? "b" + part(0, 2) : undefined]);
  });
  /** @type {Gram[]} */ const cover = [];
  const rest = crossings(normal).map((/** @type {string} */ pair) => both("xv", pair));
  /** @type {string[]} */ const owns = [];
  let covered = 0;
  grams.forEach(([from, to, gram, own], index) => {
    const isNeeded = from >= covered || (to > covered && !(index + 1 < grams.length && grams[index + 1][0] <= covered));
    (isNeeded ? cover : rest).push(gram);
    if (isNeeded && own && !folded) owns.push(own);
    if (isNeeded) covered = to;
  });
  // a single pair, where two words meet, costs no more than a text that is read in vain
  if (rest.length === 1 && rest[0][0][0][0] !== "3") cover.push(...rest.splice(0));
  const some = (/** @type {Gram[]} */ grams) => grams.filter((_, at) => at % Math.ceil(grams.length / GRAMS) === 0);
  return { cover: some(cover), rest: some(rest), owns };
}
