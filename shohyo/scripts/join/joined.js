// @ts-check
/**
 * One engine of several: each site's is asked, and their answers are put together as if all pages were in one index.
 * Nothing here touches the document.
 *
 * @typedef {ReturnType<typeof import("../search/engine.js").create>} Engine
 * @typedef {Awaited<ReturnType<Engine["query"]>>} Answer
 * @typedef {import("../search/engine.js").Count} Count
 * @typedef {import("../search/engine.js").Options} Options
 * @typedef {import("../search/engine.js").Result} Result
 * @typedef {import("../search/engine.js").ResultExplained} Way
 * @typedef {(url: string) => Promise<unknown>} Load
 * @typedef {{name: string, root: string, number: number, engine: Engine, generation: string, state: "new" | "open" | "out",
 *   opening?: Promise<unknown>, late: boolean}} Member  `late`: it has had its time, and is not waited for again
 */

const PATIENCE = 5000; // ms that a site has until its manifest is there, and again until it has answered
const APART = 1e7; // more pages than a site has; makes their numbers unlike each other

/** @template T @param {Promise<T>} promise @param {number} patience @returns {Promise<T>} the same, or an error when it is late */
function within(promise, patience) {
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("late")), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** @param {number[][]} lists @returns {number[]} their sums, place by place */
function sumsOf(lists) {
  /** @type {number[]} */ const sums = [];
  for (const list of lists) list.forEach((size, at) => (sums[at] = (sums[at] || 0) + size));
  return sums;
}

/** Which of two results comes first; 0 if that is all the same. @param {[Result, Way]} one @param {[Result, Way]} other */
function order([, { rank }], [, { rank: other }]) {
  const at = rank.findIndex((value, at) => value !== other[at]);
  return at < 0 ? 0 : other[at] - rank[at];
}

/** Merge lists, each of which stays in its order. @template T @param {T[][]} lists @param {(one: T, other: T) => number} order */
function merged(lists, order) {
  const rest = lists.map((list) => list.slice());
  /** @type {T[]} */ const found = [];
  for (;;) {
    const [best] = rest.filter((list) => list.length).sort((one, other) => order(one[0], other[0]));
    if (!best) return found;
    found.push(/** @type {T} */ (best.shift()));
  }
}

/** @param {Answer[]} answers @returns {Record<string, Count[]>} of all; a value is called as the first that has it calls it */
function facetsOf(answers) {
  /** @type {Record<string, Count[]>} */ const facets = {};
  for (const field of Object.keys(answers[0].facets)) {
    /** @type {Map<string, Count>} */ const counts = new Map();
    for (const [value, label, count] of answers.flatMap((answer) => answer.facets[field] || [])) {
      const known = counts.get(value);
      counts.set(value, known ? [value, known[1], known[2] + count] : [value, label, count]);
    }
    facets[field] = [...counts.values()].sort((one, other) => other[2] - one[2]);
  }
  return facets;
}

/**
 * @param {(settings: {base: string, load: Load}) => Engine} create makes an engine of one site
 * @param {{base: string, load: Load, root: string}} settings  index of this site, how a script is run, and its top
 * @param {[name: string, root: string][]} sites  the others
 * @param {(names: string[]) => void} tell hears with each answer which of them it lacks
 * @param {number} [patience] ms
 */
