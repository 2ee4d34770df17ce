// @ts-check
/** Words that exist and are near to one that does not, by how they sound and how they are typed. */

/**
 * @typedef {ReturnType<typeof import("../search/engine.js").create>} Engine
 */

const OFFERED = 4;
const SPAN = 40; // code units of a word that others are offered for
/** @type {Record<string, string>} */
const ALIKE = { ゔ: "ぶ", づ: "ず", ぢ: "じ" };

/** A normal form as it sounds, roughly: in hiragana, without what spellings differ by. @param {string} normal */
export function skeleton(normal) {
  return normal
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 96))
    .replace(/ゔ([ぁぃぇぉ])/g, (_, vowel) => "ばびべぼ"["ぁぃぇぉ".indexOf(vowel)])
    .replace(/[ゔづぢ]/g, (kana) => ALIKE[kana])
    .replace(/[ぁぃぅぇぉゃゅょゎ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 1))
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
 * How far a word is from another one: letters to put in, leave out, exchange or swap with the next (optimal string
 * alignment; Damerau 1964).
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
  return row[other.length];
}

/**
 * How near a word is to one that was typed, or Infinity: most of both is the same, and so is the beginning, unless
 * neighbours are exchanged.
 * @param {string} typed @param {string} other
 */
export function slip(typed, other) {
  if (typed === other) return 0;
  const swapped = typed.length === other.length && [...typed].sort().join("") === [...other].sort().join("");
  const most = Math.floor(Math.min(typed.length, other.length) / 4) || Number(swapped && typed.length > 2);
  if (Math.abs(typed.length - other.length) > most) return Infinity;
  const away = distance(typed, other);
  return away <= most && (typed[0] === other[0] || (swapped && away === 1)) ? away / typed.length : Infinity;
}

/**
 * Words of the index that are near to one, the nearest first.
 * @param {Engine} engine @param {string} word a normal form @returns {Promise<string[]>}
 */
export async function near(engine, word) {
  /** @type {Map<string, number>} */ const found = new Map();
  const weigh = (/** @type {string} */ offered, /** @type {number} */ away) =>
    away < Infinity && Shohyo.text.normalise(offered) !== word && found.set(offered, Math.min(away, found.get(offered) ?? away));
  const sound = skeleton(word);
  if (sound.length > 1 && word.length <= SPAN) {
    for (const entry of await engine.words(keysOf(sound))) {
      const [offered, form = Shohyo.text.normalise(offered)] = entry.split("\t");
      weigh(offered, slip(sound, skeleton(form)));
    }
  }
  if (/^[a-z]{4,}$/.test(word) && word.length <= SPAN) {
    // words are in files by their first three characters: as typed, two exchanged, one too many
    const [a, b, c, d] = word;
    for (const start of new Set([a + b + c, b + a + c, a + c + b, a + b + d, a + c + d])) {
      for (const [other] of await engine.wordsLike(start)) weigh(other, slip(word, other));
    }
  }
  return [...found].sort((one, other) => one[1] - other[1]).slice(0, OFFERED).map(([offered]) => offered);
}
