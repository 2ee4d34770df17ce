/**
 * Run the search's client scripts outside a browser: a line of JSON in, a line of JSON out.
 *
 * The arguments are the scripts, in the order in which a page loads them.
 * {folder, queries: [[query, options], …]} → [answer, …], of an engine that has read nothing yet
 * {folder, queries, brief: true} → [[pages, pages in another spelling, total, whether that is exact], …]
 * {text} → [normal form, variant form, [term, …]]
 * What goes wrong is {error, path}.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import vm from "node:vm";

const SCRIPTS = process.argv.slice(2).map((filename) => new vm.Script(readFileSync(filename, "utf8"), { filename }));

/** Return a context with the global `Shohyo` and nothing of a browser but `atob`. */
function makeContext() {
  const context = vm.createContext({ atob });
  for (const script of SCRIPTS) script.runInContext(context);
  return context;
}

async function search({ folder, queries, brief }) {
  const context = makeContext();
  const load = async (path) => vm.runInContext(readFileSync(join(folder, path), "utf8"), context);
  const engine = context.Shohyo.search.create({ base: "", load });
  const answers = [];
  for (const [query, options] of queries) {
    const answer = await engine.query(query, options);
    const pages = (variant) => answer.results.filter((result) => result.variant === variant).map(({ page }) => page);
    answers.push(brief ? [pages(false), pages(true), answer.total, answer.exact] : answer);
  }
  return answers;
}

function split(string) {
  const { text } = makeContext().Shohyo;
  const normal = text.normalise(string);
  return [normal, text.variant(normal), [...text.terms(normal)]];
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = asked.text === undefined ? await search(asked) : split(asked.text);
  } catch (error) {
    answer = { error: String(error.message), path: error.path };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
