// @ts-check
/** A word → how else it may be written, by rules alone; beyond/spellings.py does the same. */

import { TABLES } from "./tables.js";

const HAN = "\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff";
/** Han → the kana with which it stands in verbs: 取 → り @type {Map<string, string[]>} */
const VERBS = new Map();
for (const verb of TABLES.okurigana.split(" ")) VERBS.set(verb[0], [...(VERBS.get(verb[0]) || []), verb.slice(1)]);
const MIXED = new RegExp(`^([${HAN}])([\\u3041-\\u3096]*)([${HAN}])([\\u3041-\\u3096]*)$`);
const FRONT = "ケセテネヘメレゲゼデベペエェ"; // after them イ may be a long vowel; after the others ウ
const BACK = "コソトノホモヨロゴゾドボポオョォ";
const LONG = [new RegExp(`([${FRONT}])イ`, "g"), new RegExp(`([${FRONT}])ー`, "g"), new RegExp(`([${BACK}])ウ`, "g"), new RegExp(`([${BACK}])ー`, "g")];
const FOREIGN = [["ヴァ", "バ"], ["ヴィ", "ビ"], ["ヴェ", "ベ"], ["ヴォ", "ボ"], ["ヴ", "ブ"], ["ウェ", "ウエ"], ["ウィ", "ウイ"], ["ウォ", "ウオ"], ["ティ", "チ"], ["ディ", "ジ"], ["フェ", "ヘ"], ["クォ", "クオ"], ["ツァ", "ツア"]];

/** Ends of English words of which one is the plural of the other. */
const PLURALS = TABLES.plurals.split(" ").flatMap((pair) => [pair.split(":"), pair.split(":").reverse()]);
const VOICED = "([か-とは-ほ])"; // the next code point says that it is voiced

/** @param {string} text @param {RegExp} kana @param {number} by @returns {string} */
const shifted = (text, kana, by) => text.replace(kana, (sign) => String.fromCharCode(sign.charCodeAt(0) + by));

/** @param {string} text @returns {string[]} of a word in kana */
function ofKana(text) {
  if (/^[\u3041-\u3096ー]{2,}$/.test(text)) return [shifted(text, /[\u3041-\u3096]/g, 96)];
  if (!/^[\u30a1-\u30f6ー・]{2,}$/.test(text)) return [];
  const [shorter, longer, flat, round] = LONG;
  return [
    text.replace(shorter, "$1ー"), text.replace(longer, "$1イ"), text.replace(flat, "$1ー"), text.replace(round, "$1ウ"),
    ...FOREIGN.flatMap(([one, other]) => [text.split(one).join(other), text.split(other).join(one)]),
    shifted(text, /[\u30a1-\u30f6]/g, -96),
  ];
}

/** @param {string} text @returns {string[]} with marks of repetition, and without: こゝろ, すゞ, 人々 */
function ofRepeated(text) {
  const next = (/** @type {string} */ sign) => String.fromCharCode(sign.charCodeAt(0) + 1);
  return [
    text.replace(/([ぁ-ゖ])\1/g, "$1ゝ").replace(/([\u4e00-\u9fff])\1/g, "$1々").replace(new RegExp(VOICED + "(.)", "g"), (both, one, other) => (other === next(one) ? one + "ゞ" : both)),
    text.replace(/(.)[ゝ々]/gu, "$1$1").replace(new RegExp(VOICED + "ゞ", "g"), (_, one) => one + next(one)),
  ];
}

/** @param {string} text @returns {string[]} of two Han with the kana of their verbs, or without: 取り扱い, 取扱い, 取扱 */
function ofVerbs(text) {
  const found = text.match(MIXED);
  if (!found) return [];
  const [, one, first, other, last] = found;
  if (!first && !last && !(VERBS.has(one) && VERBS.has(other))) return [];
  /** @param {string} han @param {string} kana @param {string} [more] */
  const choices = (han, kana, more = "") => [...new Set([kana, ...(VERBS.get(han) || []), "", more])];
  const short = (VERBS.get(one) || []).some((kana) => /[きちりい]/.test(kana)) ? "っ" : ""; // 引っ越し
  return choices(one, first, short).flatMap((before) => choices(other, last).map((after) => one + before + other + after));
}

/** @param {string} text @returns {string[]} of words of letters: signs between them, apostrophes, plurals, versions, initials */
function ofLetters(text) {
  const words = text.split(/[-_'/ ]/);
  if (words.length > 1) return ["-", "", " ", "/", ...(text.includes("'") ? ["'"] : [])].map((sign) => words.join(sign));
  const initials = text.match(/^(?:[a-z]\.? ?){2,3}$/) && text.replace(/[^a-z]/g, "").split("");
  return [
    ...(/^[a-z]{3,}s$|^[a-z]+nt$/.test(text) ? [text.slice(0, -1) + "'" + text.slice(-1)] : []),
    ...(/^[dlo][a-z]{3}/.test(text) ? [text[0] + "'" + text.slice(1)] : []), // O'Brien
    ...PLURALS.flatMap(([end, other]) => (text.endsWith(end) ? [text.slice(0, -end.length) + other] : [])),
    ...(/^v\d/.test(text) ? [text.slice(1)] : /^\d+\.\d/.test(text) ? ["v" + text] : []),
    ...(initials ? [initials.join(".") + ".", initials.join(". ") + ".", initials.join("")] : []),
  ];
}

/** @param {string} text a normal form @returns {string[]} other spellings of a word, be there such a word or not */
export function spellingsOf(text) {
  const found = /^[0-9a-z'\-_./ ]+$/.test(text) ? ofLetters(text) : [...ofKana(text), ...ofVerbs(text), ...ofRepeated(text)];
  return [...new Set(found)].filter((form) => form && form !== text);
}
