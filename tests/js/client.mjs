/**
 * Tell tests in Python what the client scripts do: a line of JSON in, a line of JSON out.
 *
 * {folder, queries: [[query, options], …]} → [answer, …], of an engine that has read nothing yet
 * {folders, queries} → the same of one engine of several sites, as it is served from each; a folder may not exist
 * {text} → [normal form, variant form, [what the client has of its terms, …]]
 * {folder, follow: [query, …], lang} → [[[address, …], which step came first], …]: all pages that a reader is shown, in order
 * {call, with: [value, …]} → what a function of the steps beyond returns
 * {line, terms, folded} → [[start, end], …]: what is marked of a line on a page, in code units
 * What goes wrong is {error, path}.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import vm from "node:vm";

import { join as joinSites } from "../../shohyo/scripts/join/joined.js";
import { makeContext, makeEngine, piecesOf } from "./engine.mjs";

const { text, spansIn, beyond } = makeContext().Shohyo;

/** An engine of several sites, of which the first is the own one, and the names of those that did not answer. */
function makeJoined(folders) {
  const context = makeContext();
  const roots = folders.map((_folder, at) => `https://${at}.example/`);
  // a browser, too, runs one script after another, and what waits for one before the next
  const load = (address) => new Promise((resolve, reject) => {
    const at = roots.findIndex((root) => address.startsWith(root));
    setImmediate(() => {
      try {
        vm.runInContext(readFileSync(join(folders[at], address.slice(roots[at].length + "searchindex/".length)), "utf8"), context);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
  });
  const silent = [];
  const sites = roots.slice(1).map((root, at) => [`site ${at + 1}`, root]);
  const tell = (names) => silent.splice(0, silent.length, ...names);
  const engine = joinSites(context.Shohyo.search.create, { base: roots[0] + "searchindex/", load, root: roots[0] }, sites, tell, 2000);
  return { engine, silent };
}

/** @param {ReturnType<typeof makeEngine>} made @param {string} query @param {string} lang */
async function everything({ engine, context }, query, lang) {
  const { total, results } = await engine.query(query, { limit: 10 });
  const shown = results.map(({ url }) => url);
  const sorts = total ? ["exact"] : [];
  if (total < 3) {
    await context.Shohyo.beyond.takeSteps(engine, query, { limit: 10, lang, seen: results.map(({ page }) => page) }, (step) => {
      sorts.push(step.sort);
      return shown.push(...step.results.map(({ url }) => url)) > 0;
    });
  }
  return [shown, sorts[0] ?? ""];
}

async function answer({ folder, folders, queries = [], text: given, line, terms, folded, call, with: values, follow = [], lang }) {
  if (call !== undefined) return beyond[call](...values);
  if (line !== undefined) return spansIn(line, terms, folded);
  if (given !== undefined) {
    const normal = text.normalise(given);
    return [normal, text.variant(normal), piecesOf(text, normal)];
  }
  if (folders) {
    const { engine, silent } = makeJoined(folders);
    const answers = [];
    for (const [query, options] of queries) answers.push({ ...(await engine.query(query, options)), silent: [...silent] });
    return answers;
  }
  const made = makeEngine((path) => readFileSync(join(folder, path), "utf8"));
  const { engine } = made;
  const answers = [];
  for (const query of follow) answers.push(await everything(made, query, lang));
  for (const [query, options] of queries) answers.push(await engine.query(query, options));
  return answers;
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch(({ message, path }) => ({ error: String(message), path }));
  process.stdout.write(JSON.stringify(said) + "\n");
}
