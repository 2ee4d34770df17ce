// @ts-check
/** What else the page is called that a form names: rows of tables that the build writes, beyond/alias.py. */

import { says } from "./units.js";

const TOGETHER = 4; // words of a name within a question
const LOOKED_UP = 12; // such names that are looked up

/** @param {string} form a normal form @returns {string} what it is looked up by */
export const keyOf = (form) => form.replace(/[ ー・-]/g, "");

/** @param {string} key @returns {string[]} the tables that may have it: an index has one of them, or further ones of its sort */
export function filesOf(key) {
  const number = Array.from(key).reduce((sum, sign) => (31 * sum + (sign.codePointAt(0) || 0)) % 65536, 0);
  return ["names", `names16-${number % 16}`, `names256-${number % 256}`];
}

/** @param {import("./near.js").Engine} engine */
export function nameTables(engine) {
  /** @param {string} form a normal form @returns {Promise<string[]>} what to ask for in its place */
  async function namesOf(form) {
    const key = keyOf(form);
    const rows = (await Promise.all(filesOf(key).map(engine.table))).flat();
    return rows.flatMap(([name, ...others]) => (name === key ? others : []));
  }

  /** Names of several words in a question: all of it, or words of letters. @param {string} text @returns {Promise<string[]>} */
  async function namesIn(text) {
    const words = text.split(" ");
    const isEnd = (/** @type {string} */ word) => /^[0-9a-z][0-9a-z'/.&+-]*$/.test(word) && says(word);
    const spans = words.flatMap((word, from) =>
      words.slice(from + 1, from + TOGETHER).flatMap((last, more) => (isEnd(word) && isEnd(last) ? [words.slice(from, from + more + 2).join(" ")] : [])));
    const asked = [...new Set([text, ...spans.slice(0, LOOKED_UP)])];
    const found = await Promise.all(asked.map(namesOf));
    return asked.filter((_, at) => found[at].length);
  }

  /**
   * What a text in hiragana may say: how words of the index are read, and these; what pages have as it is says itself.
   * @param {string} text @param {(form: string) => Promise<number>} count @returns {Promise<Map<string, string[]>>}
   */
  async function spokenIn(text, count) {
    /** @type {Map<string, string[]>} */ const found = new Map();
    const runs = /[\u3400-\u9fff]/.test(text) ? [] : text.match(/[\u3041-\u3096ー]{5,}/g) || [];
    for (const run of runs) {
      if (await count(run)) found.set(run, []);
      else for (const [kana, ...words] of await engine.table("readings")) if (run.includes(kana)) found.set(kana, [...new Set([...(found.get(kana) || []), ...words])]);
    }
    return found;
  }
  return { namesOf, namesIn, spokenIn };
}
