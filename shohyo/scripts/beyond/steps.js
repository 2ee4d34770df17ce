// @ts-check
/**
 * What follows a query that finds too little: other queries, the best first, each asked of the same exact engine.
 *
 * @typedef {import("../search/engine.js").Result} Result
 * @typedef {import("../search/engine.js").Filters} Filters
 * @typedef {import("./near.js").Engine} Engine
 * @typedef {import("./groups.js").Group} Group
 * @typedef {"words" | "forms" | "near" | "most" | "rest" | "unfiltered"} Sort
 * @typedef {{sort: Sort, query: string, words: string[], total: number, exact: boolean,
 *   results: (Result & {lacks: string[]})[], terms: string[]}} Step  what was asked: an exact query, and its words as a
 *   reader is told; what came of it, and which words of the question each result lacks
 * @typedef {{sort: Sort, groups: string[][], words: string[], lost?: string[], least?: number, weights?: number[],
 *   made?: string, told?: string[]}} Way  `told`: what a reader is told in place of the words, if pages have it
 */

import { byForm, lookUp } from "./groups.js";
import { near } from "./near.js";
import { says, unitsOf } from "./units.js";

/** What a query is made of, as it is typed. */
const PIECE = /-?(?:[^\s":-][^\s":]*[:：])?"[^"]*"?|\S+/g;
const WORDS = 12; // of a question that are looked at
const FEW = 2; // words of which all are asked for first
const WEAK = /^[\u3400-\u9fff][\u3041-\u3096]{0,2}$|^[\u3041-\u3096]+$/; // verbs and adjectives say less than names do
const WEIGHT = 0.5;
const TOLD = 3; // forms of a word that a reader is told
const LONGEST_QUERY = 200; // code units, as a link has them
const PARTS = 12; // of words that are asked for in the end

