// @ts-check
/** Words that are near to one that finds nothing, by how they sound and how they are typed. */

import { fnv1a } from "./codec.js";
import { piecesOf } from "./query.js";
import { classOf, normalise } from "./text.js";

/**
 * @typedef {{query: string, total: number, exact: boolean}} Suggestion
 * @typedef {ReturnType<ReturnType<typeof import("./store.js").openStore>["files"]>} Files
 */

const SPAN = 100; // code units of a word that others are offered for
const PIECES = 12; // of a query that others are offered for
const OFFERED = 3; // other words for a query without results, of so many that are tried
const TRIED = 8;
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

/**
 * Words of the index that are near to one, the nearest first, each with its distance.
 * @param {string} word a normal form @param {import("./store.js").Manifest} manifest @param {Files} files
 */
export async function near(word, { shards, words }, files) {
  /** @type {Map<string, number>} */ const found = new Map();
  /** @param {string} form @param {string} sound @param {string} offered */
  const weigh = (form, sound, offered) => {
    const most = sound.length < 3 ? 1 : sound.length < 9 ? 2 : 3;
    const away = form.length < sound.length - most ? Infinity : distance(sound, form);
    if (away <= most && normalise(offered) !== word) found.set(offered, Math.min(away, found.get(offered) ?? most));
  };
  /** @param {string[]} keys @param {number} number of files */
  const filesOf = (keys, number) => [...new Set(keys.map((key) => fnv1a(key) % number))];
  const sound = skeleton(word);
  if (sound.length > 1) {
    for (const entries of await Promise.all(filesOf(keysOf(sound), words).map(files.words))) {
      for (const entry of entries) {
        const [offered, form = normalise(offered)] = entry.split("\t");
        weigh(skeleton(form), sound, offered);
      }
    }
  }
  if (word.length > 2 && Array.from(word).every((character) => classOf(character) === "word")) {
    // words are in files by their first three characters: as typed, two exchanged, one too many
    const [a, b, c, d = ""] = word;
    const starts = [a + b + c, b + a + c, a + c + b, a + b + d, a + c + d, b + c + d].map((start) => "w" + start);
    for (const shard of await Promise.all(filesOf(starts, shards).map(files.terms))) {
      for (const term of shard.keys()) if (term[0] === "w") weigh(term.slice(1), word, term.slice(1));
    }
  }
  return [...found].sort((one, other) => one[1] - other[1]).slice(0, TRIED / 2);
}

/**
 * Return queries that find something in place of one that does not: words that find nothing are exchanged for the
 * nearest that exist. Each has been asked.
 * @param {string} query a normal form
 * @param {(word: string) => Promise<[string, number][]>} nearTo
 * @param {(query: string, all: boolean) => Promise<{results: unknown[], total: number, exact: boolean}>} ask for one
 *   result, with the filters that were chosen if `all` is to hold
 */
export async function suggest(query, nearTo, ask) {
  const pieces = piecesOf(query);
  /** @type {string[][]} */ const choices = [];
  for (const [at, piece] of pieces.slice(0, PIECES).entries()) {
    const plain = piece.replace(/^(?:title:)?"?|"$/g, "");
    choices[at] = [];
    if (/^-|^(kind|tag|chapter|book):/.test(piece) || plain.length > SPAN || (await ask(piece, false)).results.length) continue;
    /** @type {[string, number][]} */ const made = [];
    for (const unit of new Set([plain, ...(plain.match(SCRIPT) || [])])) {
      for (const [word, away] of await nearTo(unit)) made.push([plain.replace(unit, () => word), away / unit.length]);
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
  /** @type {Suggestion[]} */ const offered = [];
  for (const made of [...tried].slice(0, TRIED)) {
    if (offered.length === OFFERED) break;
    const { results, total, exact } = await ask(made, true);
    if (results.length) offered.push({ query: made, total, exact });
  }
  return offered;
}
