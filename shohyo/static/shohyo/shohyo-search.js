// @ts-check
/**
 * Query → verified, ranked results, from the shards that docs/search-format.md describes.
 *
 * Posting lists give candidates; what is shown has been checked against the text of its page. Nothing here touches
 * the document: who makes an engine says how scripts are run.
 *
 * A place is a title (3 × page), a page's names (+ 1) or headings (+ 2), or, after all of these, a part of a text.
 *
 * @typedef {{text: string, variant: string, field: string}} Term  normal form, variant form or "", "title" or ""
 * @typedef {{places: Uint32Array, often: Uint32Array}} Postings  ascending; parts that have a term often
 * @typedef {{places: Uint32Array, weights: Float64Array, fields: Uint8Array, size: number, sure: boolean, term: Term, folded: boolean, unread: number}} List
 *   what posting lists say of a term: places that may have it; by page, its weight, fields as bits, and how many
 *   have it; `sure`: the lists alone prove it; `unread`: how many further lists there are
 * @typedef {{url: string, title: string, kind: string, kindLabel: string, trail: string[], names: string[],
 *   sections: [string, string, number][], parts: number}} Page  sections: anchor, heading, part with which it begins
 * @typedef {{section: number, line: string, normal: string}[]} Lines  of a part of a page's text
 * @typedef {{page: Page, title: string, names: string[], headings: string[], lines: Lines | null}} Head  normal forms; the
 *   text, if it is in one part
 * @typedef {{limit?: number, offset?: number, filters?: Record<string, string[]>, facets?: boolean, id?: unknown}} Options
 */
