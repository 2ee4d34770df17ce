// @ts-check
/**
 * Query → verified, ranked results, from the shards that docs/search-format.md describes.
 *
 * Posting lists give candidates; what is shown has been checked against the text of its page. Nothing here touches
 * the document: who makes an engine says how scripts are run.
 *
 * @typedef {import("./query.js").Term} Term
 * @typedef {import("./store.js").Head} Head
 * @typedef {import("./store.js").Lines} Lines
 * @typedef {import("./lists.js").List} List
 * @typedef {Record<string, string[]>} Filters  values of each facet
 * @typedef {{limit?: number, offset?: number, filters?: Filters, facets?: boolean, least?: number, weights?: number[], id?: unknown,
 *   among?: (sizes: number[]) => Promise<number[]>}} Options  `least`: how many of the groups a page must have; all, if it
 *   is not there; `weights`: what each of them weighs; `among`: how many pages, parts, and pages with each group there are
 *   → how many of those that rarity is reckoned among; asked once in a query
 * @typedef {{page: number, url: string, title: string, kind: string, kindLabel: string, trail: string[], alias: string,
 *   variant: boolean, has: number[], sections: import("./excerpt.js").Excerpt[]}} Result  `has`: which groups it has
 * @typedef {import("./lists.js").TermExplained} TermExplained
 * @typedef {{page: number, score: number, tier: number, within: number, late: boolean, rank: number[]}} ResultExplained
 *   `within`: how many groups stand within longer words only; `rank`: by what results are in order, the greatest first
 * @typedef {{terms: TermExplained[], read: string[], weights: number[], results: ResultExplained[]}} Explained
 * @typedef {{total: number, exact: boolean, results: Result[], terms: string[], explain: Explained,
 *   facets: Record<string, Count[]>, problem: string, culprit: string, clipped: boolean}} Answer
 * @typedef {[value: string, label: string, count: number]} Count  pages that have a value of a facet
 */

import { fnv1a } from "./codec.js";
import { sectionsOf } from "./excerpt.js";
import { openLists, OWN, PROVED, RECORD, TEXT, WEIGHTS } from "./lists.js";
import { matches } from "./match.js";
import { asks, FIELDS, parse, termOf } from "./query.js";
import { openStore } from "./store.js";
import { normalise } from "./text.js";

const K1 = 1.2;
const B = 0.6;
const K_STEP = 6; // of a question, where it matters more that a title has a word than that a text has it
const OTHER = 0.8; // what another form of a word weighs there
// Bounds of the work for absurd queries; what they leave out is seen to when the text is checked.
const BATCH = 10; // candidates that are checked at a time
const REFINED = 2; // candidates that are left for which further pairs are looked up
const LATE = 100; // pages with what seems to be excluded that are read to find out
const VAIN = 150; // pages read in vain, by all pairs of the query, after which no more are
const UNSURE = 2; // what `late` says of pages that seem to have what is excluded, for most do have it; 1: names only

/**
 * @param {{base: string, load: (url: string) => Promise<unknown>}} settings  address of searchindex/; runs a script
 */
