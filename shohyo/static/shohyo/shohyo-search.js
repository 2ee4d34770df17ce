// @ts-check
/**
 * Query → verified, ranked results, from the shards that docs/search-format.md describes.
 *
 * Posting lists give candidates; what is shown has been checked against the text of its page. Nothing here touches
 * the document but the default loader, which adds script elements.
 *
 * @typedef {{text: string, variant: string, field: string}} Term  normal form, variant form or "", "title" or ""
 * @typedef {{page: number, score: number, tier: number, head: boolean, late: boolean, doubt: boolean}} Candidate
 *   `tier`: 2 for a title or name that equals the query, 1 for its beginning; `head`: all terms in title or names;
 *   `late`: one in names only; `doubt`: the posting lists alone do not prove it
 * @typedef {{url: string, title: string, kind: string, kindLabel: string, trail: string[], names: string[],
 *   sections: [string, string, string][]}} Page
 * @typedef {{page: Page, title: string, names: string[], lines: string[]}} Entry  normal forms
 * @typedef {{limit?: number, offset?: number, filters?: Record<string, string[]>, facets?: boolean, id?: unknown}} Options
 */
(function () {
  "use strict";

  const root = /** @type {any} */ (globalThis);
  const text = root.Shohyo.text;

  const VERSION = 1;
  const WEIGHTS = [10, 6, 4, 1]; // title, names, headings, body
  const K1 = 1.2;
  const B = 0.6;
  const FIELDS = ["kind", "tag", "chapter", "book"];
  const PART = /(-?)(?:(title|kind|tag|chapter|book):)?(?:"([^"]*)"?|([^ ]+))/g;
  // Bounds of the work for absurd queries; what they leave out is seen to when the text is checked.
  const GRAMS = 16; // posting lists for a term
  const TERMS = 12; // terms that choose candidates
  const SPAN = 100; // code units of a term that cannot reach into a third passage
  const VERIFIED = 30; // as many candidates are all checked, so that the total is exact
  const HEADS = 20; // candidates by title or names whose title is compared with the query
  const SECTIONS = 3;
  const BEFORE = 40; // code units of a snippet before the match, and in all
  const LENGTH = 160;

  /** What shard scripts have delivered. @type {Map<string, any>} */
  const received = new Map();

  /** @param {string} path */
  function outdated(path) {
    return Object.assign(new Error("missing shard: reload"), { code: "outdated", path });
  }

  /** @param {string} base64 */
  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  }

  /** @param {Uint8Array} bytes */
  function varints(bytes) {
    const numbers = [];
    let number = 0;
    let factor = 1;
    for (const byte of bytes) {
      number += (byte & 127) * factor;
      factor *= 128;
      if (byte < 128) {
        numbers.push(number);
        number = 0;
        factor = 1;
      }
    }
    return numbers;
  }

  /** Numbers of a posting list. @param {Uint8Array} bytes @returns {number[]} */
  function decode(bytes) {
    if (!bytes[0]) {
      let last = 0;
      return varints(bytes.subarray(1)).map((number) => (last += number));
    }
    const numbers = [];
    for (let at = 8; at < bytes.length * 8; at++) if (bytes[at >> 3] & (1 << (at & 7))) numbers.push(at - 8);
    return numbers;
  }

  /** 32-bit FNV-1a over code points. @param {string} key */
  function fnv1a(key) {
    let hash = 2166136261;
    for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) || 0), 16777619);
    return hash >>> 0;
  }

  /** Posting lists of a shard, still packed, by term. @param {[string[], string]} data @returns {Map<string, Uint8Array>} */
  function unpack([terms, postings]) {
    const bytes = bytesOf(postings);
    let at = 0;
    return new Map(
      terms.map((term) => {
        let end = at;
        while (bytes[end] > 127) end++;
        const [length] = varints(bytes.subarray(at, end + 1));
        if (!length || end + length >= bytes.length) throw new Error("truncated");
        at = end + 1 + length;
        return [term, bytes.subarray(end + 1, at)];
      }),
    );
  }

  /** Default loader: a script element. @param {string} url @returns {Promise<void>} */
  function loadScript(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = () => resolve(script.remove());
      script.onerror = () => reject(script.remove());
      document.head.append(script);
    });
  }

  /** @param {string} normal @param {string} sort */
  const countOf = (normal, sort) => Array.from(normal).filter((character) => text.classOf(character) === sort).length;

  /** @param {string} query */
  function parse(query) {
    /** @type {Term[]} */ const terms = [];
    /** @type {Term[]} */ const excluded = [];
    /** @type {[string, string, boolean][]} field, normal form of the value, whether it excludes */
    const filters = [];
    const seen = new Set();
    for (const [part, minus, field = "", phrase, plain] of text.normalise(query).matchAll(PART)) {
      const value = text.normalise(phrase === undefined ? plain : phrase);
      if (!countOf(value, "word") && !countOf(value, "ideographic")) continue;
      if (/^(title|kind|tag|chapter|book):$/.test(value) || seen.has(part)) continue;
      seen.add(part);
      if (FIELDS.includes(field)) filters.push([field, value, minus !== ""]);
      else {
        const folded = text.variant(value);
        // ー of キー may not go: キ alone is everywhere
        const useful = countOf(value, "ideographic") > 1 && countOf(folded, "ideographic") > 1;
        (minus ? excluded : terms).push({ text: value, variant: useful ? folded : "", field });
      }
    }
    return { terms, excluded, filters };
  }

  /**
   * Return what to look up for a normal form, in its order: alternatives of [term, whether longer ones count, key].
   * @param {string} normal
   * @param {boolean} folded whether pairs may be neighbours in the variant form only
   * @returns {[string, boolean, string][][]}
   */
  function gramsOf(normal, folded) {
    /** @type {[string, boolean, string][][]} */ const grams = [];
    const runs = text.split(normal);
    runs.forEach((/** @type {string} */ run, /** @type {number} */ index) => {
      const sort = text.classOf(run);
      if (sort === "word") {
        const last = index === runs.length - 1;
        if (last && run.length < 3) grams.push([["p" + run, false, "p" + run]]);
        else grams.push([["w" + run, last, "w" + run.slice(0, 3)]]);
      } else if (sort === "ideographic") {
        const characters = Array.from(run);
        if (characters.length === 1) grams.push([["1" + run, false, "1" + run]]);
        for (let at = 0; at < characters.length - 1; at += at === characters.length - 3 ? 1 : 2) {
          const pair = characters[at] + characters[at + 1];
          grams.push((folded ? ["2", "v"] : ["2"]).map((prefix) => [prefix + pair, false, prefix + pair]));
        }
      }
    });
    const step = Math.ceil(grams.length / GRAMS);
    return grams.filter((_, index) => index % step === 0);
  }

  /**
   * Return where a term matches in a normal form, as [start, end]; a word only by its beginning.
   * @param {string} normal
   * @param {string} term
   * @param {number} most how many to look for
   * @param {(at: number) => number} [place] where a character of a variant form stands in the normal form
   */
  function find(normal, term, most, place = (at) => at, whole = normal) {
    /** @type {[number, number][]} */ const found = [];
    const bound = text.beginsWord(term);
    for (let at = normal.indexOf(term); at >= 0 && found.length < most; at = normal.indexOf(term, at + 1)) {
      const start = place(at);
      if (bound && start && text.classOf(whole[start - 1]) === "word") continue;
      found.push([start, place(at + term.length - 1) + 1]);
    }
    return found;
  }

  /**
   * Return where a term matches in a normal form, literally and, if folded, by its variant form.
   * @param {string} normal @param {Term} term @param {boolean} folded @param {number} most
   */
  function matches(normal, term, folded, most) {
    const found = find(normal, term.text, most);
    if (!folded || !term.variant || found.length >= most) return found;
    const kept = text.kept(normal);
    const form = kept.map((/** @type {number} */ at) => normal[at]).join("");
    return found.concat(find(form, term.variant, most, (at) => kept[at], normal));
  }

  /** Pieces of displayed text that are normalised by themselves: a character and what may join it. */
  const CLUSTER = /[^][\p{M}\u1160-\u11ff\uff9e\uff9f\u00ad\u061c\u200b-\u200f\u2060\ufeff]*/gu;
  /** @type {Map<string, string>} */ const folds = new Map();

  /**
   * Return the normal form of a line and, for each of its code units, where its piece begins and ends in the line.
   * @param {string} line
   */
  function align(line) {
    let normal = "";
    /** @type {number[]} */ const starts = [];
    /** @type {number[]} */ const ends = [];
    for (const match of line.matchAll(CLUSTER)) {
      let fold = folds.get(match[0]);
      if (fold === undefined) folds.set(match[0], (fold = /** @type {string} */ (text.fold(match[0]))));
      if (fold[0] === " " && (!normal || normal.endsWith(" "))) fold = fold.slice(1);
      for (let at = 0; at < fold.length; at++) {
        starts.push(/** @type {number} */ (match.index));
        ends.push(/** @type {number} */ (match.index) + match[0].length);
      }
      normal += fold;
    }
    return { normal, starts, ends };
  }

  /**
   * Return [start, end, number of the term] of all matches in a line as displayed, in order.
   * @param {string} line @param {Term[]} terms @param {boolean} folded
   */
  function marksOf(line, terms, folded) {
    /** @type {[number, number, number][]} */ const marks = [];
    const { normal, starts, ends } = align(line);
    terms.forEach((term, index) => {
      for (const [start, end] of matches(normal, term, folded, 50)) marks.push([starts[start], ends[end - 1], index]);
    });
    return marks.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  /**
   * Return the part of a line around its best match, in pieces that are marked or not.
   * @param {string} line
   * @param {[number, number, number][]} marks
   * @returns {[string, boolean][]}
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
    /** @type {[string, boolean][]} */ const pieces = [];
    let at = from;
    for (const mark of marks) {
      const [start, end] = [Math.max(mark[0], at), Math.min(mark[1], to)];
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
   * @param {Page} page @param {Term[]} terms @param {boolean} folded
   */
  function sectionsOf(page, terms, folded) {
    const scored = page.sections.map(([anchor, heading, body], order) => {
      const all = new Set(marksOf(heading, terms, folded).map((mark) => mark[2]));
      let line = "";
      let most = 0;
      for (const block of body.split("\n")) {
        const normal = text.normalise(block);
        const here = terms.filter((term) => matches(normal, term, folded, 1).length);
        here.forEach((term) => all.add(terms.indexOf(term)));
        if (!line || here.length > most) [line, most] = [block, here.length];
      }
      return { anchor, heading, order, weight: all.size, line };
    });
    const found = scored.filter((section) => section.weight).sort((a, b) => b.weight - a.weight || a.order - b.order);
    return (found.length ? found : scored.slice(0, 1))
      .slice(0, SECTIONS)
      .map(({ anchor, heading, line }) => ({ anchor, heading, snippet: snippet(line, marksOf(line, terms, folded)) }));
  }

  /**
   * Return the name by which a page has a term that is not in its text, or ""; null if it has not all terms.
   * @param {Entry} page @param {Term[]} terms @param {boolean} folded
   */
  function check(page, terms, folded) {
    let alias = "";
    for (const term of terms) {
      /** @param {string} line */
      const has = (line) => matches(line, term, folded, 1).length > 0;
      if (term.field ? has(page.title) : page.lines.some(has)) continue;
      const name = page.names.findIndex(has);
      if (name < 0) return null;
      alias ||= page.page.names[name];
    }
    return alias;
  }

  /**
   * @param {{base: string, load?: (url: string) => Promise<unknown>}} settings  `base`: address of searchindex/
   */
  function create({ base, load = loadScript }) {
    /** @type {Map<string, Promise<any>>} */ const reading = new Map();
    let latest = 0;

    /**
     * Read a file once; after a failure, once more when it is asked for again.
     * @template T
     * @param {string} path
     * @param {(data: any) => T} open
     * @returns {Promise<T>}
     */
    function read(path, open) {
      let promise = reading.get(path);
      if (!promise) {
        promise = Promise.resolve(base + path + ".js")
          .then(load)
          .then(() => open(received.get(path)))
          .catch(() => {
            reading.clear(); // the manifest too: it may be that of the site before its last change
            throw outdated(path);
          });
        reading.set(path, promise);
      }
      return promise;
    }

    const readManifest = () =>
      read("manifest", (data) => {
        const counts = varints(bytesOf(data.passages));
        const starts = [0];
        counts.forEach((count, page) => starts.push(starts[page] + count));
        if (data.version !== VERSION || counts.length !== data.pages) throw outdated("manifest");
        const pageOf = new Uint32Array(starts[counts.length]);
        counts.forEach((count, page) => pageOf.fill(page, starts[page], starts[page] + count));
        return { generation: data.generation, shards: data.shards, average: data.average || 1, counts, starts, pageOf };
      });

    /** @param {string} query @param {Options} options */
    async function ask(query, { limit = 10, offset = 0, filters: chosen = {}, facets: counting }) {
      const { terms, excluded, filters } = parse(query);
      for (const field of FIELDS) {
        for (const value of [chosen[field] || []].flat()) filters.push([field, text.normalise(value), false]);
      }
      /** @type {any} */ const explain = { terms: [], read: [], weights: WEIGHTS, results: [] };
      /** @type {any} */ const answer = { total: 0, exact: true, results: [], terms: terms.map((term) => term.text), explain, facets: {} };
      if (!terms.length && !filters.length) return answer;

      const { generation, shards, average, counts, starts, pageOf } = await readManifest();
      /** @param {string} name @param {(data: any) => any} open @returns {Promise<any>} */
      const open = (name, open) => {
        const path = generation + "/" + name;
        if (!explain.read.includes(path)) explain.read.push(path);
        return read(path, open);
      };

      /** @param {[string, boolean, string][]} gram */
      async function lookUp(gram) {
        const lists = await Promise.all(
          gram.map(async ([term, longer, key]) => {
            const shard = await open("t" + (fnv1a(key) % shards), unpack);
            const names = longer ? [...shard.keys()].filter((name) => name.startsWith(term)) : shard.has(term) ? [term] : [];
            return names.map((name) => decode(shard.get(name)));
          }),
        );
        const all = lists.flat();
        return all.length === 1 ? all[0] : [...new Set(all.flat())].sort((a, b) => a - b);
      }

      /** Passages in which a term may begin. @param {string} normal @param {boolean} folded */
      async function passagesOf(normal, folded) {
        const grams = gramsOf(normal, folded);
        const lists = await Promise.all(grams.map(lookUp));
        if (normal.length > SPAN) {
          const pages = lists.map((list) => new Set(list.map((passage) => pageOf[passage])));
          return lists[0].filter((passage) => pages.every((set) => set.has(pageOf[passage])));
        }
        return lists.reduce((left, list) => {
          let at = 0;
          return left.filter((passage) => {
            while (list[at] < passage) at++;
            return list[at] === passage || (list[at] === passage + 1 && pageOf[passage] === pageOf[passage + 1]);
          });
        });
      }

      /** Weight and fields, as bits, of each page by a term. @param {Term} term @param {boolean} folded */
      async function pagesOf(term, folded) {
        const form = (folded && term.variant) || term.text;
        const passages = await passagesOf(form, folded && term.variant !== "");
        const weights = new Float64Array(counts.length);
        const fields = new Uint8Array(counts.length);
        let size = 0;
        for (const passage of passages) {
          const page = pageOf[passage];
          const field = Math.min(3, passage - starts[page]);
          if (term.field && field > 1) continue;
          if (!fields[page]) size++;
          weights[page] += WEIGHTS[field];
          fields[page] |= 1 << field;
        }
        const grams = gramsOf(form, folded);
        explain.terms.push({ term: form, variant: folded, grams: grams.flat().map(([name]) => name), passages: passages.length, pages: size });
        // one posting list, and nothing beside what it is of, proves a match
        return { weights, fields, size, sure: grams.length === 1 && text.split(form).length === 1 };
      }

      /** @param {Term[]} terms @param {boolean} folded */
      const listsOf = (terms, folded) => Promise.all(terms.slice(0, TERMS).map((term) => pagesOf(term, folded)));

      const folding = terms.some((term) => term.variant);
      const [facets, unwanted, lists, foldedLists] = await Promise.all([
        filters.length || counting ? open("facets", ({ kind, tag, chapter, book }) => ({ kind, tag, chapter, book })) : {},
        listsOf(excluded, false),
        listsOf(terms, false),
        folding ? listsOf(terms, true) : [],
      ]);
      const allowed = filters.map(([field, value, excludes]) => {
        const pages = new Set();
        for (const [name, [label, postings]] of valuesOf(field)) {
          if (text.normalise(name) === value || text.normalise(label) === value) decode(bytesOf(postings)).forEach((page) => pages.add(page));
        }
        return (/** @type {number} */ page) => pages.has(page) !== excludes;
      });

      /** @param {string} field @returns {[string, [string, string]][]} */
      function valuesOf(field) {
        return Object.entries(/** @type {any} */ (facets)[field] || {});
      }

      /**
       * Candidates: pages that are in each list.
       * @param {{weights: Float64Array, fields: Uint8Array, size: number, sure: boolean}[]} lists
       */
      function candidatesOf(lists) {
        const sure = terms.length <= TERMS && lists.every((list) => list.sure);
        /** @type {Candidate[]} */ const found = [];
        for (let page = 0; page < counts.length; page++) {
          if (!lists.every((list) => list.fields[page]) || !allowed.every((accepts) => accepts(page))) continue;
          const has = unwanted.filter((list) => list.fields[page]);
          if (has.some((list) => list.sure)) continue;
          // those that seem to have what is excluded go last, for most do have it
          const late = has.length > 0;
          const candidate = { page, score: 0, tier: 0, head: lists.length > 0, late, doubt: !sure || late || excluded.length > TERMS };
          for (const { weights, fields, size } of lists) {
            const frequency = weights[page] / (1 - B + (B * counts[page]) / average);
            const idf = Math.log(1 + (counts.length - size + 0.5) / (size + 0.5));
            candidate.score += (idf * frequency) / (K1 + frequency);
            candidate.head &&= (fields[page] & 3) > 0;
            candidate.late ||= fields[page] === 2;
          }
          found.push(candidate);
        }
        return found;
      }

      /** @param {Candidate} a @param {Candidate} b */
      const byRank = (a, b) => Number(a.late) - Number(b.late) || b.score - a.score || a.page - b.page;

      /** @param {number} number @returns {Promise<Entry>} */
      const documentOf = (number) =>
        open("d" + number, (page) => {
          const title = text.normalise(page.title);
          const lines = [title];
          for (const [, heading, body] of page.sections) {
            for (const line of [heading, ...body.split("\n")]) lines.push(text.normalise(line));
          }
          return { page, title, names: page.names.map(text.normalise), lines };
        });

      let literal = candidatesOf(lists).sort(byRank);
      const variant = folding ? candidatesOf(foldedLists) : [];

      const whole = answer.terms.join(" ");
      const heads = literal.filter((candidate) => candidate.head).slice(0, HEADS);
      await Promise.all(
        heads.map(async (candidate) => {
          const { title, names } = await documentOf(candidate.page);
          if (title === whole || names.includes(whole)) candidate.tier = 2;
          else if (title.startsWith(whole)) candidate.tier = 1;
        }),
      );
      literal = literal
        .filter((candidate) => candidate.tier)
        .sort((a, b) => b.tier - a.tier)
        .concat(literal.filter((candidate) => !candidate.tier));

      /** @type {{candidate: Candidate, folded: boolean}[]} */ const found = [];
      const done = new Set(); // pages that are results or none
      const varied = new Set(variant.map((candidate) => candidate.page));
      const union = new Set([...varied, ...literal.map((candidate) => candidate.page)]);
      const wanted = union.size > VERIFIED ? offset + limit : Infinity;

      /** @param {Candidate[]} list @param {boolean} folded */
      async function verify(list, folded) {
        for (let at = 0; at < list.length && found.length < wanted; ) {
          const batch = list.slice(at, at + Math.min(VERIFIED, wanted - found.length));
          at += batch.length;
          const read = await Promise.all(batch.map(({ doubt, page }) => (doubt ? documentOf(page) : null)));
          batch.forEach((candidate, index) => {
            const entry = read[index];
            if (done.has(candidate.page)) return;
            const out = entry && excluded.some((term) => check(entry, [term], false) !== null);
            const has = !out && (!entry || check(entry, terms, folded) !== null);
            if (out || has || folded || !varied.has(candidate.page)) done.add(candidate.page);
            if (has) found.push({ candidate, folded });
          });
        }
      }
      await verify(literal, false);
      if (found.length < wanted) await verify(variant.sort(byRank), true);

      const pages = new Set(found.map((hit) => hit.candidate.page));
      for (const { page, doubt } of [...literal, ...variant]) {
        if (done.has(page)) continue;
        pages.add(page);
        answer.exact &&= !doubt;
      }
      answer.total = pages.size;
      if (counting) {
        for (const field of FIELDS) {
          answer.facets[field] = valuesOf(field)
            .map(([value, [label, postings]]) => [value, label, decode(bytesOf(postings)).filter((page) => pages.has(page)).length])
            .filter(([, , count]) => count)
            .sort((a, b) => Number(b[2]) - Number(a[2]));
        }
      }
      answer.results = await Promise.all(
        found.slice(offset, offset + limit).map(async ({ candidate, folded }) => {
          const entry = await documentOf(candidate.page);
          const { url, title, kind, kindLabel, trail } = entry.page;
          const alias = check(entry, terms, folded) || "";
          const sections = sectionsOf(entry.page, terms, folded);
          return { page: candidate.page, url, title, kind, kindLabel, trail, alias, variant: folded, sections };
        }),
      );
      explain.results = found.slice(offset, offset + limit).map((hit) => hit.candidate);
      return answer;
    }

    return {
      /** Read the manifest. */
      warm: () => readManifest().then(() => undefined),
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

  root.Shohyo.search = {
    create,
    parse,
    /** @param {any} data */
    manifest: (data) => received.set("manifest", data),
    /** @param {string} generation @param {number} number @param {string[]} terms @param {string} postings */
    terms: (generation, number, terms, postings) => received.set(generation + "/t" + number, [terms, postings]),
    /** @param {string} generation @param {number} number @param {Page} page */
    page: (generation, number, page) => received.set(generation + "/d" + number, page),
    /** @param {string} generation @param {any} data */
    facets: (generation, data) => received.set(generation + "/facets", data),
  };
})();
