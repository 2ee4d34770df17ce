// @ts-check
/**
 * Query → verified, ranked results, from the shards that docs/search-format.md describes.
 *
 * Posting lists give candidates; what is shown has been checked against the text of its page. Nothing here touches
 * the document: who makes an engine says how scripts are run.
 *
 * @typedef {{text: string, variant: string, field: string}} Term  normal form, variant form or "", "title" or ""
 * @typedef {{passages: Uint32Array, weights: Float64Array, fields: Uint8Array, size: number, sure: boolean, term: Term, folded: boolean, unread: number}} List
 *   what posting lists say of a term: passages in which it may begin; by page, its weight, fields as bits, and how many
 *   have it; `sure`: the lists alone prove it; `unread`: what further lists would cost, in pages
 * @typedef {{url: string, title: string, kind: string, kindLabel: string, trail: string[], names: string[],
 *   sections: [string, string, number][], parts: number[]}} Page  sections: anchor, heading, part with which it begins
 * @typedef {{page: Page, title: string, names: string[], headings: string[]}} Head  normal forms
 * @typedef {{section: number, line: string, normal: string}[]} Lines  of a part of a page's text
 * @typedef {{limit?: number, offset?: number, filters?: Record<string, string[]>, facets?: boolean, id?: unknown}} Options
 */
