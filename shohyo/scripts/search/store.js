// @ts-check
/**
 * The files of the index, each read when it is first needed; docs/search-format.md says what is in them.
 *
 * @typedef {{version: number, generation: string, pages: number, parts: number, starts: string, shards: number,
 *   words: number, tables: string[]}} ManifestFile
 * @typedef {{generation: string, pages: number, parts: number, firsts: Uint32Array, shards: number, words: number,
 *   tables: string[], pageOf: Uint32Array}} Manifest  the first part of each page, and one after the last; the page of each place
 * @typedef {{url: string, title: string, kind: string, kindLabel: string, trail: string[], names: string[],
 *   sections: [anchor: string, heading: string, part: number][], parts: number}} Page  the part in which a section begins
 * @typedef {[section: number, text: string][]} Sections  of a part of a page's text
 * @typedef {{section: number, line: string, normal: string, isCode: boolean}[]} Lines  of such a part
 * @typedef {{page: Page, title: string, names: string[], headings: string[], lines: Lines | null}} Head  normal forms; the
 *   text, if it is in one part
 * @typedef {[value: string, label: string, pages: Uint32Array][]} Values  of a facet
 * @typedef {(path: string) => void} Note  hears of each file that is asked for
 */

import { joined, outdated, reader, spelled, unpack, VERSION } from "./codec.js";
import { FIELDS } from "./query.js";
import { normalise } from "./text.js";

/** What shard scripts have delivered. @type {Map<string, any>} */
const received = new Map();

/** What shard scripts call. */
export const receivers = {
  /** @param {ManifestFile} data */
  manifest: (data) => received.set("manifest", data),
  /** @param {string} generation @param {number} number @param {Record<string, string>} terms @param {string} postings */
  terms: (generation, number, terms, postings) => received.set(generation + "/t" + number, [terms, postings]),
  /** @param {string} generation @param {number} number @param {Page} page @param {Sections} [sections] */
  page: (generation, number, page, sections) => received.set(generation + "/d" + number, [page, sections]),
  /** @param {string} generation @param {number} page @param {number} number @param {Sections} sections */
  part: (generation, page, number, sections) => received.set(generation + "/x" + page + "-" + number, sections),
  /** @param {string} generation @param {number} number @param {string[]} entries */
  words: (generation, number, entries) => received.set(generation + "/w" + number, entries),
  /** @param {string} generation @param {string} name @param {string[][]} rows */
  table: (generation, name, rows) => received.set(generation + "/" + name, rows),
  /** @param {string} generation @param {Record<string, Record<string, [label: string, postings: string]>>} data */
  facets: (generation, data) => received.set(generation + "/facets", data),
};

/** @param {ManifestFile} file @returns {Manifest} */
function openManifest({ version, generation, pages, parts, starts, shards, words, tables }) {
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
  return { generation, pages, parts, firsts, shards, words, tables, pageOf };
}

/** @param {Sections} sections @returns {Lines} */
const linesIn = (sections) =>
  sections.flatMap(([section, body]) =>
    body.split("\n").map((text) => {
      const line = text.replace(/^\u200b/, "");
      return { section, line, normal: normalise(line), isCode: line !== text };
    }),
  );

/** @param {[Page, Sections?]} file @returns {Head} */
function openPage([page, sections]) {
  const headings = page.sections.map((section) => normalise(section[1]));
  return { page, title: normalise(page.title), names: page.names.map(normalise), headings, lines: sections ? linesIn(sections) : null };
}

/**
 * @param {string} base address of searchindex/
 * @param {(url: string) => Promise<unknown>} load runs a script
 */
export function openStore(base, load) {
  /** @type {Map<string, Promise<any>>} */ const reading = new Map();

  /**
   * Read a file once; after a failure, once more when it is asked for again.
   * @template T
   * @param {string} path
   * @param {(data: any) => T} open what a script delivers is as the script says
   * @returns {Promise<T>}
   */
  function read(path, open) {
    let promise = reading.get(path);
    if (!promise) {
      promise = Promise.resolve(base + path + ".js")
        .then(load)
        .then(() => {
          const data = received.get(path);
          received.delete(path); // else a file that says nothing would be taken for that of another site
          return open(spelled(data));
        })
        .catch(() => {
          reading.clear(); // the manifest too: it may be that of the site before its last change
          throw outdated();
        });
      reading.set(path, promise);
    }
    return promise;
  }

  return {
    manifest: () => read("manifest", openManifest),
    /** @param {Manifest} manifest @param {Note} [note] */
    files(manifest, note) {
      const { generation, pages } = manifest;
      /** @template T @param {string} name @param {(data: any) => T} open */
      const file = (name, open) => {
        const path = generation + "/" + name;
        if (note) note(path);
        return read(path, open);
      };
      return {
        /** @param {number} number */
        terms: (number) => file("t" + number, (data) => unpack(data, number, manifest)),
        /** @param {number} number */
        page: (number) => file("d" + number, openPage),
        /** @param {number} page @param {number} number */
        part: (page, number) => file(`x${page}-${number}`, linesIn),
        /** @param {number} number @returns {Promise<string[]>} */
        words: (number) => file("w" + number, (list) => list.map(String)),
        /** @param {string} name @returns {Promise<string[][]>} */
        table: (name) => file(name, (rows) => rows.map((/** @type {unknown[]} */ row) => row.map(String))),
        /** @returns {Promise<Record<string, Values>>} */
        facets: () =>
          file("facets", (data) =>
            Object.fromEntries(
              FIELDS.map((field) => [field, Object.entries(data[field]).map(([value, [label, postings]]) => [value, label, reader(postings).list(pages)])]),
            ),
          ),
      };
    },
  };
}