export function join(create, { base, load, root: home }, sites, tell, patience = PATIENCE) {
  /** @param {string} name @param {string} root @param {string} base @param {number} number @returns {Member} */
  const memberOf = (name, root, base, number) => ({ name, root, number, engine: create({ base, load }), generation: "", state: "new", late: false });
  const own = memberOf("", home, base, 0);
  const others = sites.filter(([, root]) => root !== home).map(([name, root], at) => memberOf(name, root, root + "searchindex/", at + 1));
  let latest = 0;

  /** @param {Member} member */
  function open(member) {
    return (member.opening ||= member.engine.warm().then(
      ({ generation }) => Object.assign(member, { generation, state: "open" }),
      () => Object.assign(member, { state: "out" }),
    ));
  }

  /** Members that can be asked now; of two that are alike, file by file, the first one. @returns {Promise<Member[]>} */
  async function present() {
    const waited = others.filter((member) => !member.late).map((member) => within(open(member), patience).catch(() => (member.late = true)));
    own.generation = (await own.engine.warm()).generation; // fails if this site's index is out of order
    await Promise.all(waited);
    const ready = [own, ...others.filter(({ state }) => state === "open")];
    return ready.filter((member, at) => ready.findIndex(({ generation }) => generation === member.generation) === at);
  }

  /**
   * What a member says, or null if it does not; the site's own search has all the time it needs, and fails as ever.
   * @template T @param {Member} member @param {Promise<T>} said @returns {Promise<T | null>}
   */
  const heard = (member, said) => (member.number ? within(said, patience).catch(() => null) : said);

  /** What each that answers has. @template T @param {(engine: Engine) => Promise<T>} ask @returns {Promise<T[]>} */
  async function every(ask) {
    const said = await Promise.all((await present()).map((member) => heard(member, ask(member.engine))));
    return said.flatMap((one) => (one === null ? [] : [one]));
  }

  /** A result as it is shown here. @param {Member} member @param {Result} result @returns {Result} */
  function placed({ name, root, number }, result) {
    if (!number) return result;
    const { href } = new URL(result.url, root);
    const isFront = result.title === name && !result.trail.length;
    return {
      ...result,
      page: number * APART + result.page,
      url: href.startsWith(root) ? href : root, // a result of a site is a page of it
      trail: isFront ? [] : [name, ...result.trail],
    };
  }

  /** @param {string} text @param {Options} options */
  async function query(text, options = {}) {
    const turn = ++latest;
    const { limit = 10, offset = 0 } = options;
    /** @type {Promise<number[]>} */ let sums;
    const asked = (await present()).map((member) => {
      /** @type {(sizes: number[]) => void} */ let hand;
      const sizes = new Promise((/** @type {(sizes: number[]) => void} */ resolve) => (hand = resolve));
      /** @param {number[]} found */
      const among = (found) => (hand(found), sums);
      const answer = member.engine.query(text, { ...options, limit: offset + limit, offset: 0, among });
      // a site may have changed since: the next query begins anew; one that asks for nothing asks for no sums
      answer.catch(() => (member.opening = undefined)).then(() => hand([]));
      return { member, answer, sizes: heard(member, sizes) };
    });
    sums = Promise.all(asked.map(({ sizes }) => sizes)).then((lists) => sumsOf(lists.map((sizes) => sizes || [])));
    await sums; // each waits for the others until here
    const said = await Promise.all(asked.map(async ({ member, answer, sizes }) => ({ member, answer: (await sizes) && (await heard(member, answer)) })));
    const found = said.flatMap(({ member, answer }) => (answer ? [/** @type {[Member, Answer]} */ ([member, answer])] : []));
    const [[, first]] = found; // of this site
    const answers = found.map(([, answer]) => answer);
    const known = new Set(found.map(([{ generation }]) => generation));
    tell(others.filter(({ generation }) => !known.has(generation)).map(({ name }) => name));

    const lists = found.map(([member, { results, explain }]) =>
      results.map((result, at) => /** @type {[Result, Way]} */ ([placed(member, result), explain.results[at]])),
    );
    const shown = merged(lists, order).slice(offset, offset + limit);
    const explain = {
      ...first.explain,
      terms: answers.flatMap((answer) => answer.explain.terms),
      read: found.flatMap(([{ root, number }, answer]) => answer.explain.read.map((path) => (number ? root + "searchindex/" : "") + path)),
      results: shown.map(([, way]) => way),
    };
    return {
      ...first,
      total: answers.reduce((sum, { total }) => sum + total, 0),
      exact: answers.every(({ exact }) => exact),
      problem: answers.every(({ problem }) => problem) ? first.problem : "",
      facets: facetsOf(answers),
      results: shown.map(([result]) => result),
      explain,
      stale: turn !== latest,
    };
  }

  /** @type {Engine} */
  const engine = {
    ...own.engine,
    warm: () => Promise.all(others.map(open)).then(own.engine.warm),
    query,
    count: async (form) => (await every((one) => one.count(form))).reduce((sum, count) => sum + count, 0),
    async wordsLike(start) {
      /** @type {Map<string, number>} */ const words = new Map();
      for (const [word, pages] of (await every((one) => one.wordsLike(start))).flat()) words.set(word, (words.get(word) || 0) + pages);
      return [...words];
    },
    words: async (keys) => (await every((one) => one.words(keys))).flat(),
    // the pages that lead on are those of this site
    table: async (name) => (name === "ways" ? own.engine.table(name) : (await every((one) => one.table(name))).flat()),
  };
  return engine;
}
