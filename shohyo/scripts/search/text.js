// @ts-check
/**
 * Text → normal form → classes of its characters, as docs/search-format.md says; so does search/tokenise.py.
 * Terms of the index are made by search/terms.py alone: a query looks up fewer, see gramsOf() of query.js.
 *
 * The classes of characters are ranges rather than Unicode properties, so that every browser splits like Python.
 */

// Classes of the normal form, for use inside [...]; what is in neither, and no space, is ideographic.
const WORD = "0-9a-z\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02af\\u0300-\\u10ff\\u1200-\\u1fff";
const MARK =
  "!-/:-@\\[-`{-~\\u00a1-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u02b0-\\u02ff\\u2010-\\u206f" +
  "\\u2e00-\\u2e7f\\u3001-\\u3004\\u3008-\\u3020\\u3030\\u303d\\ufe10-\\ufe6f\\uff00-\\uff65";
const PAIRED = "!-/:-@\\[-`{-~"; // marks whose pairs are terms

const REPLACED = /[ßς\u2010-\u2015\u2212·•‧‘’“”]/g;
const REMOVED = /[\u00ad\u061c\u200b-\u200f\u2060\ufeff\ufe00-\ufe0f\ud800-\udfff]|[\u{e0100}-\u{e01ef}]/gu;
const SPACES = /[\0-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f\u2066-\u2069\u3000]+/g;

const isWord = new RegExp("^[" + WORD + "]");
const isMark = new RegExp("^[" + MARK + "]");
const ideographic = new RegExp("^[^ " + WORD + MARK + "]", "u");
const paired = new RegExp("^(?:[" + PAIRED + "][" + WORD + PAIRED + "]|[" + WORD + "][" + PAIRED + "])");
const crossing = new RegExp("(?=([" + WORD + "][^ " + WORD + MARK + "]|[^ " + WORD + MARK + "][" + WORD + "]))", "gu");
// Letters with something to it: of Latin and Greek script, and a few of Cyrillic (й is no и); those that Unicode keeps whole.
const ACCENTED = /[\u00c0-\u024f\u0300-\u036f\u0370-\u03ff\u0450\u0451\u045d\u1e00-\u1fff]/g;
/** @type {Record<string, string>} */
const LETTERS = { æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ŧ: "t", ı: "i" };
const beginnings = [/^[ァ-ヺー]{3}/, new RegExp("^[^ " + WORD + MARK + "]{2}", "u"), new RegExp("^[" + WORD + "]{1,3}"), /^./u];

/** @type {Record<string, string>} dashes are the others */
const REPLACEMENTS = { ß: "ss", ς: "σ", "·": "・", "•": "・", "‧": "・", "‘": "'", "’": "'", "“": '"', "”": '"' };

/**
 * Return the normal form with the spaces at its ends, for pieces of a text.
 * @param {string} text
 */
export function fold(text) {
  return text
    .normalize("NFKC")
    .replace(/Σ/g, "σ") // toLowerCase() looks at the context of this one letter
    .toLowerCase()
    .replace(REPLACED, (character) => REPLACEMENTS[character] || "-")
    .replace(REMOVED, "")
    .normalize("NFKC")
    .replace(SPACES, " ");
}

/**
 * Return the normal form, in which text and query are compared.
 * @param {string} text
 */
export function normalise(text) {
  return fold(text).replace(/^ | $/g, "");
}

/** A normal form without accents. @param {string} text */
const bare = (text) =>
  text.replace(ACCENTED, (letter) => letter.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/./g, (plain) => LETTERS[plain] || plain));

/**
 * Return the variant form of a normal form and where its code units stand in that: without accents, long-vowel marks,
 * middle dots, and spaces beside ideographic characters.
 * @param {string} text a normal form
 */
export function loosen(text) {
  let form = "";
  /** @type {number[]} */ const offsets = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "ー" || character === "・") continue;
    // half of a surrogate pair is ideographic as the whole is
    if (character === " " && (ideographic.test(text[at - 1] || " ") || ideographic.test(text[at + 1] || " "))) continue;
    for (const letter of bare(character)) {
      form += letter;
      offsets.push(at);
    }
  }
  return { form, offsets };
}

/** @param {string} text a normal form */
export const variant = (text) => loosen(text).form;

/**
 * Return the class of a character of the normal form.
 * @param {string} character
 * @returns {"space" | "word" | "mark" | "ideographic"}
 */
export function classOf(character) {
  if (character === " ") return "space";
  if (isWord.test(character)) return "word";
  return isMark.test(character) ? "mark" : "ideographic";
}

/**
 * Tell whether a term begins with a word, so that it may not follow a word character.
 * @param {string} term
 */
export function beginsWord(term) {
  return isWord.test(term);
}

/**
 * Tell whether two neighbours in a run of words and marks are a term: at least one is a mark, and no other than ASCII.
 * @param {string} pair
 */
export function isPaired(pair) {
  return paired.test(pair);
}

/**
 * Return the pairs of a normal form in which a word and an ideographic character stand beside one another.
 * @param {string} text
 * @returns {string[]}
 */
export function crossings(text) {
  return Array.from(text.matchAll(crossing), (match) => match[1]);
}

/**
 * Return the term with which a normal form begins, of a word its first three characters.
 * @param {string} text not empty
 */
export function firstOf(text) {
  const found = beginnings.map((pattern) => text.match(pattern));
  const sort = found.findIndex(Boolean);
  return "32w1"[sort] + /** @type {RegExpMatchArray} */ (found[sort])[0];
}
