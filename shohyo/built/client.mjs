/**
 * Ask the search's client scripts outside a browser: a line of JSON in, a line of JSON out.
 *
 * The arguments are the scripts, in the order in which a page loads them.
 * {folder, queries: [[query, options], …]} → [[page, …], …]: what an engine that has read nothing yet finds literally
 * {folder, beyond, labels, lang, pages, follow: [[query, filters], …]} → [{before, after, seen, problem, steps}, …]: the
 *   exact answer without the further scripts `beyond`, and with them, when steps have been taken; pages that a reader
 *   sees before these; what is shown under each title, and all pages that the query finds to which it leads
 * What goes wrong is {error, path}.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import vm from "node:vm";

const scriptsOf = (/** @type {string[]} */ files) => files.map((filename) => new vm.Script(readFileSync(filename, "utf8"), { filename }));
const SCRIPTS = scriptsOf(process.argv.slice(2));
// as the interface has it
const FEW = 3; // pages of an answer that needs nothing else
const ON_PAGE = 10; // results of a page
const CLIPPED = 200; // code units of a query that a link leads to

/** An engine that has read nothing yet, and the global `Shohyo` of its scripts. */
function opened(folder, more = []) {
  // with the global `Shohyo` and nothing of a browser but `atob`
  const context = vm.createContext({ atob });
  for (const script of [...SCRIPTS, ...more]) script.runInContext(context);
  const load = async (path) => vm.runInContext(readFileSync(join(folder, path), "utf8"), context);
  return { engine: context.Shohyo.search.create({ base: "", load }), Shohyo: context.Shohyo };
}

/** All results of a query, which an engine gives by and by where texts are long. */
async function everything(engine, query, options) {
  const all = [];
  for (;;) {
    const { results, total } = await engine.query(query, { ...options, offset: all.length });
    all.push(...results);
    if (!results.length || all.length >= total) return all;
  }
}

async function found({ folder, queries }) {
  const { engine } = opened(folder);
  const answers = [];
  for (const [query, options] of queries) {
    const results = await everything(engine, query, options);
    answers.push(results.filter(({ variant }) => !variant).map(({ page }) => page));
  }
  return answers;
}

async function followed({ folder, beyond, labels, lang, pages, follow }) {
  const plain = opened(folder);
  const further = opened(folder, scriptsOf(beyond));
  const label = (name, ...values) => (labels[name] || "").replaceAll("%s", () => values.shift());
  const answers = [];
  for (const [text, filters] of follow) {
    const asked = { limit: ON_PAGE, filters };
    const before = (await plain.engine.query(text, asked)).results;
    const { total, results, problem } = await further.engine.query(text, asked);
    const seen = results.map(({ page }) => page);
    const steps = [];
    if (total < FEW) {
      const group = (title, query, some) => steps[steps.push({ title, query, some, results: [] }) - 1];
      const add = (place, shown) => place.results.push(...shown.map(({ page, url, lacks = [] }) => ({ page, url, lacks })));
      await further.Shohyo.beyond.goFurther(further.engine, { text, filters, seen, limit: ON_PAGE, lang, current: () => true, label, group, add });
    }
    for (const step of steps) {
      const linked = step.query ? await everything(plain.engine, step.query.slice(0, CLIPPED), { limit: pages, filters: step.some }) : [];
      step.linked = linked.map(({ page }) => page);
    }
    answers.push({ before, after: (await further.engine.query(text, asked)).results, seen, problem, steps });
  }
  return answers;
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const said = await (question.follow ? followed(question) : found(question)).catch(({ message, path }) => ({ error: String(message), path }));
  process.stdout.write(JSON.stringify(said) + "\n");
}
