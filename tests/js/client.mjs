/**
 * Tell tests in Python what the client scripts do: a line of JSON in, a line of JSON out.
 *
 * {folder, queries: [[query, options], …]} → [answer, …], of an engine that has read nothing yet
 * {text} → [normal form, variant form, [what the client has of its terms, …]]
 * {call, with: [value, …]} → what a function of the steps beyond returns
 * {line, terms, folded} → [[start, end], …]: what is marked of a line on a page, in code units
 * What goes wrong is {error, path}.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { makeContext, makeEngine, piecesOf } from "./engine.mjs";

const { text, search, beyond } = makeContext().Shohyo;

async function answer({ folder, queries, text: given, line, terms, folded, call, with: values }) {
  if (call !== undefined) return beyond[call](...values);
  if (line !== undefined) return search.spansIn(line, terms, folded);
  if (given !== undefined) {
    const normal = text.normalise(given);
    return [normal, text.variant(normal), piecesOf(text, normal)];
  }
  const { engine } = makeEngine((path) => readFileSync(join(folder, path), "utf8"));
  const answers = [];
  for (const [query, options] of queries) answers.push(await engine.query(query, options));
  return answers;
}

for await (const line of createInterface({ input: process.stdin })) {
  const said = await answer(JSON.parse(line)).catch(({ message, path }) => ({ error: String(message), path }));
  process.stdout.write(JSON.stringify(said) + "\n");
}
