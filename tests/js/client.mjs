/**
 * Tell tests in Python what the client scripts do: a line of JSON in, a line of JSON out.
 *
 * {folder, queries: [[query, options], …]} → [answer, …], of an engine that has read nothing yet
 * {text} → [normal form, variant form, [what the client has of its terms, …]]
 * {folder, follow: [query, …], lang} → [[[address, …], which step came first], …]: all pages that a reader is shown, in order
 * {call, with: [value, …]} → what a function of the steps beyond returns
 * {line, terms, folded} → [[start, end], …]: what is marked of a line on a page, in code units
 * What goes wrong is {error, path}.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { makeContext, makeEngine, piecesOf } from "./engine.mjs";

const { text, spansIn, beyond } = makeContext().Shohyo;

/** @param {string} folder @param {string} query @param {string} lang */
async function everything(folder, query, lang) {
  const { engine, context } = makeEngine((path) => readFileSync(join(folder, path), "utf8"));
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

async function answer({ folder, queries, text: given, line, terms, folded, call, with: values, follow, lang }) {
  if (call !== undefined) return beyond[call](...values);
  if (line !== undefined) return spansIn(line, terms, folded);
  if (given !== undefined) {
    const normal = text.normalise(given);
    return [normal, text.variant(normal), piecesOf(text, normal)];
  }
  if (follow !== undefined) return Promise.all(follow.map((query) => everything(folder, query, lang)));
  const { engine } = makeEngine((path) => readFileSync(join(folder, path), "utf8"));
  const answers = [];
  for (const [query, options] of queries) answers.push(await engine.query(query, options));
  return answers;
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch(({ message, path }) => ({ error: String(message), path }));
  process.stdout.write(JSON.stringify(said) + "\n");
}
