// @ts-check
/**
 * Posting lists from the bits that they are written in, and what is done with lists; docs/search-format.md says how.
 *
 * A place is a title (3 × page), a page's names (+ 1) or headings (+ 2), or, after all of these, a part of a text.
 *
 * @typedef {{places: Uint32Array, often: Uint32Array[]}} Postings  ascending; parts that have a term twice, four and
 *   eight times, as far as there are any
 */

import { firstOf } from "./text.js";

export const VERSION = 5;
const LEVELS = 3; // lists of the parts that have a term often, more often, and more often still
const LOW = 5; // bits that say how many bits of a difference are written as they are
const ORIGIN = 0x3000; // where numbers of characters begin

export function outdated() {
  return Object.assign(new Error("missing shard: reload"), { code: "outdated" });
}

/** Texts as files have them, or back: kana take two bytes there. @param {string} text */
const swapped = (text) => text.replace(/[\u0100-\u01ff\u3000-\u30ff]/g, (character) => String.fromCharCode(character.charCodeAt(0) ^ 0x3100));

/** What a file of the index says. @template T @param {T} data @returns {T} */
export const spelled = (data) => (data === undefined ? data : JSON.parse(swapped(JSON.stringify(data))));

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * Return what reads posting lists from base64, one after another; `end` insists that there are no more.
 * @param {string} base64
 */
export function reader(base64) {
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
  const any = () => {
    const length = zeros();
    return 2 ** length + number(length) - 1;
  };
  return {
    /** Numbers of which nothing is known but how many there are. @param {number} count */
    ascending(count) {
      const low = number(LOW);
      let last = -1;
      return Array.from({ length: count }, () => (last += any() * 2 ** low + number(low) + 1));
    },
    /** @param {number} size what all numbers are below @param {number} [more] added to each */
    list(size, more = 0) {
      const count = any();
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
export function fnv1a(key) {
  let hash = 2166136261;
  for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) || 0), 16777619);
  return hash >>> 0;
}

/** Code points begin with kana and Han, so that their numbers are small. @param {number} code @param {number} by */
const rotated = (code, by) => (code < 65536 ? (code + by) & 65535 : code);

/** Characters as a number, their bits by turns. @param {string} text */
function numberOf(text) {
  const codes = Array.from(text, (character) => rotated(character.codePointAt(0) || 0, -ORIGIN));
  let number = 0;
  for (let bit = 1 << 20; bit; bit >>= 1) for (const code of codes) number = 2 * number + Number((code & bit) > 0);
  return number;
}

/** The same again. @param {number} number @param {number} length */
function textOf(number, length) {
  /** @type {number[]} */ const codes = Array(length).fill(0);
  for (let bit = 1; number; bit *= 2) {
    for (let at = length; at--; number = Math.floor(number / 2)) codes[at] += (number % 2) * bit;
  }
  return String.fromCodePoint(...codes.map((code) => rotated(code, ORIGIN)));
}

/** The shard of a term; those of both forms of a text share one, and words that begin alike, and a title with its beginning. @param {string} term @param {number} shards */
export function shardNumber(term, shards) {
  const key = /^[kt]/.test(term) ? firstOf(term.slice(1)) : term;
  return (/^[fpw]/.test(key) ? fnv1a("w" + key.slice(1, 4)) : numberOf(key.slice(1))) % shards;
}

/** @param {Uint32Array[]} lists one after another */
export function joined(lists) {
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  lists.reduce((at, list) => (all.set(list, at), at + list.length), 0);
  return all;
}

/**
 * Posting lists of a shard by term.
 * @param {[Record<string, string | number>, string]} data @param {number} shard @param {import("./store.js").Manifest} manifest
 */
export function unpack([sorts, postings], shard, { shards, pages, parts }) {
  const bits = reader(postings);
  /** @type {Map<string, Postings>} */ const lists = new Map();
  for (const [sort, terms] of Object.entries(sorts)) {
    const names = typeof terms === "number" ? bits.ascending(terms).map((quotient) => textOf(quotient * shards + shard, Number(sort) || (sort === "u" ? 3 : 2))) : terms.split("\n");
    for (const term of names) {
      const heads = bits.list(3 * pages);
      const texts = bits.list(parts, 3 * pages);
      /** @type {Uint32Array[]} */ const often = [];
      for (let last = texts; often.length < LEVELS; often.push(last)) {
        const before = last;
        last = bits.list(before.length).map((at) => before[at]);
        if (!last.length) break;
      }
      lists.set(sort + term, { places: joined([heads, texts]), often });
    }
  }
  bits.end();
  return lists;
}

/** Return the numbers that are in each of some ascending lists. @param {Uint32Array[]} lists */
export function meet(lists) {
  return lists.reduce((left, list) => {
    let at = 0;
    return left.filter((number) => {
      while (list[at] < number) at++;
      return list[at] === number;
    });
  });
}

/** Numbers that are in any of some ascending lists. @param {Uint32Array[]} lists */
export function unite(lists) {
  return lists.length === 1 ? lists[0] : joined(lists).sort().filter((number, at, all) => number !== all[at - 1]);
}