export function create({ base, load }) {
  const store = openStore(base, load);
  let latest = 0;

  /** What terms are looked up with. @param {import("./store.js").Note} note @param {TermExplained[]} explained */
  async function open(note, explained) {
    const manifest = await store.manifest();
    const files = store.files(manifest, note);
    return { manifest, files, ...openLists(manifest, files, explained) };
  }

  /** @param {string} query @param {Options} options */
  async function ask(query, { limit = 10, offset = 0, filters: chosen = {}, facets: counting, least: fewest, weights = [], among }) {
    const isStep = fewest !== undefined;
    const { groups, excluded, filters, ...asked } = parse(query);
    for (const field of FIELDS) {
      for (const value of [chosen[field] || []].flat()) filters.push([{ text: normalise(value), variant: "", field }]);
    }
    const terms = groups.flat().filter(({ field }) => !FIELDS.includes(field));
    /** @type {Explained} */ const explain = { terms: [], read: [], weights: WEIGHTS, results: [] };
    /** @type {Answer} */ const answer = { total: 0, exact: true, results: [], terms: terms.map((term) => term.text), explain, facets: {}, ...asked };
    if (!groups.length && !filters.length && !excluded.length) return answer;

    const { manifest, files, shardOf, listOf, foldedList } = await open((path) => explain.read.includes(path) || explain.read.push(path), explain.terms);
    const { pages, parts, firsts, pageOf } = manifest;
    const least = Math.min(fewest || Infinity, groups.length);

    /** @param {Term[]} terms @param {boolean} folded @param {boolean} [all] */
    const listsOf = (terms, folded, all) => Promise.all(terms.map((term) => listOf(term, folded, all)));
    /** @param {boolean} folded @param {boolean} [all] */
    const groupsOf = (folded, all) => Promise.all(groups.map((terms) => listsOf(terms, folded, all)));

    const folding = terms.some((term) => term.variant);
    const [facets, unwanted, allowed, lists] = await Promise.all([
      counting ? files.facets() : undefined,
      listsOf(excluded, false, true),
      Promise.all(filters.map((terms) => listsOf(terms, false))),
      groupsOf(false),
    ]);
    const foldedLists = await Promise.all(folding ? lists.map((group) => Promise.all(group.map(foldedList))) : []);
    for (const { term, size } of [...allowed, ...lists, unwanted].flat()) {
      if (FIELDS.includes(term.field) && !size && !answer.problem) Object.assign(answer, { problem: "value", culprit: term.field + ":" + term.text });
    }
    const sized = [...lists, ...foldedLists];
    /** @param {List[]} group */
    const sizeOf = (group) => (group.length > 1 ? firsts.slice(1).filter((_first, page) => group.some(({ fields }) => fields[page])).length : group[0].size);
    const here = [pages, parts, ...sized.map(sizeOf)];
    const [allPages, allParts, ...sizes] = among ? await among(here) : here;
    const idfs = new Map(sized.map((group, at) => [group, Math.log(1 + (allPages - sizes[at] + 0.5) / (sizes[at] + 0.5))]));
    /** Which of the groups a page has, as far as lists say. @param {List[][]} groups @param {number} page */
    const groupsIn = (groups, page) => [...groups.keys()].filter((at) => groups[at].some(({ fields }) => fields[page]));
    /** @param {string} field */
    const valuesOf = (field) => facets?.[field] || [];

    /** How well a page answers by some of the groups. @param {number} page @param {List[][]} groups all @param {number[]} has */
    function scoreOf(page, groups, has) {
      const length = ((firsts[page + 1] - firsts[page]) * allPages) / allParts; // of the mean
      let score = 0;
      for (const at of has) {
        const frequency = groups[at].reduce((sum, list, form) => sum + list.weights[page] * (form && isStep ? OTHER : 1), 0) / (1 - B + B * length);
        score += ((idfs.get(groups[at]) || 0) * (weights[at] ?? 1) * frequency) / ((isStep ? K_STEP : K1) + frequency);
      }
      return score;
    }

    /** Pages that have enough of the groups, the best first, and what is known of them. @param {List[][]} groups */
    function candidatesOf(groups) {
      const scores = new Float64Array(pages);
      const late = new Uint8Array(pages);
      const within = new Uint8Array(pages);
      /** @type {number[]} */ const found = [];
      candidates: for (let page = 0; page < pages; page++) {
        const has = groupsIn(groups, page);
        if (has.length < least) continue;
        for (const terms of allowed) if (!terms.some(({ fields }) => fields[page])) continue candidates;
        for (const list of unwanted) {
          if (!list.fields[page]) continue;
          if (list.sure) continue candidates;
          late[page] = UNSURE;
        }
        for (const at of has) {
          if (!groups[at].some(({ fields }) => fields[page] & TEXT)) late[page] ||= 1;
          if (!isStep && !groups[at].some(({ fields }) => fields[page] & OWN)) within[page]++;
        }
        scores[page] = scoreOf(page, groups, has);
        found.push(page);
      }
      found.sort((a, b) => (late[a] & UNSURE) - (late[b] & UNSURE) || within[a] - within[b] || late[a] - late[b] || scores[b] - scores[a] || a - b);
      return { pages: found, scores, late, within, groups, sure: groups.flat().every((list) => list.sure) };
    }

    /** @param {number} page @param {number} part @returns {Promise<Lines>} */
    const linesOf = async (page, part) => (firsts[page + 1] - firsts[page] > 1 ? null : (await files.page(page)).lines) || files.part(page, part);

    /** Parts of a page in which a term may be. @param {number} page @param {List} list @returns {Set<number>} */
    function partsOf(page, { places }) {
      const first = 3 * pages + firsts[page];
      return new Set(places.filter((place) => pageOf[place] === page && place >= first).map((place) => place - first));
    }

    /** Parts of a page in which terms may be, those with the most terms first. @param {number} page @param {List[]} lists @param {Head} [head] if headings count */
    function rankedParts(page, lists, head) {
      /** @type {Map<number, number>} */ const votes = new Map();
      for (const list of lists) {
        const found = partsOf(page, list);
        head?.headings.forEach((heading, section) => {
          if (matches(heading, list.term, list.folded, 1).length) found.add(head.page.sections[section][2]);
        });
        for (const part of found) votes.set(part, (votes.get(part) || 0) + 1);
      }
      return [...votes.keys()].sort((a, b) => (votes.get(b) || 0) - (votes.get(a) || 0) || a - b);
    }

    /**
     * Read what may have the terms until enough of the groups are found: the parts that have them, which groups they
     * are, and the name by which the page has one that is not in its text, or ""; null if too few are there.
     * @param {number} page @param {List[][]} groups @param {number} least @param {boolean} folded
     * @param {Set<string>} [missed] gets what has been read in vain
     */
    async function check(page, groups, least, folded, missed = new Set()) {
      const ranked = rankedParts(page, groups.flat());
      /** @type {Set<number>} */ const parts = new Set();
      /** @type {number[]} */ const has = [];
      let alias = "";

      /** The name by which the page has a term, "" if it has it elsewhere, null if nowhere. @param {List} list */
      async function nameOf(list) {
        const { term, fields, sure } = list;
        if (!fields[page]) return null;
        if (fields[page] & (sure ? TEXT : PROVED)) return "";
        /** @param {string} normal */
        const isIn = (normal) => matches(normal, term, folded, 1).length > 0;
        // the record is read where lists name it: a candidate of the text alone may be none
        const head = fields[page] & RECORD ? await files.page(page) : null;
        if (head && (isIn(head.title) || (!term.field && head.headings.some(isIn)))) return "";
        const own = partsOf(page, list);
        for (const part of ranked) {
          if (!own.has(part)) continue;
          if ((await linesOf(page, part)).some(({ normal }) => isIn(normal))) {
            parts.add(part);
            return "";
          }
          missed.add(page + "-" + part);
        }
        if (!own.size) missed.add(page + "");
        return head?.page.names.find((_name, at) => isIn(head.names[at])) ?? null;
      }
      for (const [at, group] of groups.entries()) {
        /** @type {string | null} */ let name = null;
        for (const list of group) if (name !== "") name = (await nameOf(list)) ?? name;
        if (name !== null) has.push(at);
        else if (at + 1 - has.length > groups.length - least) return null;
        alias ||= name || "";
      }
      return { alias, parts, has };
    }

    const literal = candidatesOf(lists);
    const variant = folding
      ? foldedLists.flat().every((list, at) => list.fields === lists.flat()[at].fields)
        ? { ...literal, pages: literal.pages.slice(), groups: foldedLists }
        : candidatesOf(foldedLists)
      : { ...literal, pages: [] };

    if (folding && least < groups.length) literal.pages = []; // the others are among those by the variant form

    // what titles may be: all terms, one after another, or each alternative, if there is but one group
    const wholes = groups.length < 2 ? answer.terms : groups.length < terms.length ? [] : [answer.terms.join(" ")];
    const tiers = new Map(); // 2 for a title or name that equals the query, 1 for its beginning
    for (const whole of literal.pages.length ? wholes : []) {
      for (const [term, { places }] of await shardOf("t" + whole)) {
        if (term[0] !== "t" || !term.startsWith(whole, 1)) continue;
        for (const place of places) {
          const tier = place % 3 < 2 && term.length === whole.length + 1 ? 2 : place % 3 === 1 ? 0 : 1;
          tiers.set(pageOf[place], Math.max(tier, tiers.get(pageOf[place]) || 0));
        }
      }
    }
    /** @param {number} page @param {number} least */
    const tierOf = (page, least = 0) => Math.max(tiers.get(page) || 0, least);
    const { late, within } = literal;
    literal.pages.sort(
      (a, b) => tierOf(b, 1) - tierOf(a, 1) || (late[a] & UNSURE) - (late[b] & UNSURE) || within[a] - within[b] || tierOf(b) - tierOf(a),
    );

    /** @type {{page: number, folded: boolean, alias: string, parts: Set<number>, has: number[]}[]} */ const found = [];
    const done = new Set(); // pages that are results or none
    const varied = new Set(variant.pages);
    const wanted = offset + limit; // others are checked when they are asked for
    // as soon as pages read in vain weigh more than the pairs that are not looked up, these are, too
    const unread = [...lists, ...foldedLists].flat().reduce((most, list) => Math.max(most, list.unread), 0);
    let misses = unread ? 0 : -Infinity;
    let unsure = 0;
    const vain = new Set(); // texts read in vain for what is asked for, rather than for what was shown before
    /** Whether to answer: with all that is wanted, or with some, if more texts than results wanted have been read in vain. */
    const isEnough = () => found.length >= wanted || (found.length > offset && vain.size > limit);

    /** Drop candidates that do not have all pairs of the terms. @param {ReturnType<typeof candidatesOf>} candidates @param {number} from @param {boolean} folded */
    async function refine(candidates, from, folded) {
      const full = (candidates.groups = await groupsOf(folded, true));
      candidates.pages = candidates.pages.filter((page, at) => at < from || groupsIn(full, page).length >= least);
    }

    /** @param {ReturnType<typeof candidatesOf>} candidates @param {boolean} folded */
    async function collect(candidates, folded) {
      const { late, sure } = candidates;
      let at = 0;
      let since = 0;
      while (at < candidates.pages.length && !isEnough() && since < VAIN + wanted) {
        const batch = candidates.pages.slice(at, at + Math.min(BATCH, wanted - found.length, found.length > offset ? limit + 1 - vain.size : BATCH));
        at += batch.length;
        /** @type {Set<string>} */ const missed = new Set();
        const checked = await Promise.all(
          batch.map(async (page) => {
            if (done.has(page)) return null;
            const isLate = late[page] === UNSURE;
            if (sure && !late[page]) return { alias: "", parts: new Set(), has: groupsIn(candidates.groups, page) };
            if (isLate && ++unsure > LATE + offset + limit) return (answer.exact = false) || "out";
            for (const list of isLate ? unwanted : []) {
              if (list.fields[page] && (await check(page, [[list]], 1, false))) return "out";
            }
            return check(page, candidates.groups, least, folded, missed);
          }),
        );
        batch.forEach((page, index) => {
          const one = checked[index];
          if (done.has(page)) return;
          if (one || folded || !varied.has(page)) done.add(page);
          if (!one) {
            misses++;
            since++;
          } else if (typeof one === "object") found.push({ page, folded, ...one });
        });
        if (found.length >= offset) missed.forEach((text) => vain.add(text));
        if (misses >= unread && candidates.pages.length - at > REFINED && (found.length <= offset || limit + 1 - vain.size > unread)) {
          misses = -Infinity;
          since = 0;
          await refine(candidates, at, folded);
          if (!folded && folding) await refine(variant, 0, true);
        }
      }
      candidates.pages = candidates.pages.slice(at); // those that nobody has looked at
    }
    await collect(literal, false);
    if (!isEnough()) await collect(variant, true);

    const all = new Set(found.map((hit) => hit.page));
    for (const { pages: more, late, sure } of [literal, variant]) {
      for (const page of more) {
        if (done.has(page)) continue;
        all.add(page);
        answer.exact &&= sure && late[page] !== UNSURE;
      }
    }
    answer.total = all.size;
    if (counting) {
      for (const field of FIELDS) {
        answer.facets[field] = valuesOf(field)
          .map(([value, label, numbers]) => /** @type {Count} */ ([value, label, numbers.filter((page) => all.has(page)).length]))
          .filter(([, , count]) => count)
          .sort((a, b) => b[2] - a[2]);
      }
    }
    const hits = found.slice(offset, offset + limit);
    // what lists alone said has been checked now
    const scoreNow = (/** @type {typeof found[0]} */ { page, folded, has }) => scoreOf(page, folded ? foldedLists : lists, has);
    if (least < groups.length) hits.sort((a, b) => scoreNow(b) - scoreNow(a) || a.page - b.page);
    answer.results = await Promise.all(
      hits.map(async ({ page, folded, alias, parts, has }) => {
        const head = await files.page(page);
        // those that were read, else the likeliest
        const [likely = 0] = parts.size ? [] : rankedParts(page, (folded ? variant : literal).groups.flat(), head);
        const shown = parts.size ? [...parts].sort((a, b) => a - b) : [likely];
        const lines = (await Promise.all(shown.map((part) => linesOf(page, part)))).flat();
        const { url, title, kind, kindLabel, trail } = head.page;
        const isVaried = folded && (least === groups.length || !(await check(page, has.map((at) => lists[at]), has.length, false)));
        const sections = sectionsOf(head, lines, terms, folded);
        return { page, url, title, kind, kindLabel, trail: trail.filter(Boolean), alias, variant: isVaried, has, sections };
      }),
    );
    explain.results = hits.map((hit) => {
      const { page, folded } = hit;
      const { scores, late, within } = folded ? variant : literal;
      const tier = tierOf(page);
      const [first, second] = folded ? [0, 0] : [tierOf(page, 1), tier];
      const rank = least < groups.length ? [scoreNow(hit)] : [+!folded, first, -late[page], -within[page], second, scores[page]];
      return { page, score: scores[page], tier, within: within[page], late: late[page] > 0, rank };
    });
    return answer;
  }

  return {
    /** Read the manifest. */
    warm: store.manifest,
    /** Return at most how many pages have a form, by the lists alone. @param {string} form */
    async count(form) {
      const term = termOf(normalise(form));
      return asks(term.text) ? (await (await open(() => {}, [])).listOf(term, false)).size : 0;
    },
    /**
     * Return the words of the index that begin with the same three characters, each with how many pages have it.
     * @param {string} start @returns {Promise<[word: string, pages: number][]>}
     */
    async wordsLike(start) {
      const { manifest, shardOf } = await open(() => {}, []);
      const term = "w" + Array.from(normalise(start)).slice(0, 3).join("");
      return [...(await shardOf(term))]
        .filter(([name]) => name.startsWith(term))
        .map(([name, { places }]) => [name.slice(1), new Set(Array.from(places, (place) => manifest.pageOf[place])).size]);
    },
    /** Return the words that are offered under some keys. @param {string[]} keys */
    async words(keys) {
      const { manifest, files } = await open(() => {}, []);
      const numbers = new Set(keys.map((key) => fnv1a(key) % manifest.words));
      return (await Promise.all(Array.from(numbers, files.words))).flat();
    },
    /** Return a further table of the index, or nothing if it has none of this name. @param {string} name @returns {Promise<string[][]>} */
    async table(name) {
      const { manifest, files } = await open(() => {}, []);
      return manifest.tables.includes(name) ? files.table(name) : [];
    },
    /**
     * Answer a query. `id` of the answer is that of the options; `stale` says that a later query was asked meanwhile.
     * @param {string} query
     * @param {Options} [options]
     */
    async query(query, options = {}) {
      const number = ++latest;
      const answer = await ask(String(query), options);
      return Object.assign(answer, { id: options.id, stale: number !== latest });
    },
  };
}