const quoted = (/** @type {string} */ form) => (/[\s"]|^-|^OR$|^[^\s:]+:/.test(form) ? `"${form.replaceAll('"', "")}"` : form);
/** @param {string[][]} groups @param {string[]} kept */
const queryOf = (groups, kept) => [...groups.map((forms) => forms.map(quoted).join(" OR ")), ...kept].join(" ");

/**
 * Leave out forms of words, and the last words in the end, so that a query and the one that links it are looked at as a whole.
 * @param {string[][]} groups @param {string[]} kept
 */
function fitted(groups, kept) {
  const fit = groups.map((forms) => [...forms]);
  for (;;) {
    const query = queryOf([fit.flat()], kept);
    if (!fit.length || (query.length <= LONGEST_QUERY && !Shohyo.search.parse(query).clipped)) return fit;
    const longest = fit.reduce((one, other) => (other.length > one.length ? other : one));
    if (longest.length > 1) longest.pop();
    else fit.pop();
  }
}

/**
 * Return what a query says in words, what stays as it is in each step, which is fields and what is excluded, and the
 * query without fields.
 * @param {string} query
 */
function partsOf(query) {
  /** @type {string[]} */ const kept = [];
  /** @type {string[]} */ const said = [];
  const pieces = Shohyo.search.clip(query).match(PIECE) || [];
  const isField = pieces.map((piece) => {
    const { groups, excluded, filters } = Shohyo.search.parse(piece);
    const [term] = groups.flat();
    if (excluded.length || filters.length) kept.push(piece);
    else if (term) said.push(term.text);
    return filters.length > 0;
  });
  const free = pieces.filter((piece, at) => !isField[at] && !(piece === "OR" && (isField[at - 1] || isField[at + 1])));
  return { kept, free: isField.includes(true) ? free.join(" ") : query, text: said.join(" "), phrases: said.filter((text) => text.includes(" ")) };
}

/**
 * Cut a text around forms that are known and that rules would cut: response time, やり直し.
 * @param {string} text @param {string[]} forms @param {string} lang
 */
function unitsIn(text, forms, lang) {
  const known = forms.filter((form) => text.includes(form) && /[\x20\u3041-\u3096]/.test(form)).sort((one, other) => other.length - one.length);
  /** @type {import("./units.js").Unit[]} */ const units = [];
  const walk = (/** @type {string} */ rest) => {
    const form = known.find((form) => rest.includes(form));
    if (form === undefined) {
      if (rest.trim()) units.push(...unitsOf(rest, lang));
      return;
    }
    const at = rest.indexOf(form);
    walk(rest.slice(0, at));
    units.push({ text: form, parts: unitsOf(form, lang).map((unit) => unit.text).filter((part) => part !== form) });
    // behind a word in hiragana a particle is not told from what follows
    walk(rest.slice(at + form.length).replace(/^[はがをにでとへもやの]/, (particle) => (/[^\u3041-\u3096ー]/.test(form) ? particle : " ")));
  };
  walk(text);
  // what stands between known forms may be words of form alone
  const said = units.filter((unit) => says(unit.text));
  return (said.length ? said : units).filter((unit, at, units) => units.findIndex((other) => other.text === unit.text) === at).slice(0, WORDS);
}

/**
 * Answer a query that finds too little, step by step, with pages that were not found before.
 * @param {Engine} engine @param {string} query
 * @param {{limit: number, filters?: Filters, lang?: string, seen?: number[]}} options `seen`: pages that are found already
 * @param {(step: Step) => boolean} show is told each as soon as it is known, and tells whether to go on
 * @returns {Promise<string[][]>} where else to look, addresses and titles, if nothing at all was found
 */
export async function takeSteps(engine, query, { limit, filters = {}, lang = "", seen = [] }, show) {
  const { kept, free, text, phrases } = partsOf(query);
  if (!text) return kept.length && !seen.length ? engine.table("ways") : [];
  const isFiltered = Object.keys(filters).length > 0;
  const shown = new Set(seen);
  /** @type {Set<string>} */ const asked = new Set(isFiltered ? [] : [Shohyo.text.normalise(query)]);
  const synonyms = byForm(await engine.table("synonyms"));
  const { count, namesIn, spokenIn, resolved, groupOf } = lookUp(engine, synonyms);

  let goesOn = true;
  /** @param {Way} way */
  async function take({ sort, groups: wanted, words: all, lost = [], least, weights, told, made: whole }) {
    const groups = fitted(wanted, kept);
    const words = groups.length < all.length && wanted.length ? all.slice(0, groups.length) : all;
    const made = whole ?? queryOf(groups, kept);
    const isFree = sort === "unfiltered";
    const room = limit + seen.length - shown.size;
    if (!goesOn || room <= 0 || !(groups.length || isFree) || asked.has(made + (least || ""))) return;
    asked.add(made + (least || ""));
    const isSome = least !== undefined && least < groups.length;
    const { results, total, exact, terms } = await engine.query(made, isFree
      ? { limit }
      : { limit: limit + seen.length, filters, ...(isSome ? { least, weights } : {}) });
    const fresh = results.filter(({ page }) => !shown.has(page)).slice(0, room);
    if (!fresh.length) return;
    // all words are on these pages: the query that says so has them, too, in the order in which it finds them
    if (isSome && !lost.length && fresh.every(({ has }) => has.length === groups.length)) return take({ sort: "forms", groups, words });
    fresh.forEach(({ page }) => shown.add(page));
    goesOn = show({
      sort, query: isSome ? queryOf([groups.flat()], kept) : made, total,
      words: isSome && told ? told.filter((_, at) => fresh.some(({ has }) => has.includes(at))) : (told || words).slice(0, groups.length || 1), exact, terms,
      results: fresh.map((result) => ({ ...result, lacks: [...lost, ...words.filter((_, at) => isSome && !result.has.includes(at))] })),
    });
  }

  if (isFiltered || (free !== query && !seen.length)) await take({ sort: "unfiltered", groups: [], words: [free], made: free });
  const [names, spoken] = await Promise.all([namesIn(text), spokenIn(text, count)]);
  const units = unitsIn(text, [...synonyms.keys(), ...phrases, ...names, ...spoken.keys()], lang).map((unit) => {
    const [word, ...others] = spoken.get(unit.text) || [];
    if (others.length) synonyms.set(word, [...(synonyms.get(word) || []), ...others]);
    return word ? { text: word, parts: [] } : unit;
  });
  const words = [...new Set((await Promise.all(units.map(resolved))).flat())];
  const groups = await Promise.all(words.map(groupOf));
  const formsOf = (/** @type {Group} */ { text, isThere, forms }) => (isThere ? [text, ...forms] : forms);
  const said = (/** @type {Group} */ group) => formsOf(group).slice(0, TOLD).join(lang === "ja" ? "・" : ", ") + (formsOf(group).length > TOLD ? "…" : "");
  const isKnown = (/** @type {Group} */ group) => formsOf(group).length > 0;

  if (groups.length <= FEW && !words.some((word) => WEAK.test(word))) {
    // as it is, cut into words; then in other forms and by other names
    if (groups.every(({ isThere }) => isThere)) await take({ sort: "words", groups: words.map((word) => [word]), words });
    if (groups.every(isKnown)) await take({ sort: "forms", groups: groups.map(formsOf), words: groups.map(said) });
  }
  // words that are near to those that no page has
  /** @type {Group[]} */ const all = [];
  for (const group of groups) {
    const [form] = isKnown(group) ? [] : await near(engine, group.text);
    if (isKnown(group) || form) all.push(form ? { ...group, forms: [Shohyo.text.normalise(form)] } : group);
  }
  if (!groups.every(isKnown) && all.length === groups.length) await take({ sort: "near", groups: all.map(formsOf), words: all.map((group) => formsOf(group)[0]) });
  // most of the words
  const lost = words.filter((word) => !all.some(({ text }) => text === word));
  await take({ sort: "most", groups: all.map(formsOf), words: all.map(({ text }) => text), lost, least: Math.ceil(all.length / 2), weights: all.map(({ text }) => (WEAK.test(text) ? WEIGHT : 1)) });
  // any of them, and what they are made of
  const pairs = units.flatMap(({ text, parts }) => [text, ...parts]).flatMap((part) =>
    Array.from(part.matchAll(/(?=([\u3400-\u9fff\uac00-\ud7a3]{2}|[ァ-ヺー]{3}))/gu), ([, pair]) => pair));
  const smaller = [];
  for (const part of new Set([...units.flatMap(({ parts }) => parts), ...pairs])) {
    if (smaller.length < PARTS && !words.includes(part) && (await count(part))) smaller.push(part);
  }
  await take({ sort: "rest", groups: [...all.map(formsOf), ...smaller.map((part) => [part])], words: all.map(({ text }) => text), lost, least: 1, told: [...all.map(({ text }) => text), ...smaller] });
  if (shown.size) return [];
  // what filters leave has nothing of all this
  return isFiltered || free !== query ? takeSteps(engine, free, { limit, lang }, (step) => show({ ...step, sort: "unfiltered" })) : engine.table("ways");
}
