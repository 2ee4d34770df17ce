// @ts-check
/**
 * A question in a reader's words → its content words, by rules; beyond/units.py does the same.
 *
 * @typedef {{text: string, parts: string[]}} Unit  normal form; what it is made of, if that can be told
 * @typedef {"latin" | "hangul" | "han" | "katakana" | "hiragana" | "other"} Script
 * @typedef {[script: Script, text: string, isNext: boolean]} Run  of one script; whether it follows the one before at once
 */

import { TABLES } from "./tables.js";

/** @type {[Script, string][]} */
const SCRIPTS = [
  ["latin", "[.#@$]?[0-9a-z\\u00c0-\\u024f\\u0370-\\u10ff\\u1200-\\u1fff]+(?:['./&_-][0-9a-z\\u00c0-\\u024f\\u0370-\\u10ff\\u1200-\\u1fff]+)*(?:\\+\\+|#)?"],
  ["hangul", "[\\u1100-\\u11ff\\u3131-\\u318e\\uac00-\\ud7a3]+"],
  ["han", "[\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3fffd}]+"],
  ["hiragana", "[\\u3041-\\u3096\\u309d\\u309e][\\u3041-\\u3096\\u309d\\u309eー]*"],
  ["katakana", "[\\u30a1-\\u30fa\\u30fd\\u30fe][\\u30a1-\\u30fa\\u30fd\\u30feー・]*"],
  ["other", "[\\u{1f000}-\\u{1faff}]+"],
];
const RUNS = new RegExp(SCRIPTS.map(([, pattern]) => `(${pattern})`).join("|"), "gu");
const wordsIn = (/** @type {keyof typeof TABLES} */ name) => TABLES[name].split(" ");
/** @param {string[]} words @returns {string} a pattern for any of them, the longest first */
const anyOf = (words) => words.sort((one, other) => other.length - one.length || (one < other ? -1 : 1)).join("|");
const KANA = new Set(wordsIn("kana"));
const ENDINGS = new Set(wordsIn("endings"));
const FORMS = new Set([...wordsIn("han"), ...wordsIn("korean stop")]);
const ENGLISH = new Set(wordsIn("english"));
const SUFFIX = new RegExp(`^(.{2,}?)(?:${anyOf(wordsIn("suffix"))})$`, "u");
const JOIN = new RegExp(`^${TABLES.join}$`);
const CHINESE = new RegExp(anyOf(wordsIn("chinese")), "g");
const KOREAN = new Set(wordsIn("korean"));
const PARTICLE = new RegExp(`^(.{2,}?)(?:${anyOf([...KOREAN])})$`);
const UNKNOWN = [6, 5]; // what it costs that a piece is no word of form, and what each of its characters costs

/** Whether a word says what a question is about. @param {string} word */
export const says = (word) => !FORMS.has(word) && !ENGLISH.has(word);

/** @param {string} text @returns {Run[]} */
function runsOf(text) {
  let end = -1;
  return Array.from(text.matchAll(RUNS), (found) => {
    const isNext = found.index === end;
    end = found.index + found[0].length;
    return /** @type {Run} */ ([SCRIPTS[found.slice(1).findIndex((part) => part !== undefined)][0], found[0], isNext]);
  });
}

/**
 * Return what is no word of form in a run of hiragana, each with the place where it begins: the cheapest way to read it.
 * A word of form of one character is likely at the ends alone.
 * @param {string} kana @param {Script | ""} before the script of what stands before it
 * @returns {[at: number, text: string][]}
 */
