// @ts-check
/**
 * Terms of a query → what posting lists say of them: which pages may have them, and how much that weighs.
 *
 * @typedef {import("./query.js").Term} Term
 * @typedef {import("./codec.js").Postings} Postings
 * @typedef {{places: Uint32Array, weights: Float64Array, fields: Uint8Array, size: number, sure: boolean, term: Term, folded: boolean, unread: number}} List
 *   what posting lists say of a term: places that may have it; by page, its weight, fields as bits, and how many
 *   have it; `sure`: the lists alone prove it; `unread`: how many further lists there are
 * @typedef {{term: string, variant: boolean, grams: string[], pages: number}} TermExplained
 */

import { meet, shardNumber, unite } from "./codec.js";
import { FIELDS, gramsOf } from "./query.js";
import { beginsWord, normalise } from "./text.js";

// title, names, headings, a part of the text; more for one that has a term twice, four and eight times
export const WEIGHTS = [10, 6, 4, 1, 1, 2, 4];
export const PROVED = 16; // what `fields` says of a page that is one of what a term names: a kind, a chapter, the value of a facet
export const OWN = 32; // and of one where the term stands by itself, rather than within a longer word
export const TEXT = 29; // of one that has it in more than its names
export const RECORD = 7; // of one whose title, names or headings have it
const WITHIN = 0.25; // what a place counts for that has a term within longer words only

/**
 * Return what looks terms up in an index.
 * @param {import("./store.js").Manifest} manifest @param {ReturnType<ReturnType<typeof import("./store.js").openStore>["files"]>} files
 * @param {TermExplained[]} explained gets what has been looked up
 */
export function openLists({ pages, shards, pageOf }, files, explained) {
  /** The shard of a term. @param {string} term */
  const shardOf = (term) => files.terms(shardNumber(term, shards));

  /** Where a gram is. @param {import("./query.js").Gram} gram @returns {Promise<Postings>} */
  async function lookUp(gram) {
    /** @type {Postings[]} */ const found = [];
    for (const [term, longer] of gram) {
      const shard = await shardOf(term);
      const lists = shard.get(term);
      if (longer) shard.forEach((lists, name) => name.startsWith(term) && found.push(lists));
      else if (lists) found.push(lists);
    }
    /** @param {number} level */
    const often = (level) => unite(found.map(({ often }) => often[level] || new Uint32Array()));
    return { places: unite(found.map(({ places }) => places)), often: [0, 1, 2].map(often) };
  }

  /** Headings of the pages that are one of what a term names. @param {Term} term */
  async function within({ text }) {
    const shard = await shardOf("t" + text);
    return (shard.get("t" + text)?.places || new Uint32Array()).filter((place) => place % 3 === 2);
  }

  /** Pages that have a value of a facet. @param {Term} term @returns {Promise<List>} */
  async function valueOf(term) {
    const fields = new Uint8Array(pages);
    if (/kind|chapter/.test(term.field)) for (const place of await within(term)) fields[pageOf[place]] = PROVED | OWN;
    for (const [name, label, numbers] of (await files.facets())[term.field]) {
      if (normalise(name) === term.text || normalise(label) === term.text) for (const page of numbers) fields[page] = PROVED | OWN;
    }
    const size = fields.filter(Boolean).length;
    return { places: new Uint32Array(), weights: new Float64Array(pages), fields, size, sure: true, term, folded: false, unread: 0 };
  }

  /**
   * Look a term up, by all of its pairs or as few as cover it.
   * @param {Term} term @param {boolean} folded @param {boolean} [all] @returns {Promise<List>}
   */
  async function listOf(term, folded, all) {
    if (FIELDS.includes(term.field)) return valueOf(term);
    const form = (folded && term.variant) || term.text;
    const { cover, rest, owns } = gramsOf(form, folded && term.variant !== "");
    const grams = all ? [...cover, ...rest] : cover;
    const found = await Promise.all(grams.map(lookUp));
    let places = meet(found.map(({ places }) => places));
    if (term.field) places = places.filter((place) => place < 3 * pages && place % 3 < 2);
    // where it stands by itself; a list that is not there makes no difference
    let own = places;
    for (const name of owns) own = meet([own, (await shardOf(name)).get(name)?.places || own]);
    const isOwn = new Set(own);
    const weights = new Float64Array(pages);
    const fields = new Uint8Array(pages);
    for (const place of places) {
      const page = pageOf[place];
      const field = place < 3 * pages ? place % 3 : 3;
      weights[page] += WEIGHTS[field] * (isOwn.has(place) ? 1 : WITHIN);
      fields[page] |= (1 << field) | (isOwn.has(place) ? OWN : 0);
    }
    for (const place of term.field ? [] : await within(term)) {
      weights[pageOf[place]] += WEIGHTS[1];
      fields[pageOf[place]] |= PROVED | OWN;
    }
    const size = fields.filter(Boolean).length;
    if (!term.field) [4, 5, 6].forEach((at) => meet(found.map(({ often }) => often[at - 4])).forEach((place) => (weights[pageOf[place]] += WEIGHTS[at])));
    explained.push({ term: form, variant: folded, grams: grams.flat().map(([name]) => name), pages: size });
    // one posting list, of the very term, proves a match; but a pair may stand within a word
    const [[[only]]] = grams;
    const sure = grams.length === 1 && only.slice(1) === form && !(only[0] === "m" && beginsWord(form));
    return { places, weights, fields, size, sure, term, folded, unread: all ? 0 : rest.length };
  }

  /** The same by the variant form; most often no pair is a neighbour in that alone. @param {List} list @returns {Promise<List>} */
  async function foldedList(list) {
    const { text: literal, variant } = list.term;
    const others = variant ? gramsOf(variant, true).cover.flatMap((gram) => gram.slice(1)) : [];
    const found = await Promise.all(others.map((other) => lookUp([other])));
    const isSame = !variant || (variant === literal && found.every(({ places }) => !places.length));
    return isSame ? { ...list, folded: true } : listOf(list.term, true);
  }

  return { shardOf, listOf, foldedList };
}
