/** The client scripts as a page loads them: in a context of their own, with files or texts in place of an address. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const SOURCES = ["shohyo-text.js", "shohyo-search.js"].map((name) => fileURLToPath(new URL("../../shohyo/static/shohyo/" + name, import.meta.url)));
/** The sources, or what is served, where a test names it. */
const SCRIPTS = process.env.SHOHYO_ENGINE ? [process.env.SHOHYO_ENGINE] : SOURCES;
/** What browsers do not need of the tokeniser, for tests that make an index. */
const TERMS = fileURLToPath(new URL("terms.js", import.meta.url));

/** Return a context with the global `Shohyo` and nothing of a browser but `atob`. */
export function makeContext() {
  const context = vm.createContext({ atob });
  for (const path of [...SCRIPTS, TERMS]) vm.runInContext(readFileSync(path, "utf8"), context, { filename: path });
  return context;
}

/**
 * Return an engine that reads scripts by `source(path)`, and the paths that it has read.
 * A script that does not parse is as in a browser: loaded, without effect.
 */
export function makeEngine(source, context = makeContext()) {
  const read = [];
  const load = async (path) => {
    read.push(path);
    const script = source(path);
    if (script === undefined) throw new Error("404");
    try {
      vm.runInContext(script, context);
    } catch {
      // as window.onerror
    }
  };
  return { engine: context.Shohyo.search.create({ base: "", load }), read, context };
}

/** Return a copy made of this realm's objects, which deepEqual wants. */
export const plain = (value) => JSON.parse(JSON.stringify(value));
