/** The client scripts as a page loads them: in a context of their own, with files or texts in place of an address. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const NAMES = ["shohyo-engine.js", "shohyo-beyond.js", "shohyo-marks.js"];
const JOINED = "import sys; from shohyo import assets; sys.stdout.buffer.write(assets.joined('shohyo/' + sys.argv[1]).encode())";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The modules as they are joined, or what is served, where a test names the folder of that. */
const SCRIPTS = NAMES.map((filename) => new vm.Script(
  process.env.SHOHYO_SERVED
    ? readFileSync(join(process.env.SHOHYO_SERVED, filename), "utf8")
    : execFileSync(process.env.SHOHYO_PYTHON ?? "python3", ["-c", JOINED, filename], { cwd: ROOT, encoding: "utf8" }),
  { filename },
));

/** Return a context with the global `Shohyo` and nothing of a browser but `atob`. */
export function makeContext() {
  const context = vm.createContext({ atob });
  for (const script of SCRIPTS) script.runInContext(context);
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

/**
 * Return what the client has of the terms of a normal form: characters, pairs and words, behind their sorts.
 * It has no need of the others: a query looks up threes of katakana and pairs of the variant form in its own way.
 */
export function piecesOf(text, normal) {
  const characters = Array.from(normal);
  const classes = characters.map(text.classOf);
  const words = characters.map((character, at) => (classes[at] === "word" ? character : " ")).join("");
  const found = new Set(words.split(" ").filter(Boolean).map((word) => "w" + word));
  for (const pair of text.crossings(normal)) found.add("x" + pair);
  characters.forEach((character, at) => {
    if (classes[at] === "ideographic") found.add("1" + character);
    const pair = character + (characters[at + 1] ?? " ");
    if (classes[at] === "ideographic" && classes[at + 1] === "ideographic") found.add("2" + pair);
    if (text.isPaired(pair)) found.add("m" + pair);
  });
  return [...found];
}
