// @ts-check
/** The engine and its index, loaded when a reader turns to the search and not before. */

import { loadScript } from "../shared/script.js";
import { beyondScript, engineScript, index, joinScript, label, marksScript } from "./settings.js";

const FEW = 3; // pages of an answer that needs nothing else
const PATIENCE = 20000; // ms until a shard that does not arrive counts as missing

/**
 * @template T
 * @param {() => Promise<T>} begin @returns {() => Promise<T>} the same promise each time, a new one after a failure
 */
function once(begin) {
  /** @type {Promise<T> | null} */
  let promise = null;
  return () => {
    if (!promise) {
      promise = begin();
      promise.catch(() => { promise = null; });
    }
    return promise;
  };
}

const loadEngine = once(() => loadScript(engineScript));

export const loadMarks = once(() => Promise.all([loadEngine(), loadScript(marksScript)]));

// the script of further sites puts another function in the place of the last one
const getEngine = once(() => loadEngine().then(() => (joinScript ? loadScript(joinScript) : undefined)).then(() => Shohyo.search.create({ base: index, load: loadScript })));

/** Read what every query needs, while the reader is still typing. */
export function warm() {
  getEngine().then((engine) => engine.warm()).catch(() => {}); // the query itself reports it
}

/** @template T @param {Promise<T>} answer @returns {Promise<T>} the same, or an error when it does not come */
function within(answer) {
  let timer = 0;
  /** @type {Promise<never>} */
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(reject, PATIENCE);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** @param {string} text @param {import("../search/engine.js").Options} options */
export function ask(text, options) {
  return within(getEngine().then((engine) => engine.query(text, options)));
}

const loadBeyond = once(() => loadScript(beyondScript));

/**
 * Go on where an answer has few pages.
 * @param {import("../search/engine.js").Answer} answer
 * @param {Omit<Parameters<typeof import("../beyond/show.js").goFurther>[1], "seen" | "lang" | "label">} asked
 */
export async function goFurther({ total, results }, asked) {
  if (total >= FEW || !asked.text.trim()) return;
  const seen = results.map(({ page }) => page);
  const lang = document.documentElement.lang;
  const going = Promise.all([getEngine(), loadBeyond()]).then(([engine]) => Shohyo.beyond.goFurther(engine, { ...asked, seen, lang, label }));
  await within(going).catch((error) => {
    if (!total) throw error; // else what was found stays
  });
}
