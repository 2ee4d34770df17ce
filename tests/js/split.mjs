/** Say how the client splits a text: {text} → [normal form, variant form, [term, …]], a line of JSON each. */

import { createInterface } from "node:readline";

import { makeContext } from "./engine.mjs";
import { termsOf } from "./terms.mjs";

const { text } = makeContext().Shohyo;

for await (const line of createInterface({ input: process.stdin })) {
  const normal = text.normalise(JSON.parse(line).text);
  process.stdout.write(JSON.stringify([normal, text.variant(normal), [...termsOf(text, normal)]]) + "\n");
}