(function () {
  "use strict";

  const root = /** @type {any} */ (globalThis);
  const text = root.Shohyo.text;

  const VERSION = 3;
  const WEIGHTS = [10, 6, 4, 1]; // title, names, headings, body
  const K1 = 1.2;
  const B = 0.6;
  const FIELDS = ["kind", "tag", "chapter", "book"];
  const PART = /(-(?!-))?(?:(title|kind|tag|chapter|book):)?(?:"([^"]*)"?|([^ ]+))/g;
  // Bounds of the work for absurd queries; what they leave out is seen to when the text is checked.
  const GRAMS = 16; // posting lists for a term
  const TERMS = 12; // terms that choose candidates
  const SPAN = 100; // code units of a term that cannot reach into a third passage
  const VERIFIED = 30; // as many candidates are all checked, so that the total is exact
  const BATCH = 10; // candidates that are checked at a time
  const LATE = 100; // pages with what seems to be excluded that are read to find out
  const VAIN = 150; // pages read in vain, by all pairs of the query, after which no more are
  const APART = 2; // first byte of a posting list that is in a file of its own
  const RICH = 3; // first results, of which two parts are read for their sections; of others one
  const OFFERED = 3; // other words for a query without results, of so many that are tried
  const TRIED = 8;
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

  /** @param {Uint8Array} bytes @returns {Uint32Array} */
  function varints(bytes) {
    const numbers = new Uint32Array(bytes.length);
    let count = 0;
    let number = 0;
    let factor = 1;
    for (const byte of bytes) {
      number += (byte & 127) * factor;
      factor *= 128;
      if (byte < 128) {
        numbers[count++] = number;
        number = 0;
        factor = 1;
      }
    }
    return numbers.subarray(0, count);
  }

  /** Numbers of a posting list. @param {Uint8Array} bytes @returns {Uint32Array} */
  function decode(bytes) {
    if (!bytes[0]) {
      const numbers = varints(bytes.subarray(1));
      for (let at = 1; at < numbers.length; at++) numbers[at] += numbers[at - 1];
      return numbers;
    }
    const numbers = new Uint32Array(bytes.length * 8);
    let count = 0;
    for (let at = 8; at < bytes.length * 8; at++) if (bytes[at >> 3] & (1 << (at & 7))) numbers[count++] = at - 8;
    return numbers.subarray(0, count);
  }

  /** 32-bit FNV-1a over code points. @param {string} key */
  function fnv1a(key) {
    let hash = 2166136261;
    for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) || 0), 16777619);
    return hash >>> 0;
  }

  /** Posting lists of a shard by term, packed until they are asked for. @param {[string[], string]} data @returns {Map<string, Uint8Array | Uint32Array>} */
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

  /** @param {string} normal how many ideographic characters it has */
  const countOf = (normal) => Array.from(normal).filter((character) => text.classOf(character) === "ideographic").length;

  /** @param {string} normal whether it has words or ideographic characters */
  const hasText = (normal) => Array.from(normal).some((character) => /^[wi]/.test(text.classOf(character)));

  /** @param {string} query */
  function parse(query) {
    /** @type {Term[]} */ const terms = [];
    /** @type {Term[]} */ const excluded = [];
    /** @type {[string, string, boolean][]} field, normal form of the value, whether it excludes */
    const filters = [];
    const seen = new Set();
    for (let [part, minus = "", field = "", phrase, plain] of text.normalise(query).matchAll(PART)) {
      // what has neither words nor ideographic characters is an arrow or the like, not something to exclude
      if (minus && plain && !hasText(plain)) [minus, plain] = ["", minus + plain];
      const value = text.normalise(phrase === undefined ? plain : phrase);
      if (!hasText(value) && !gramsOf(value, false).cover.length) continue;
      if (/^(title|kind|tag|chapter|book):$/.test(value) || seen.has(part)) continue;
      seen.add(part);
      if (FIELDS.includes(field)) filters.push([field, value, minus !== ""]);
      else {
        const folded = text.variant(value);
        // ー of キー may not go: キ alone is everywhere
        const useful = countOf(value) > 1 && countOf(folded) > 1;
        (minus ? excluded : terms).push({ text: value, variant: useful ? folded : "", field });
      }
    }
    return { terms, excluded, filters };
  }

  /**
   * Return what to look up for a normal form, in its order: alternatives of [term, whether longer ones count].
   * `cover` has each character in one of them, `rest` the other pairs.
   * @param {string} normal
   * @param {boolean} folded whether pairs may be neighbours in the variant form only
   */
  function gramsOf(normal, folded) {
    /** @type {[string, boolean][][]} */ const cover = [];
    /** @type {[string, boolean][][]} */ const rest = [];
    const runs = text.split(normal);
    runs.forEach((/** @type {string} */ run, /** @type {number} */ index) => {
      if (text.classOf(Array.from(run)[0]) === "ideographic") {
        const characters = Array.from(run);
        if (characters.length === 1) cover.push([["1" + run, false]]);
        for (let at = 0; at < characters.length - 1; at++) {
          const pair = characters[at] + characters[at + 1];
          (at % 2 && at < characters.length - 2 ? rest : cover).push((folded ? ["2", "v"] : ["2"]).map((prefix) => [prefix + pair, false]));
        }
        return;
      }
      const isWord = (/** @type {number} */ at) => at >= 0 && at < run.length && text.classOf(run[at]) === "word";
      // a mark, or a word of one letter, whose list would be long: it is looked up with a neighbour
      const isAlone = (/** @type {number} */ at) => at < run.length && !(isWord(at) && (isWord(at - 1) || isWord(at + 1)));
      for (let at = 0, end = 0; at < run.length; at = end) {
        end = at + 1;
        if (isAlone(at)) {
          const from = [isAlone(end) ? at : -1, at - 1, at].find((start) => start >= 0 && text.isPaired(run.slice(start, start + 2)));
          if (from !== undefined) {
            // a mark before a word, at the beginning of the term: not within a word of the text
            const sort = !index && !at && !from && /^[.#@$-]/.test(run) && isWord(1) ? "b" : "m";
            cover.push([[sort + run.slice(from, from + 2), false]]);
            if (from === at && isAlone(end)) end++;
            continue;
          }
          if (!isWord(at)) continue;
        }
        while (isWord(end)) end++;
        const word = run.slice(at, end);
        const isLast = index === runs.length - 1 && end === run.length;
        cover.push([isLast && word.length < 3 ? ["p" + word, false] : ["w" + word, isLast]]);
      }
    });
    const some = (/** @type {[string, boolean][][]} */ grams) => grams.filter((_, at) => at % Math.ceil(grams.length / GRAMS) === 0);
    return { cover: some(cover), rest: some(rest) };
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
    let at = normal.indexOf(term);
    const bound = at >= 0 && text.beginsWord(term);
    for (; at >= 0 && found.length < most; at = normal.indexOf(term, at + 1)) {
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
   * @param {Head} head @param {Lines} lines what has been read of the text @param {Term[]} terms @param {boolean} folded
   */
  function sectionsOf({ page, headings }, lines, terms, folded) {
    const scored = page.sections.map(([anchor, heading], order) => {
      /** @param {string} normal */
      const termsIn = (normal) => terms.filter((term) => matches(normal, term, folded, 1).length);
      const all = new Set(termsIn(headings[order]));
      let best = "";
      let most = 0;
      for (const { section, line, normal } of lines) {
        if (section !== order) continue;
        const here = termsIn(normal);
        here.forEach((term) => all.add(term));
        if (!best || here.length > most) [best, most] = [line, here.length];
      }
      return { anchor, heading, order, weight: all.size, line: best };
    });
    const found = scored.filter((section) => section.weight).sort((a, b) => b.weight - a.weight || a.order - b.order);
    return (found.length ? found : scored.slice(0, 1))
      .slice(0, SECTIONS)
      .map(({ anchor, heading, line }) => ({ anchor, heading, snippet: snippet(line, marksOf(line, terms, folded)) }));
  }

  /** Passages of a list in a page, as numbers in the page. @param {List} list @param {number} start @param {number} count */
  function placesOf({ passages }, start, count) {
    let [low, high] = [0, passages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (passages[middle] < start) low = middle + 1;
      else high = middle;
    }
    const places = [];
    while (passages[low] < start + count) places.push(passages[low++] - start);
    return places;
  }

  /** Return the passages of the first list that are in each other one, too, or followed there by the next of their page.
   * @param {Uint32Array[]} lists @param {Uint32Array} pageOf @param {boolean} near whether that is enough; else any of the page */
  function meet(lists, pageOf, near) {
    return lists.reduce((left, list) => {
      const both = new Uint32Array(left.length);
      let count = 0;
      let at = 0;
      for (const passage of left) {
        const page = pageOf[passage];
        while (near ? list[at] < passage : pageOf[list[at]] < page) at++;
        if (near ? list[at] === passage || (list[at] === passage + 1 && pageOf[passage + 1] === page) : pageOf[list[at]] === page) both[count++] = passage;
      }
      return both.subarray(0, count);
    });
  }

  const PIECE = /-?(?:[a-z]+:)?"[^"]*"?|[^ ]+/g; // of a query
  const SCRIPT = /[ぁ-ゖー]{2,}|[ァ-ヶー]{2,}|[一-鿿々]{2,}|[!-~]{3,}/g; // runs of one script in one
  /** @type {Record<string, string>} */
  const ALIKE = { ゔ: "ぶ", づ: "ず", ぢ: "じ" };

  /** A normal form as it sounds, roughly: in hiragana, without what spellings differ by. @param {string} normal */
  function skeleton(normal) {
    return normal
      .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 96))
      .replace(/ゔ([ぁぃぇぉ])/g, (_, vowel) => "ばびべぼ"["ぁぃぇぉ".indexOf(vowel)])
      .replace(/[ゔづぢ]/g, (kana) => ALIKE[kana])
      .replace(/[ぁぃぅぇぉゃゅょ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 1))
      .replace(/[!-/:-@[-`{-~ っー・]/g, "");
  }

  /** Keys of the files in which words of about the length of a skeleton are. @param {string} sound */
  function keysOf(sound) {
    const characters = Array.from(sound);
    return [1, 2]
      .filter((length) => (length === 1 ? characters.length < 6 : characters.length > 1))
      .flatMap((length) => ["<" + characters.slice(0, length).join(""), ">" + characters.slice(-length).join("")]);
  }

  /**
   * How far a word is from another one: letters to put in, leave out, exchange or swap with the next; from the beginning
   * of a longer one, half a letter more (optimal string alignment; Damerau 1964).
   * @param {string} word @param {string} other
   */
  function distance(word, other) {
    /** @type {number[]} */ let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let at = 1; at <= word.length; at++) {
      const next = [at];
      for (let to = 1; to <= other.length; to++) {
        next[to] = Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + Number(word[at - 1] !== other[to - 1]));
        if (at > 1 && to > 1 && word[at - 1] === other[to - 2] && word[at - 2] === other[to - 1]) next[to] = Math.min(next[to], before[to - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return Math.min(row[other.length], word.length > 3 ? Math.min(...row) + 0.5 : Infinity);
  }

  /** Join posting lists. @param {Uint32Array[]} lists */
  function unite(lists) {
    const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
    lists.reduce((at, list) => (all.set(list, at), at + list.length), 0);
    return all.sort().filter((number, at) => number !== all[at - 1]);
  }

  /** Facets as arrays of [value, label, pages]. @param {Record<string, Record<string, [string, string]>>} data @returns {Record<string, [string, string, Uint32Array][]>} */
  function openFacets(data) {
    return Object.fromEntries(
      FIELDS.map((field) => [field, Object.entries(data[field]).map(([value, [label, postings]]) => [value, label, decode(bytesOf(postings))])]),
    );
  }

  /**
   * @param {{base: string, load: (url: string) => Promise<unknown>}} settings  address of searchindex/; runs a script
   */
  function create({ base, load }) {
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
        const starts = new Uint32Array(counts.length + 1);
        counts.forEach((count, page) => (starts[page + 1] = starts[page] + count));
        if (data.version !== VERSION || counts.length !== data.pages) throw outdated("manifest");
        const pageOf = new Uint32Array(starts[counts.length]);
        counts.forEach((count, page) => pageOf.fill(page, starts[page], starts[page] + count));
        return { generation: data.generation, shards: data.shards, words: data.words, average: data.average || 1, counts, starts, pageOf };
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
      /** The shard of a term; words that begin alike share one, and both sorts of pairs do. @param {string} term */
      const shardOf = (term) => open("t" + (fnv1a(term[0] === "w" ? term.slice(0, 4) : term.replace(/^v/, "2")) % shards), unpack);

      /** Where the posting lists of a gram are, and how long those are that have files of their own. @param {[string, boolean][]} gram */
      async function locate(gram) {
        /** @type {{shard: Map<string, any>, name: string}[]} */ const places = [];
        let heavy = 0;
        for (const [term, longer] of gram) {
          const shard = await shardOf(term);
          const names = longer ? [...shard.keys()].filter((name) => name.startsWith(term)) : shard.has(term) ? [term] : [];
          for (const name of names) {
            places.push({ shard, name });
            const list = shard.get(name);
            if (list[0] === APART && list instanceof Uint8Array) heavy += varints(list.subarray(1))[0];
          }
        }
        return { places, heavy };
      }

      /** @param {{places: {shard: Map<string, any>, name: string}[]}} located @returns {Promise<Uint32Array>} */
      async function lookUp({ places }) {
        const lists = await Promise.all(
          places.map(({ shard, name }) => {
            const list = shard.get(name);
            if (!(list instanceof Uint8Array)) return list;
            if (list[0] === APART) return open("l" + varints(list.subarray(1))[1], (data) => decode(bytesOf(data)));
            shard.set(name, decode(list));
            return shard.get(name);
          }),
        );
        return lists.length === 1 ? lists[0] : unite(lists);
      }

      /** Passages in which a match may begin that has a gram in one of these. @param {Uint32Array} list */
      function before(list) {
        /** @type {number[]} */ const both = [];
        for (const passage of list) {
          if (passage - starts[pageOf[passage]] > 3 && both[both.length - 1] !== passage - 1) both.push(passage - 1);
          both.push(passage);
        }
        return Uint32Array.from(both);
      }

      /**
       * Look a term up, by all of its pairs or as few as cover it; of these, long lists only if all are long, and then one.
       * @param {Term} term @param {boolean} folded @param {boolean} [all] @returns {Promise<List>}
       */
      async function listOf(term, folded, all) {
        const form = (folded && term.variant) || term.text;
        const { cover, rest } = gramsOf(form, folded && term.variant !== "");
        const grams = all ? [...cover, ...rest] : cover;
        const located = await Promise.all(grams.map(locate));
        const least = Math.min(...located.map(({ heavy }) => heavy));
        const chosen = located.filter(({ heavy }) => all || heavy === least);
        const read = await Promise.all(chosen.map(lookUp));
        if (chosen[0] !== located[0]) read[0] = before(read[0]);
        let passages = meet(read, pageOf, form.length <= SPAN);
        if (term.field) passages = passages.filter((passage) => passage - starts[pageOf[passage]] < 2);
        const weights = new Float64Array(counts.length);
        const fields = new Uint8Array(counts.length);
        let size = 0;
        for (const passage of passages) {
          const page = pageOf[passage];
          const field = Math.min(3, passage - starts[page]);
          if (!fields[page]) size++;
          weights[page] += WEIGHTS[field];
          fields[page] |= 1 << field;
        }
        explain.terms.push({ term: form, variant: folded, grams: grams.flat().map(([name]) => name), passages: passages.length, pages: size });
        // one posting list, of the very term, proves a match; but a pair may stand within a word
        const [[[only]]] = grams;
        const sure = grams.length === 1 && only.slice(1) === form && !(only[0] === "m" && text.beginsWord(form));
        return { passages, weights, fields, size, sure, term, folded, unread: 2 * (all ? 0 : rest.length) + 4 * (grams.length - chosen.length) };
      }

      /** @param {Term[]} terms @param {boolean} folded @param {boolean} [all] */
      const listsOf = (terms, folded, all) => Promise.all(terms.slice(0, TERMS).map((term) => listOf(term, folded, all)));

      /** The same by the variant form; most often no pair is a neighbour in that alone. @param {List} list @returns {Promise<List>} */
      async function foldedList(list) {
        const { text: literal, variant } = list.term;
        const pairs = variant ? gramsOf(variant, true).cover.filter((gram) => gram[1]) : [];
        const shards = await Promise.all(pairs.map(([, [term]]) => shardOf(term)));
        const isSame = !variant || (variant === literal && !shards.some((shard, at) => shard.has(pairs[at][1][0])));
        return isSame ? { ...list, folded: true } : listOf(list.term, true);
      }

      const folding = terms.some((term) => term.variant);
      const [facets, unwanted, lists] = await Promise.all([
        filters.length || counting ? open("facets", openFacets) : {},
        listsOf(excluded, false, true),
        listsOf(terms, false),
      ]);
      const foldedLists = await Promise.all(folding ? lists.map((list) => foldedList(list)) : []);
      /** @param {string} field @returns {[string, string, Uint32Array][]} */
      const valuesOf = (field) => facets[field] || [];
      const allowed = filters.map(([field, value, excludes]) => {
        const pages = new Set();
        for (const [name, label, numbers] of valuesOf(field)) {
          if (text.normalise(name) === value || text.normalise(label) === value) numbers.forEach((page) => pages.add(page));
        }
        return (/** @type {number} */ page) => pages.has(page) !== excludes;
      });

      const UNSURE = 2; // what `late` says of pages that seem to have what is excluded, for most do have it; 1: names only
      /** Pages that are in each list, the best first, and what is known of them. @param {List[]} lists */
      function candidatesOf(lists) {
        const scores = new Float64Array(counts.length);
        const late = new Uint8Array(counts.length);
        const head = new Uint8Array(counts.length);
        /** @type {number[]} */ const pages = [];
        const idf = lists.map(({ size }) => Math.log(1 + (counts.length - size + 0.5) / (size + 0.5)));
        candidates: for (let page = 0; page < counts.length; page++) {
          for (const list of lists) if (!list.fields[page]) continue candidates;
          for (const accepts of allowed) if (!accepts(page)) continue candidates;
          for (const list of unwanted) {
            if (!list.fields[page]) continue;
            if (list.sure) continue candidates;
            late[page] = UNSURE;
          }
          head[page] = lists.length;
          lists.forEach(({ weights, fields }, at) => {
            const frequency = weights[page] / (1 - B + (B * counts[page]) / average);
            scores[page] += (idf[at] * frequency) / (K1 + frequency);
            if (!(fields[page] & 3)) head[page] = 0;
            if (fields[page] === 2) late[page] ||= 1;
          });
          pages.push(page);
        }
        pages.sort((a, b) => late[a] - late[b] || scores[b] - scores[a] || a - b);
        return { pages, scores, late, head, lists, sure: terms.length <= TERMS && excluded.length <= TERMS && lists.every((list) => list.sure) };
      }

      /** @param {number} number @returns {Promise<Head>} */
      const headOf = (number) =>
        open("d" + number, (page) => {
          const headings = page.sections.map((/** @type {string[]} */ section) => text.normalise(section[1]));
          return { page, title: text.normalise(page.title), names: page.names.map(text.normalise), headings };
        });

      /** @param {number} page @param {number} part @returns {Promise<Lines>} */
      const linesOf = (page, part) =>
        open(`x${page}-${part}`, (/** @type {[number, string][]} */ sections) =>
          sections.flatMap(([section, body]) => body.split("\n").map((line) => ({ section, line, normal: text.normalise(line) }))),
        );

      /** Parts of a page in which a term may be. @param {number} page @param {Head} head @param {List} list */
      function partsOf(page, { page: { parts } }, list) {
        const body = placesOf(list, starts[page], counts[page]).filter((place) => place >= parts[0]);
        return new Set(body.map((place) => parts.filter((first) => first <= place).length - 1));
      }

      /** Parts of a page in which terms may be, those with the most terms first. @param {number} page @param {Head} head @param {List[]} lists */
      function rankedParts(page, head, lists) {
        /** @type {Map<number, number>} */ const votes = new Map();
        for (const list of lists) {
          const parts = partsOf(page, head, list);
          head.headings.forEach((heading, section) => {
            if (matches(heading, list.term, list.folded, 1).length) parts.add(head.page.sections[section][2]);
          });
          for (const part of parts) votes.set(part, (votes.get(part) || 0) + 1);
        }
        return [...votes.keys()].sort((a, b) => (votes.get(b) || 0) - (votes.get(a) || 0) || a - b);
      }

      /**
       * Read what may have the terms until each is found: the parts that have them, and the name by which the page has
       * one that is not in its text, or ""; null if one is not there.
       * @param {number} page @param {Term[]} terms @param {List[]} lists of as many of the terms as are looked up @param {boolean} folded
       */
      async function check(page, terms, lists, folded) {
        const head = await headOf(page);
        const ranked = rankedParts(page, head, lists);
        /** @type {Set<number>} */ const parts = new Set();
        let alias = "";
        for (const [at, term] of terms.entries()) {
          /** @param {string} normal */
          const has = (normal) => matches(normal, term, folded, 1).length > 0;
          if (has(head.title) || (!term.field && head.headings.some(has))) continue;
          const own = lists[at] && partsOf(page, head, lists[at]);
          let found = false;
          for (const part of term.field ? [] : own ? ranked.filter((part) => own.has(part)) : head.page.parts.keys()) {
            found = (await linesOf(page, part)).some(({ normal }) => has(normal));
            if (found) parts.add(part);
            if (found) break;
          }
          if (found) continue;
          const name = head.names.findIndex(has);
          if (name < 0) return null;
          alias ||= head.page.names[name];
        }
        return { alias, parts };
      }

      const literal = candidatesOf(lists);
      const variant = folding
        ? foldedLists.every((list, at) => list.fields === lists[at].fields)
          ? { ...literal, pages: literal.pages.slice(), lists: foldedLists }
          : candidatesOf(foldedLists)
        : { ...literal, pages: [] };

      const whole = answer.terms.join(" ");
      const tiers = new Map(); // 2 for a title or name that equals the query, 1 for its beginning
      await Promise.all(
        literal.pages.filter((page) => literal.head[page]).slice(0, HEADS).map(async (page) => {
          const { title, names } = await headOf(page);
          if (title === whole || names.includes(whole)) tiers.set(page, 2);
          else if (title.startsWith(whole)) tiers.set(page, 1);
        }),
      );
      literal.pages.sort((a, b) => (tiers.get(b) || 0) - (tiers.get(a) || 0));

      /** @type {{page: number, folded: boolean, alias: string, parts: Set<number>}[]} */ const found = [];
      const done = new Set(); // pages that are results or none
      const varied = new Set(variant.pages);
      const wanted = new Set([...varied, ...literal.pages]).size > VERIFIED ? offset + limit : Infinity;
      // as soon as pages read in vain weigh more than the pairs that are not looked up, these are, too
      const unread = lists.reduce((sum, list) => sum + list.unread, 0);
      let misses = unread ? 0 : -Infinity;
      let unsure = 0;

      /** Drop candidates that do not have all pairs of the terms. @param {ReturnType<typeof candidatesOf>} candidates @param {number} from @param {boolean} folded */
      async function refine(candidates, from, folded) {
        const full = (candidates.lists = await listsOf(terms, folded, true));
        candidates.pages = candidates.pages.filter((page, at) => at < from || full.every((list) => list.fields[page]));
      }

      /** @param {ReturnType<typeof candidatesOf>} candidates @param {boolean} folded */
      async function collect(candidates, folded) {
        const { late, sure } = candidates;
        let at = 0;
        let vain = 0;
        while (at < candidates.pages.length && found.length < wanted && vain < VAIN + offset + limit) {
          const batch = candidates.pages.slice(at, at + Math.min(BATCH, wanted - found.length));
          at += batch.length;
          const checked = await Promise.all(
            batch.map(async (page) => {
              if (done.has(page)) return null;
              const isLate = late[page] === UNSURE || excluded.length > TERMS;
              if (sure && !late[page] && !isLate) return { alias: "", parts: new Set() };
              if (isLate && ++unsure > LATE + offset + limit) return (answer.exact = false) || "out";
              for (const list of isLate ? unwanted : []) {
                if (list.fields[page] && (await check(page, [list.term], [list], false))) return "out";
              }
              for (const term of excluded.slice(TERMS)) if (await check(page, [term], [], false)) return "out";
              return check(page, terms, candidates.lists, folded);
            }),
          );
          batch.forEach((page, index) => {
            const one = checked[index];
            if (done.has(page)) return;
            if (one || folded || !varied.has(page)) done.add(page);
            if (!one) misses++, vain++;
            else if (typeof one === "object") found.push({ page, folded, ...one });
          });
          if (misses >= unread && candidates.pages.length - at > BATCH) {
            misses = -Infinity;
            await refine(candidates, at, folded);
            if (!folded && folding) await refine(variant, 0, true);
          }
        }
        candidates.pages = candidates.pages.slice(at); // those that nobody has looked at
      }
      await collect(literal, false);
      if (found.length < wanted) await collect(variant, true);

      const pages = new Set(found.map((hit) => hit.page));
      for (const { pages: more, late, sure } of [literal, variant]) {
        for (const page of more) {
          if (done.has(page)) continue;
          pages.add(page);
          answer.exact &&= sure && late[page] !== UNSURE;
        }
      }
      answer.total = pages.size;
      if (counting) {
        for (const field of FIELDS) {
          answer.facets[field] = valuesOf(field)
            .map(([value, label, numbers]) => [value, label, numbers.filter((page) => pages.has(page)).length])
            .filter(([, , count]) => count)
            .sort((a, b) => Number(b[2]) - Number(a[2]));
        }
      }
      const hits = found.slice(offset, offset + limit);
      answer.results = await Promise.all(
        hits.map(async ({ page, folded, alias, parts }, rank) => {
          const head = await headOf(page);
          const { lists } = folded ? variant : literal;
          const most = offset + rank < RICH ? 2 : 1;
          const likely = [...new Set([...parts, ...rankedParts(page, head, lists)])].slice(0, Math.max(most, parts.size));
          if (!likely.length && head.page.parts.length) likely.push(0);
          const lines = (await Promise.all(likely.sort((a, b) => a - b).map((part) => linesOf(page, part)))).flat();
          const { url, title, kind, kindLabel, trail } = head.page;
          const sections = sectionsOf(head, lines, terms, folded);
          return { page, url, title, kind, kindLabel, trail, alias, variant: folded, sections };
        }),
      );
      explain.results = hits.map(({ page, folded }) => {
        const { scores, late, head } = folded ? variant : literal;
        return { page, score: scores[page], tier: tiers.get(page) || 0, head: head[page] > 0, late: late[page] > 0 };
      });
      return answer;
    }

    /**
     * Words of the index that are near to one, the nearest first, each with its distance.
     * @param {string} word a normal form @returns {Promise<[string, number][]>}
     */
    async function near(word) {
      const { generation, shards, words } = await readManifest();
      /** @type {Map<string, number>} */ const found = new Map();
      /** @param {string} form @param {string} sound @param {string} offered */
      const weigh = (form, sound, offered) => {
        const most = sound.length < 3 ? 1 : sound.length < 9 ? 2 : 3;
        const away = form.length < sound.length - most ? Infinity : distance(sound, form);
        if (away <= most && text.normalise(offered) !== word) found.set(offered, Math.min(away, found.get(offered) ?? most));
      };
      const sound = skeleton(word);
      if (sound.length > 1) {
        const files = new Set(keysOf(sound).map((key) => "w" + (fnv1a(key) % words)));
        for (const entries of await Promise.all([...files].map((name) => read(generation + "/" + name, (list) => list.map(String))))) {
          for (const entry of entries) {
            const [offered, form = text.normalise(offered)] = entry.split("\t");
            weigh(skeleton(form), sound, offered);
          }
        }
      }
      if (word.length > 2 && text.split(word).length === 1 && text.classOf(word[0]) === "word") {
        // words are in files by their first three characters: as typed, two exchanged, one too many
        const [a, b, c, d = ""] = word;
        const files = new Set([a + b + c, b + a + c, a + c + b, a + b + d, a + c + d, b + c + d].map((start) => "t" + (fnv1a("w" + start) % shards)));
        for (const shard of await Promise.all([...files].map((name) => read(generation + "/" + name, unpack)))) {
          for (const term of shard.keys()) if (term[0] === "w") weigh(term.slice(1), word, term.slice(1));
        }
      }
      return [...found].sort((one, other) => one[1] - other[1]).slice(0, TRIED / 2);
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
      /**
       * Return queries that find something in place of one that does not: words that find nothing are exchanged for the
       * nearest that exist. Each has been asked.
       * @param {string} query
       * @param {Options} [options] filters
       */
      async suggest(query, { filters } = {}) {
        const pieces = text.normalise(query).match(PIECE) || [];
        /** @type {string[][]} */ const choices = [];
        for (const [at, piece] of pieces.slice(0, TERMS).entries()) {
          const plain = piece.replace(/^(?:title:)?"?|"$/g, "");
          choices[at] = [];
          if (/^-|^(kind|tag|chapter|book):/.test(piece) || plain.length > SPAN || (await ask(piece, { limit: 1 })).results.length) continue;
          /** @type {[string, number][]} */ const made = [];
          for (const unit of new Set([plain, ...(plain.match(SCRIPT) || [])])) {
            for (const [word, away] of await near(unit)) made.push([plain.replace(unit, () => word), away / unit.length]);
          }
          choices[at] = made.sort((one, other) => one[1] - other[1]).map(([word]) => word);
        }
        /** @type {Set<string>} */ const tried = new Set();
        const most = Math.max(0, ...choices.map((words) => words.length));
        for (let rank = 0; rank < most; rank++) {
          choices.forEach((words, at) => {
            if (rank < words.length) tried.add(pieces.map((piece, other) => (other === at ? words[rank] : (choices[other] || [])[0] || piece)).join(" "));
          });
        }
        /** @type {{query: string, total: number, exact: boolean}[]} */ const offered = [];
        for (const made of [...tried].slice(0, TRIED)) {
          if (offered.length === OFFERED) break;
          const { results, total, exact } = await ask(made, { limit: 1, filters });
          if (results.length) offered.push({ query: made, total, exact });
        }
        return offered;
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
    /** @param {string} generation @param {number} number @param {string} postings */
    list: (generation, number, postings) => received.set(generation + "/l" + number, postings),
    /** @param {string} generation @param {number} number @param {Page} page */
    page: (generation, number, page) => received.set(generation + "/d" + number, page),
    /** @param {string} generation @param {number} page @param {number} number @param {[number, string][]} sections */
    part: (generation, page, number, sections) => received.set(generation + "/x" + page + "-" + number, sections),
    /** @param {string} generation @param {number} number @param {string[]} entries */
    words: (generation, number, entries) => received.set(generation + "/w" + number, entries),
    /** @param {string} generation @param {any} data */
    facets: (generation, data) => received.set(generation + "/facets", data),
  };
})();
