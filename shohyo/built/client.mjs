/**
 * Ask the search's client scripts outside a browser: a line of JSON in, a line of JSON out.
 *
 * The arguments are the scripts, in the order in which a page loads them.
 * {folder, queries: [[query, options], …]} → [[page, …], …]: what an engine that has read nothing yet finds literally
 * What goes wrong is {error, path}.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import vm from "node:vm";

const SCRIPTS = process.argv.slice(2).map((filename) => new vm.Script(readFileSync(filename, "utf8"), { filename }));

async function answer({ folder, queries }) {
  // with the global `Shohyo` and nothing of a browser but `atob`
  const context = vm.createContext({ atob });
  for (const script of SCRIPTS) script.runInContext(context);
  const load = async (path) => vm.runInContext(readFileSync(join(folder, path), "utf8"), context);
  const engine = context.Shohyo.search.create({ base: "", load });
  const found = [];
  for (const [query, options] of queries) {
    const { results } = await engine.query(query, options);
    found.push(results.filter(({ variant }) => !variant).map(({ page }) => page));
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch(({ message, path }) => ({ error: String(message), path }));
  process.stdout.write(JSON.stringify(said) + "\n");
}