(function () {
  "use strict";

  const root = /** @type {any} */ (globalThis);
  const text = root.Shohyo.text;

  const VERSION = 4;
  const WEIGHTS = [10, 6, 4, 1, 2]; // title, names, headings, a part of the text; more for one that has a term often
  const K1 = 1.2;
  const B = 0.6;
  const FIELDS = ["kind", "tag", "chapter", "book"];
  const PART = /(-(?!-))?(?:(title|kind|tag|chapter|book):)?(?:"([^"]*)"?|([^ ]+))/g;
  // Bounds of the work for absurd queries; what they leave out is seen to when the text is checked.
  const GRAMS = 16; // posting lists for a term
  const TERMS = 12; // terms that choose candidates
  const VERIFIED = 30; // as many candidates are all checked, so that the total is exact
  const BATCH = 10; // candidates that are checked at a time
  const LATE = 100; // pages with what seems to be excluded that are read to find out
  const VAIN = 150; // pages read in vain, by all pairs of the query, after which no more are
  const SPAN = 100; // code units of a word that others are offered for
  const LENGTHS = { 1: 1, 2: 2, 3: 3, b: 2, m: 2, u: 3, v: 2, x: 2 }; // code points of terms of these sorts; others are lines
  const OFFERED = 3; // other words for a query without results, of so many that are tried
  const TRIED = 8;
  const SECTIONS = 3;
  const BEFORE = 40; // code units of a snippet before the match, and in all
  const LENGTH = 160;

  /** What shard scripts have delivered. @type {Map<string, any>} */
  const received = new Map();

  function outdated() {
    return Object.assign(new Error("missing shard: reload"), { code: "outdated" });
  }

  /** @param {string} base64 */
  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  }

  /**
   * Return what reads posting lists from base64, one after another; `end` insists that there are no more.
   * @param {string} base64
   */
  function reader(base64) {
    const bytes = bytesOf(base64);
    let at = 0;
    const bit = () => {
      if (at >> 3 >= bytes.length) throw outdated();
      return (bytes[at >> 3] >> (7 - (at++ & 7))) & 1;
    };
    const zeros = () => {
      let count = 0;
      while (!bit()) count++;
      return count;
    };
    /** @param {number} length */
    const number = (length) => {
      let value = 0;
      while (length--) value = value * 2 + bit();
      return value;
    };
    return {
      /** @param {number} size what all numbers are below @param {number} [more] added to each */
      list(size, more = 0) {
        const length = zeros();
        const count = 2 ** length + number(length) - 1;
        if (count > size) throw outdated();
        let low = 0; // bits of a difference that are written as they are
        while (count && 4 * count * 2 ** low < 2 * size - count) low++;
        let last = more - 1;
        const numbers = Uint32Array.from({ length: count }, () => (last += zeros() * 2 ** low + number(low) + 1));
        if (last >= size + more) throw outdated();
        return numbers;
      },
      end() {
        if (bytes.length * 8 - at > 7) throw outdated();
      },
    };
  }

  /** 32-bit FNV-1a over code points. @param {string} key */
  function fnv1a(key) {
    let hash = 2166136261;
    for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) || 0), 16777619);
    return hash >>> 0;
  }

  /** What a term shares its shard with. @param {string} term @returns {string} */
  function keyOf(term) {
    if (term[0] === "t") return text.firstOf(term.slice(1));
    return term[0] === "w" ? term.slice(0, 4) : term.replace(/^u/, "3").replace(/^[vx]/, "2");
  }

  /** @param {Uint32Array[]} lists one after another */
  function joined(lists) {
    const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
    lists.reduce((at, list) => (all.set(list, at), at + list.length), 0);
    return all;
  }

  /** Posting lists of a shard by term. @param {[Record<string, string>, string]} data @param {number} pages @param {number} parts */
  function unpack([sorts, postings], pages, parts) {
    const bits = reader(postings);
    /** @type {Map<string, Postings>} */ const lists = new Map();
    for (const [sort, terms] of Object.entries(sorts)) {
      const length = /** @type {Record<string, number>} */ (LENGTHS)[sort];
      for (const term of terms.match(length ? new RegExp(`.{${length}}`, "gu") : /.+/g) || []) {
        const heads = bits.list(3 * pages);
        const texts = bits.list(parts, 3 * pages);
        lists.set(sort + term, { places: joined([heads, texts]), often: bits.list(texts.length).map((at) => texts[at]) });
      }
    }
    bits.end();
    return lists;
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
   * `cover` has each character in one of them, `rest` the others.
   * @param {string} normal
   * @param {boolean} folded whether pairs may be neighbours in the variant form only
   */
  function gramsOf(normal, folded) {
    const characters = Array.from(normal);
    const classes = characters.map(text.classOf);
    const part = (/** @type {number} */ from, /** @type {number} */ to) => characters.slice(from, to).join("");
    const isKatakana = (/** @type {number} */ at) => /[ァ-ヺー]/.test(characters[at]);
    const isIdeographic = (/** @type {number} */ at) => classes[at] === "ideographic";
    const isPaired = (/** @type {number} */ at) => text.isPaired(part(at, at + 2));
    /** @param {string} sorts the second one for the variant form @param {string} form */
    const both = (sorts, form) => Array.from(folded ? sorts : sorts[0], (sort) => /** @type {[string, boolean]} */ ([sort + form, false]));
    /** @type {[number, number, [string, boolean][]][]} */ const grams = []; // from, to, alternatives
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
      if (end > at + (isPaired(at) || isPaired(at - 1) ? 1 : 0) && classes[at - 1] !== "word") {
        const isLast = end === characters.length;
        grams.push([at, end, [isLast && end - at < 3 ? ["p" + part(at, end), false] : ["w" + part(at, end), isLast]]]);
      }
      // a mark before a word, at the beginning of the term: not within a word of the text
      if (isPaired(at)) grams.push([at, at + 2, [[(!at && /^[.#@$-]/.test(normal) && classes[1] === "word" ? "b" : "m") + part(at, at + 2), false]]]);
    });
    /** @type {[string, boolean][][]} */ const cover = [];
    const rest = text.crossings(normal).map((/** @type {string} */ pair) => both("xv", pair));
    let covered = 0;
    grams.forEach(([from, to, gram], index) => {
      const isNeeded = from >= covered || (to > covered && !(index + 1 < grams.length && grams[index + 1][0] <= covered));
      (isNeeded ? cover : rest).push(gram);
      if (isNeeded) covered = to;
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

  /** Return the numbers that are in each of some ascending lists. @param {Uint32Array[]} lists */
  function meet(lists) {
    return lists.reduce((left, list) => {
      let at = 0;
      return left.filter((number) => {
        while (list[at] < number) at++;
        return list[at] === number;
      });
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

  /** Numbers that are in any of some ascending lists. @param {Uint32Array[]} lists */
  function unite(lists) {
    return lists.length === 1 ? lists[0] : joined(lists).sort().filter((number, at, all) => number !== all[at - 1]);
  }

  /** Facets as arrays of [value, label, pages]. @param {Record<string, Record<string, [string, string]>>} data @param {number} pages @returns {Record<string, [string, string, Uint32Array][]>} */
  function openFacets(data, pages) {
    return Object.fromEntries(
      FIELDS.map((field) => [field, Object.entries(data[field]).map(([value, [label, postings]]) => [value, label, reader(postings).list(pages)])]),
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
            throw outdated();
          });
        reading.set(path, promise);
      }
      return promise;
    }

    const readManifest = () =>
      read("manifest", ({ version, generation, pages, parts, starts, shards, words }) => {
        if (version !== VERSION) throw outdated();
        const bits = reader(starts);
        const firsts = joined([bits.list(parts), Uint32Array.of(parts)]);
        bits.end();
        if (firsts.length !== pages + 1) throw outdated();
        const pageOf = new Uint32Array(3 * pages + parts);
        for (let page = 0; page < pages; page++) {
          pageOf.fill(page, 3 * page, 3 * page + 3);
          pageOf.fill(page, 3 * pages + firsts[page], 3 * pages + firsts[page + 1]);
        }
        return { generation, pages, parts, firsts, shards, words, pageOf };
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

      const { generation, pages, parts, firsts, shards, pageOf } = await readManifest();
      /** @param {string} name @param {(data: any) => any} open @returns {Promise<any>} */
      const open = (name, open) => {
        const path = generation + "/" + name;
        if (!explain.read.includes(path)) explain.read.push(path);
        return read(path, open);
      };
      /** The shard of a term; those of both forms of a text share one, and words that begin alike, and a title with its beginning. @param {string} term @returns {Promise<Map<string, Postings>>} */
      const shardOf = (term) =>
        open("t" + (fnv1a(keyOf(term)) % shards), (data) => unpack(data, pages, parts));

      /** Where a gram is. @param {[string, boolean][]} gram @returns {Promise<Postings>} */
      async function lookUp(gram) {
        /** @type {Postings[]} */ const found = [];
        for (const [term, longer] of gram) {
          for (const [name, lists] of longer ? await shardOf(term) : [[term, (await shardOf(term)).get(term)]]) {
            if (lists && name.startsWith(term)) found.push(lists);
          }
        }
        return { places: unite(found.map(({ places }) => places)), often: unite(found.map(({ often }) => often)) };
      }

      /**
       * Look a term up, by all of its pairs or as few as cover it.
       * @param {Term} term @param {boolean} folded @param {boolean} [all] @returns {Promise<List>}
       */
      async function listOf(term, folded, all) {
        const form = (folded && term.variant) || term.text;
        const { cover, rest } = gramsOf(form, folded && term.variant !== "");
        const grams = all ? [...cover, ...rest] : cover;
        const found = await Promise.all(grams.map(lookUp));
        let places = meet(found.map(({ places }) => places));
        if (term.field) places = places.filter((place) => place < 3 * pages && place % 3 < 2);
        const weights = new Float64Array(pages);
        const fields = new Uint8Array(pages);
        let size = 0;
        for (const place of places) {
          const page = pageOf[place];
          const field = place < 3 * pages ? place % 3 : 3;
          if (!fields[page]) size++;
          weights[page] += WEIGHTS[field];
          fields[page] |= 1 << field;
        }
        if (!term.field) for (const place of meet(found.map(({ often }) => often))) weights[pageOf[place]] += WEIGHTS[4];
        explain.terms.push({ term: form, variant: folded, grams: grams.flat().map(([name]) => name), places: places.length, pages: size });
        // one posting list, of the very term, proves a match; but a pair may stand within a word
        const [[[only]]] = grams;
        const sure = grams.length === 1 && only.slice(1) === form && !(only[0] === "m" && text.beginsWord(form));
        return { places, weights, fields, size, sure, term, folded, unread: all ? 0 : rest.length };
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
        filters.length || counting ? open("facets", (data) => openFacets(data, pages)) : {},
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
        const scores = new Float64Array(pages);
        const late = new Uint8Array(pages);
        /** @type {number[]} */ const found = [];
        const idf = lists.map(({ size }) => Math.log(1 + (pages - size + 0.5) / (size + 0.5)));
        candidates: for (let page = 0; page < pages; page++) {
          for (const list of lists) if (!list.fields[page]) continue candidates;
          for (const accepts of allowed) if (!accepts(page)) continue candidates;
          for (const list of unwanted) {
            if (!list.fields[page]) continue;
            if (list.sure) continue candidates;
            late[page] = UNSURE;
          }
          const length = ((firsts[page + 1] - firsts[page]) * pages) / parts; // of the mean
          lists.forEach(({ weights, fields }, at) => {
            const frequency = weights[page] / (1 - B + B * length);
            scores[page] += (idf[at] * frequency) / (K1 + frequency);
            if (fields[page] === 2) late[page] ||= 1;
          });
          found.push(page);
        }
        found.sort((a, b) => late[a] - late[b] || scores[b] - scores[a] || a - b);
        return { pages: found, scores, late, lists, sure: terms.length <= TERMS && excluded.length <= TERMS && lists.every((list) => list.sure) };
      }

      /** @param {[number, string][]} sections @returns {Lines} */
      const linesIn = (sections) =>
        sections.flatMap(([section, body]) => body.split("\n").map((line) => ({ section, line, normal: text.normalise(line) })));

      /** @param {number} number @returns {Promise<Head>} */
      const headOf = (number) =>
        open("d" + number, ([page, sections]) => {
          const headings = page.sections.map((/** @type {string[]} */ section) => text.normalise(section[1]));
          return { page, title: text.normalise(page.title), names: page.names.map(text.normalise), headings, lines: sections ? linesIn(sections) : null };
        });

      /** @param {number} page @param {Head} head @param {number} part @returns {Promise<Lines>} */
      const linesOf = async (page, { lines }, part) => lines || open(`x${page}-${part}`, linesIn);

      /** Parts of a page in which a term may be. @param {number} page @param {List} list @returns {Set<number>} */
      function partsOf(page, { places }) {
        const first = 3 * pages + firsts[page];
        let [low, high] = [0, places.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (places[middle] < first) low = middle + 1;
          else high = middle;
        }
        const found = new Set();
        while (places[low] < 3 * pages + firsts[page + 1]) found.add(places[low++] - first);
        return found;
      }

      /** Parts of a page in which terms may be, those with the most terms first. @param {number} page @param {Head} head @param {List[]} lists */
      function rankedParts(page, head, lists) {
        /** @type {Map<number, number>} */ const votes = new Map();
        for (const list of lists) {
          const found = partsOf(page, list);
          head.headings.forEach((heading, section) => {
            if (matches(heading, list.term, list.folded, 1).length) found.add(head.page.sections[section][2]);
          });
          for (const part of found) votes.set(part, (votes.get(part) || 0) + 1);
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
          const own = lists[at] && partsOf(page, lists[at]);
          let found = false;
          for (const part of term.field ? [] : own ? ranked.filter((part) => own.has(part)) : Array(head.page.parts).keys()) {
            found = (await linesOf(page, head, part)).some(({ normal }) => has(normal));
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
      for (const [term, { places }] of literal.pages.length && whole ? await shardOf("t" + whole) : []) {
        if (term[0] !== "t" || !term.startsWith(whole, 1)) continue;
        for (const place of places) {
          const tier = term.length === whole.length + 1 ? 2 : place % 3 ? 0 : 1;
          tiers.set(pageOf[place], Math.max(tier, tiers.get(pageOf[place]) || 0));
        }
      }
      literal.pages.sort((a, b) => (tiers.get(b) || 0) - (tiers.get(a) || 0));

      /** @type {{page: number, folded: boolean, alias: string, parts: Set<number>}[]} */ const found = [];
      const done = new Set(); // pages that are results or none
      const varied = new Set(variant.pages);
      const wanted = new Set([...varied, ...literal.pages]).size > VERIFIED ? offset + limit : Infinity;
      // as soon as pages read in vain weigh more than the pairs that are not looked up, these are, too
      const unread = [...lists, ...foldedLists].reduce((most, list) => Math.max(most, list.unread), 0);
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
            vain = 0;
            await refine(candidates, at, folded);
            if (!folded && folding) await refine(variant, 0, true);
          }
        }
        candidates.pages = candidates.pages.slice(at); // those that nobody has looked at
      }
      await collect(literal, false);
      if (found.length < wanted) await collect(variant, true);

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
            .map(([value, label, numbers]) => [value, label, numbers.filter((page) => all.has(page)).length])
            .filter(([, , count]) => count)
            .sort((a, b) => Number(b[2]) - Number(a[2]));
        }
      }
      const hits = found.slice(offset, offset + limit);
      answer.results = await Promise.all(
        hits.map(async ({ page, folded, alias, parts }) => {
          const head = await headOf(page);
          // those that were read, else the likeliest
          const [likely = 0] = parts.size ? [] : rankedParts(page, head, (folded ? variant : literal).lists);
          const shown = parts.size ? [...parts].sort((a, b) => a - b) : [likely];
          const lines = (await Promise.all(shown.map((part) => linesOf(page, head, part)))).flat();
          const { url, title, kind, kindLabel, trail } = head.page;
          const sections = sectionsOf(head, lines, terms, folded);
          return { page, url, title, kind, kindLabel, trail, alias, variant: folded, sections };
        }),
      );
      explain.results = hits.map(({ page, folded }) => {
        const { scores, late } = folded ? variant : literal;
        const head = lists.length > 0 && (folded ? foldedLists : lists).every(({ fields }) => fields[page] & 3); // each term in title or names
        return { page, score: scores[page], tier: tiers.get(page) || 0, head, late: late[page] > 0 };
      });
      return answer;
    }

    /**
     * Words of the index that are near to one, the nearest first, each with its distance.
     * @param {string} word a normal form @returns {Promise<[string, number][]>}
     */
    async function near(word) {
      const { generation, pages, parts, shards, words } = await readManifest();
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
      if (word.length > 2 && Array.from(word).every((character) => text.classOf(character) === "word")) {
        // words are in files by their first three characters: as typed, two exchanged, one too many
        const [a, b, c, d = ""] = word;
        const files = new Set([a + b + c, b + a + c, a + c + b, a + b + d, a + c + d, b + c + d].map((start) => "t" + (fnv1a("w" + start) % shards)));
        for (const shard of await Promise.all([...files].map((name) => read(generation + "/" + name, (data) => unpack(data, pages, parts))))) {
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
    /** @param {string} generation @param {number} number @param {Record<string, string>} terms @param {string} postings */
    terms: (generation, number, terms, postings) => received.set(generation + "/t" + number, [terms, postings]),
    /** @param {string} generation @param {number} number @param {Page} page @param {[number, string][]} [sections] */
    page: (generation, number, page, sections) => received.set(generation + "/d" + number, [page, sections]),
    /** @param {string} generation @param {number} page @param {number} number @param {[number, string][]} sections */
    part: (generation, page, number, sections) => received.set(generation + "/x" + page + "-" + number, sections),
    /** @param {string} generation @param {number} number @param {string[]} entries */
    words: (generation, number, entries) => received.set(generation + "/w" + number, entries),
    /** @param {string} generation @param {any} data */
    facets: (generation, data) => received.set(generation + "/facets", data),
  };
})();
