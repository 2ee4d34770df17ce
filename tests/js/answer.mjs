/**
 * Answer what Python tests ask of the client scripts: a line of JSON in, a line of JSON out.
 *
 * {text} → [normal, variant, [term, …]];  {folder, queries: [[query, options], …]} → [answer, …], or {error, code}
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { makeContext, makeEngine } from "./engine.mjs";

const { text } = makeContext().Shohyo;

async function answer(asked) {
  if (asked.text !== undefined) {
    const normal = text.normalise(asked.text);
    return [normal, text.variant(normal), [...text.terms(normal)]];
  }
  const { engine } = makeEngine((path) => readFileSync(join(asked.folder, path), "utf8"));
  const answers = [];
  for (const [query, options] of asked.queries) answers.push(await engine.query(query, options));
  return answers;
}

for await (const line of createInterface({ input: process.stdin })) {
  const answered = await answer(JSON.parse(line)).catch(({ message, code }) => ({ error: message, code }));
  process.stdout.write(JSON.stringify(answered) + "\n");
}
