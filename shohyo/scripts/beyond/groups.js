// @ts-check
/** Content words → what to ask for in their place, by what an index has: other forms, other names, their parts. */

import { nameTables } from "./names.js";
import { spellingsOf } from "./spellings.js";
import { stem } from "./stem.js";
import { unitsOf } from "./units.js";

/**
 * @typedef {import("./near.js").Engine} Engine
 * @typedef {import("./units.js").Unit} Unit
 * @typedef {{text: string, isThere: boolean, forms: string[]}} Group  a word, whether any page has it as it is, and
 *   other forms that pages have
 */

const MOST = 6; // other forms of a word that are asked for
const LONGEST = 12; // code points of a run that is split by what there is

/**
 * The rows of a table by each of their forms, in the variant form, too, and by what rules leave of a form: 遅い, 遅.
 * @param {string[][]} rows @returns {Map<string, string[]>}
 */
export function byForm(rows) {
  /** @type {Map<string, string[]>} */ const found = new Map();
  for (const row of rows) {
    for (const form of row) {
      const [unit, ...others] = unitsOf(form);
      for (const key of new Set([form, Shohyo.text.variant(form), others.length || !unit ? form : unit.text])) found.set(key, [...(found.get(key) || []), ...row]);
    }
  }
  return found;
}

/** @param {Engine} engine @param {Map<string, string[]>} synonyms by form */
export function lookUp(engine, synonyms) {
  const { namesOf, namesIn, spokenIn } = nameTables(engine);
  /** @type {Map<string, Promise<number>>} */ const counts = new Map();
  /**
   * How many pages have a form, in either spelling, about; 0 is exact. Lists alone do not tell it of hiragana and of
   * long runs of Han, whose pairs may stand anywhere.
   * @param {string} form @returns {Promise<number>}
   */
  const count = (form) => {
    const known = counts.get(form) || counted(form);
    counts.set(form, known);
    return known;
  };
  /** @param {string} form */
  async function counted(form) {
    const pages = Math.max(...(await Promise.all([form, Shohyo.text.variant(form)].map((text) => engine.count(text)))));
    const isSure = !pages || /^[^ ]?[^ ]$|^[ァ-ヺー]+$|^[0-9a-z]+$/u.test(form);
    return isSure || (await engine.query(`"${form}"`, { limit: 1 })).results.length ? pages : 0;
  }

  /** What a project says is like a form, in whatever spelling. @param {string} form */
  const alike = (form) => [...(synonyms.get(form) || []), ...(synonyms.get(Shohyo.text.variant(form)) || [])];

  /** Those forms that pages have. @param {string[]} forms */
  async function there(forms) {
    const found = await Promise.all(forms.map(count));
    return forms.filter((_, at) => found[at]);
  }

  /** Forms of an English word, but those that begin with it, which are found anyway. @param {string} word */
  async function inflected(word) {
    if (!/^[a-z']{4,}$/.test(word)) return [];
    const same = (await engine.wordsLike(word)).map(([other]) => other).filter((other) => !other.startsWith(word) && stem(other) === stem(word));
    return same.filter((other) => !same.some((shorter) => shorter !== other && other.startsWith(shorter)));
  }

  /** Two words that are written as one: sci-fi for scifi. @param {string} word */
  async function halves(word) {
    if (!/^[a-z]{4,16}$/.test(word)) return [];
    const cuts = Array.from({ length: word.length - 3 }, (_, at) => [word.slice(0, at + 2), word.slice(at + 2)]);
    return there(cuts.flatMap((pair) => [pair.join("-"), pair.join(" ")]));
  }

  /**
   * Cut a run where the pieces exist: as much of it as can be, in as few pieces, of many pages.
   * @param {string} text @param {number} shortest code points of a piece @returns {Promise<string[]>}
   */
  async function cut(text, shortest) {
    const characters = Array.from(text).slice(0, LONGEST);
    /** @type {{pieces: string[], cost: number}[]} */ const best = [{ pieces: [], cost: 0 }];
    for (let to = 1; to <= characters.length; to++) {
      const { pieces, cost } = best[to - 1];
      best[to] = { pieces, cost: cost + 10 };
      for (let from = Math.max(0, to - 8); from <= to - shortest; from++) {
        const piece = characters.slice(from, to).join("");
        if (piece === text || /^[ーンッァィゥェォャュョ]/.test(piece)) continue;
        const pages = await count(piece);
        const more = best[from].cost + 3 + 3 / (1 + Math.log(1 + pages)) + (to - from > 4 ? 0 : Math.abs(to - from - 2) / 4);
        if (pages && more < best[to].cost) best[to] = { pieces: [...best[from].pieces, piece], cost: more };
      }
    }
    return best[characters.length].pieces;
  }

  /** @param {Unit} unit @returns {Promise<string[]>} the word, or its parts, where no page has it as it is */
  async function resolved({ text, parts }) {
    if (alike(text).length || (await count(text)) || (await namesOf(text)).length || (await there(spellingsOf(text))).length) return [text];
    if (parts.length) return (await Promise.all(parts.map((part) => resolved({ text: part, parts: [] })))).flat();
    const length = Array.from(text).length;
    if (/^[\u3400-\u9fff々]{3,}$/.test(text)) {
      const pieces = await cut(text, length > 3 ? 2 : 1);
      // of single characters, which may stand anywhere, nothing can be told
      if (2 * pieces.join("").length > length && pieces.some((piece) => piece.length > 1)) return pieces;
    } else if (/^[ァ-ヺー・]{6,}$|^[\uac00-\ud7a3]{4,}$/.test(text)) {
      const pieces = await cut(text, /[ァ-ヺ]/.test(text) ? 3 : 2);
      if (pieces.join("") === text) return pieces;
    }
    // 気づけ → 気づ: an ending that the rules do not know
    const shorter = text.replace(/[\u3041-\u3096]$/, "");
    if (shorter !== text && shorter.length > 1 && /[^\u3041-\u3096]/.test(shorter)) return resolved({ text: shorter, parts: [] });
    // widget.render, python3.11, 読み比べ: what it is put together from
    const found = await there(text.split(/(?<=[\u3041-\u3096])(?=[\u3400-\u9fff])|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])|(?<!\d)[!-/:-@[-`]+|[!-/:-@[-`]+(?!\d)/).filter((part) => part.length > 1));
    return found.length ? found : [text];
  }

  /** @param {string} text @returns {Promise<Group>} */
  async function groupOf(text) {
    const pages = await count(text);
    // what is there in katakana need not be asked for in hiragana, as readings have it
    const spelled = spellingsOf(text).filter((form) => !pages || !/^[\u3041-\u3096ー]+$/.test(form));
    const others = [text, stem(text), ...spelled].flatMap(alike).map((form) => {
      const [unit, ...more] = /[\u3041-\u3096]$/.test(form) ? unitsOf(form) : [];
      return unit && !more.length ? unit.text : form;
    });
    const [forms, inflections, ...names] = await Promise.all([there([...spelled, ...others]), inflected(text), ...[text, ...spelled].map(namesOf)]);
    const found = [...forms, ...inflections, ...names.flat()];
    if (!pages && !found.length) found.push(...(await halves(text)));
    return { text, isThere: pages > 0, forms: [...new Set(found)].filter((form) => form !== text).slice(0, MOST) };
  }

  return { count, namesIn, spokenIn, resolved, groupOf };
}
