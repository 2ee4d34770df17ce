/** A small index, written from plain pages as docs/search-format.md says, for tests that need no build. */

import { execFileSync } from "node:child_process";

/** Ascending numbers below `size` as bits: Elias' γ of one more than their count, then Rice's code of each difference. */
export function listed(numbers, size) {
  const count = (numbers.length + 1).toString(2);
  let low = 0;
  while (numbers.length && 4 * numbers.length * 2 ** low < 2 * size - numbers.length) low++;
  const codes = numbers.map((number, at) => {
    const difference = number - (numbers[at - 1] ?? -1) - 1;
    return "0".repeat(Math.floor(difference / 2 ** low)) + "1" + (low ? (difference % 2 ** low).toString(2).padStart(low, "0") : "");
  });
  return "0".repeat(count.length - 1) + count + codes.join("");
}

/** Bits as base64. */
export const packed = (bits) => Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2))).toString("base64");

function fnv1a(key) {
  let hash = 2166136261n;
  for (const character of key) hash = ((hash ^ BigInt(character.codePointAt(0))) * 16777619n) % 2n ** 32n;
  return Number(hash);
}

/** Characters as a number: of the first of 21 bits of each, then of the second; U+3000 is 0, and what is before it in the plane follows it. */
function numberOf(text) {
  const codes = Array.from(text, (character) => character.codePointAt(0)).map((code) => (code > 0xffff ? code : (code + 0xd000) % 0x10000));
  const bits = codes.map((code) => code.toString(2).padStart(21, "0"));
  return parseInt(Array.from(bits[0], (_, at) => bits.map((of) => of[at]).join("")).join(""), 2);
}

/** The shard of a term. */
function shardOf(term, shards) {
  const key = keyOf(term);
  return (key[0] === "w" ? fnv1a(key) : numberOf(key.slice(1))) % shards;
}

/** Ascending numbers as bits: five that say how many low bits are as they are, then of each difference γ of what is above these, and them. */
function ascending(numbers, low) {
  const codes = numbers.map((number, at) => {
    const difference = number - (numbers[at - 1] ?? -1) - 1;
    const high = (Math.floor(difference / 2 ** low) + 1).toString(2);
    return "0".repeat(high.length - 1) + high + (low ? (difference % 2 ** low).toString(2).padStart(low, "0") : "");
  });
  return low.toString(2).padStart(5, "0") + codes.join("");
}

/** What a term shares its shard with. */
function keyOf(term) {
  if (/^[wfp]/.test(term)) return "w" + term.slice(1, 4);
  if (!/^[tk]/.test(term)) return term.replace(/^u/, "3").replace(/^[vxmb]/, "2");
  const text = term.slice(1);
  const [katakana] = text.match(/^[ァ-ヺー]{3}/) ?? [];
  const [word] = text.match(/^[0-9a-z]{1,3}/) ?? [];
  const [first, second = "!"] = Array.from(text);
  const isPair = !/[!-~ 、-。「」]/.test(first + second);
  return katakana ? "3" + katakana : isPair ? "2" + first + second : word ? "w" + word : "1" + first;
}

/** @type {Map<string, string[]>} what tests/oracle.py has said */ const terms = new Map();

/** Learn the terms of texts, all at once. */
function learn(texts) {
  const unknown = [...new Set(texts)].filter((text) => !terms.has(text));
  if (!unknown.length) return;
  const said = execFileSync(process.env.SHOHYO_PYTHON ?? "python3", ["-m", "tests.oracle"], { input: JSON.stringify(unknown), maxBuffer: 1 << 28 });
  JSON.parse(said).forEach((found, at) => terms.set(unknown[at], found));
}

/**
 * Return the files of an index, by path.
 * @param pages `{title, names, sections: [[anchor, heading, [line, …]], …], kind, tags}`
 * @param options `apart`: whether each section is a part; else a page is one
 */
