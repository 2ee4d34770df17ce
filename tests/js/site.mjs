/** A small index, written from plain pages as docs/search-format.md says, for tests that need no build. */

/** @param {number[]} numbers */
const varints = (numbers) =>
  numbers.flatMap((number) => {
    const bytes = [];
    for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) + 128);
    return [...bytes, number];
  });

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

const listed = (numbers) => [0, ...varints(numbers.map((number, at) => number - (numbers[at - 1] ?? 0)))];

/** A bitmap, whether or not that is shorter. */
export function bitmap(numbers) {
  const bytes = Array(1 + Math.floor(numbers.at(-1) / 8) + 1).fill(0);
  bytes[0] = 1;
  for (const number of numbers) bytes[1 + (number >> 3)] |= 1 << (number & 7);
  return bytes;
}

function fnv1a(key) {
  let hash = 2166136261n;
  for (const character of key) hash = ((hash ^ BigInt(character.codePointAt(0))) * 16777619n) % 2n ** 32n;
  return Number(hash);
}

/**
 * Return the files of an index, by path.
 * @param pages `{title, names, sections: [[anchor, heading, [line, …], …]], kind, tags}`; each line is a passage
 */
export function buildFiles(text, pages, { shards = 7, generation = "g1", encode = listed } = {}) {
  const postings = new Map();
  const counts = [];
  let number = 0;
  for (const { title, names = [], sections = [] } of pages) {
    const passages = [[title], names, sections.map(([, heading]) => heading), ...sections.flatMap(([, , lines]) => lines.map((line) => [line]))];
    for (const passage of passages) {
      const terms = new Set(passage.flatMap((line) => [...text.terms(text.normalise(line))]));
      for (const term of terms) postings.set(term, [...(postings.get(term) ?? []), number]);
      number++;
    }
    counts.push(passages.length);
  }
  const call = (name, ...values) => `Shohyo.search.${name}(${values.map((value) => JSON.stringify(value)).join(",")});\n`;
  const files = {};
  for (let shard = 0; shard < shards; shard++) {
    const key = (term) => (term[0] === "w" ? term.slice(0, 4) : term.replace(/^v/, "2"));
    const terms = [...postings.keys()].filter((term) => fnv1a(key(term)) % shards === shard).sort();
    const bytes = terms.flatMap((term) => {
      const list = encode(postings.get(term));
      return [...varints([list.length]), ...list];
    });
    files[`${generation}/t${shard}.js`] = call("terms", generation, shard, terms, base64(bytes));
  }
  const words = [];
  const facets = { kind: {}, tag: {}, chapter: {}, book: {} };
  pages.forEach(({ title, names = [], sections = [], kind = "page", tags = [] }, page) => {
    // each section is a part, and the site's words are in one file
    let place = 3;
    const parts = sections.map(([, , lines], part) => {
      files[`${generation}/x${page}-${part}.js`] = call("part", generation, page, part, [[part, lines.join("\n")]]);
      return (place += lines.length) - lines.length;
    });
    const shown = sections.map(([anchor, heading], part) => [anchor, heading, part]);
    words.push(title, ...names);
    const record = { url: `p${page}.html`, title, kind, kindLabel: kind.toUpperCase(), trail: ["棚"], names, sections: shown, parts };
    files[`${generation}/d${page}.js`] = call("page", generation, page, record);
    (facets.kind[kind] ??= []).push(page);
    for (const tag of tags) (facets.tag[tag] ??= []).push(page);
  });
  for (const field of Object.values(facets)) {
    for (const [value, numbers] of Object.entries(field)) field[value] = [value + "の札", base64(listed(numbers))];
  }
  files[`${generation}/facets.js`] = call("facets", generation, facets);
  files[`${generation}/w0.js`] = call("words", generation, 0, words);
  files["manifest.js"] = call("manifest", {
    version: 3, generation, shards, words: 1, pages: pages.length, passages: base64(varints(counts)), counts: {}, average: number / (pages.length || 1),
  });
  return files;
}