export function unknownIn(kana, before) {
  /** @type {[cost: number, from: number, isKnown: boolean][]} */ const best = [[0, 0, true]];
  for (let to = 1; to <= kana.length; to++) {
    best[to] = [Infinity, 0, false];
    for (let from = 0; from < to; from++) {
      const piece = kana.slice(from, to);
      const isKnown = KANA.has(piece) || (before === "han" && !from && ENDINGS.has(piece));
      const isLikely = (!from && before) || to === kana.length;
      const isCase = from && best[from][2] && "にをがでの".includes(piece);
      const single = isLikely ? 3 : !from ? 6 : isCase || "たてる".includes(piece) ? 4 : 5;
      const cost = best[from][0] + (!isKnown ? UNKNOWN[0] + UNKNOWN[1] * piece.length : piece.length > 1 ? Math.max(2, 5 - piece.length) : single);
      if (cost < best[to][0]) best[to] = [cost, from, isKnown];
    }
  }
  /** @type {[number, string][]} */ const found = [];
  for (let to = kana.length; to; to = best[to][1]) {
    const [, from, isKnown] = best[to];
    if (!isKnown) found.unshift([from, kana.slice(from, to)]);
  }
  return found;
}

/** @param {string} text without kana @param {string} lang of the site @returns {string} without words of form, if it is Chinese */
function withoutChinese(text, lang) {
  const isChinese = !/[\u3041-\u30fa]/.test(text) && /[\u4e00-\u9fff]/.test(text) && (/^zh/.test(lang) || new RegExp(TABLES.marker).test(text));
  return isChinese ? text.replace(CHINESE, " ") : text;
}

/**
 * Return the words of a question that say what it is about, in order and each once; all words, if none does.
 * @param {string} normal a normal form @param {string} [lang] language of the site
 * @returns {Unit[]}
 */
export function unitsOf(normal, lang = "") {
  /** @type {Map<string, string[]>} */ const found = new Map();
  const runs = runsOf(withoutChinese(normal, lang));
  /** @type {Set<string>} runs with a rest that is no word: こころ is not ここ and ろ */ const misread = new Set();
  /** @type {Run[]} what stands together */ let here = [];
  const note = (/** @type {string} */ text, /** @type {string[]} */ parts = []) => found.has(text) || found.set(text, parts);
  const end = () => {
    const text = here.map((run) => run[1]).join("");
    const pieces = here.reduce((/** @type {string[]} */ all, [script, part], at) => {
      // a word with its kana is one piece: 取り扱い
      const isOne = at > 0 && (script === "hiragana" || here[at - 1][0] === "hiragana");
      return isOne ? [...all.slice(0, -1), all[all.length - 1] + part] : [...all, part];
    }, []);
    const shorter = pieces.flatMap((piece) => (piece.match(SUFFIX) || [piece]).slice(-1));
    if (text) note(text, shorter.length > 1 || shorter[0] !== text ? shorter.filter((part) => !FORMS.has(part)) : []);
    here = [];
  };
  runs.forEach(([script, text, isNext], at) => {
    const [last] = here.slice(-1);
    if (!isNext) end();
    if (script === "hangul") {
      end();
      const word = (text.match(PARTICLE) || [text]).slice(-1)[0];
      if (!KOREAN.has(text)) note(word);
    } else if (script !== "hiragana") {
      here.push([script, text, isNext]);
    } else {
      const isAfter = isNext && last !== undefined && last[0] === "han";
      const [after] = runs.slice(at + 1);
      const isWord = isAfter && (Array.from(last[1]).length === 1 || here.length > 1);
      const isInner = isWord && after && after[2] && after[0] === "han";
      if (isInner && (JOIN.test(text) || (text === "い" && TABLES["joins i"].includes(last[1])))) {
        here.push([script, text, true]);
        return;
      }
      const unknown = unknownIn(text, isNext && last ? last[0] : "");
      if (isAfter && unknown.length && unknown[0][0] === 0) {
        const [[, ending]] = unknown.splice(0, 1);
        if (isWord) here.push([script, ending.replace(/し[いく]$/, "し"), true]);
      }
      end();
      for (const [, word] of unknown) word.length > 1 ? note(word) : misread.add(text);
    }
  });
  end();
  if (!found.size) misread.forEach((text) => note(text));
  const units = Array.from(found, ([text, parts]) => ({ text, parts }));
  const said = units.filter(({ text }) => says(text));
  return said.length ? said : units;
}