export function buildFiles(text, pages, { shards = 7, generation = "g1", apart = true, tables = {} } = {}) {
  /** term → heads, parts, numbers of the parts that have it twice, of these that have it four times, and eight */
  const postings = new Map();
  const starts = [];
  let number = 0;
  const note = (term, list, place) => {
    if (!postings.has(term)) postings.set(term, [[], [], [], [], []]);
    const found = postings.get(term)[list];
    if (found.at(-1) !== place) found.push(place);
  };
  learn(pages.flatMap(({ title, names = [], sections = [] }) => [title, ...names, ...sections.flatMap(([, heading, lines]) => [heading, ...lines.flatMap((line) => line.split("\n"))])]));
  const termsOf = (lines) => lines.flatMap((line) => terms.get(line));
  const partsOf = (sections) => {
    const pieces = sections.map(([, , lines], section) => [section, lines.join("\n")]);
    return apart && pieces.length ? pieces.map((piece) => [piece]) : [pieces];
  };
  pages.forEach(({ title, names = [], sections = [], categories = [] }, page) => {
    [[title], names, sections.map(([, heading]) => heading)].forEach((lines, at) => {
      for (const term of termsOf(lines)) note(term, 0, 3 * page + at);
      for (const line of at < 2 ? lines : categories) note("t" + text.normalise(line), 0, 3 * page + at);
    });
    starts.push(number);
    for (const part of partsOf(sections)) {
      const counts = new Map();
      for (const term of termsOf(part.flatMap(([, body]) => body.split("\n")))) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts) {
        note(term, 1, number);
        // of sort 1 it is not known
        [2, 4, 8].forEach((least, at) => count >= least && term[0] !== "1" && note(term, 2 + at, postings.get(term)[1 + at].length - 1));
      }
      number++;
    }
  });
  const written = (name, values) => `Shohyo.search.${name}(${values.map((value) => JSON.stringify(value)).join(",")});\n`;
  // kana, and U+3000 to U+303F, change places with U+0100 to U+01FF
  const call = (name, ...values) =>
    written(name, values).replace(/[\u0100-\u01ff\u3000-\u30ff]/g, (character) => String.fromCodePoint(character.codePointAt(0) ^ 0x3100));
  const files = {};
  const termsIn = Map.groupBy(postings.keys(), (term) => shardOf(term, shards));
  for (let shard = 0; shard < shards; shard++) {
    const sorts = {};
    for (const term of (termsIn.get(shard) ?? []).sort()) (sorts[term[0]] ??= []).push(term.slice(1));
    const isNumber = (sort) => !/[fkptw]/.test(sort);
    const quotientOf = (part) => Math.floor(numberOf(part) / shards);
    for (const sort of Object.keys(sorts).filter(isNumber)) {
      const quotients = new Map(sorts[sort].map((part) => [part, quotientOf(part)]));
      sorts[sort].sort((one, other) => quotients.get(one) - quotients.get(other));
    }
    const bits = Object.entries(sorts).flatMap(([sort, parts]) => [
      isNumber(sort) ? ascending(parts.map(quotientOf), 9) : "",
      ...parts.map((part) => {
        const [heads, found, ...often] = postings.get(sort + part);
        const levels = often.filter((_, at) => !at || often[at - 1].length);
        return listed(heads, 3 * pages.length) + listed(found, number) + levels.map((places, at) => listed(places, [found, ...often][at].length)).join("");
      }),
    ]);
    const joined = Object.fromEntries(Object.entries(sorts).map(([sort, parts]) => [sort, isNumber(sort) ? parts.length : parts.join("\n")]));
    files[`${generation}/t${shard}.js`] = call("terms", generation, shard, joined, packed(bits.join("")));
  }
  const words = [];
  const facets = { kind: {}, tag: {}, chapter: {}, book: {} };
  pages.forEach(({ title, names = [], sections = [], kind = "page", tags = [] }, page) => {
    const parts = partsOf(sections);
    const shown = sections.map(([anchor, heading], section) => [anchor, heading, parts.length > 1 ? section : 0]);
    words.push(title, ...names); // the site's words are in one file
    const record = { url: `p${page}.html`, title, kind, kindLabel: kind.toUpperCase(), trail: ["棚"], names, sections: shown, parts: parts.length };
    if (parts.length > 1) parts.forEach((part, at) => (files[`${generation}/x${page}-${at}.js`] = call("part", generation, page, at, part)));
    files[`${generation}/d${page}.js`] = call("page", generation, page, record, ...(parts.length > 1 ? [] : parts));
    (facets.kind[kind] ??= []).push(page);
    for (const tag of tags) (facets.tag[tag] ??= []).push(page);
  });
  for (const field of Object.values(facets)) {
    for (const [value, numbers] of Object.entries(field)) field[value] = [value + "の札", packed(listed(numbers, pages.length))];
  }
  files[`${generation}/facets.js`] = call("facets", generation, facets);
  files[`${generation}/w0.js`] = call("words", generation, 0, words);
  for (const [name, rows] of Object.entries(tables)) files[`${generation}/${name}.js`] = call("table", generation, name, rows);
  files["manifest.js"] = written("manifest", [{
    version: 5, generation, shards, words: 1, pages: pages.length, parts: number, starts: packed(listed(starts, number)), terms: postings.size, tables: Object.keys(tables),
  }]);
  return files;
}
