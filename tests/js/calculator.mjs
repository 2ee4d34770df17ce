/** Answers lines of JSON, each a list of {tree, values, digits}, with a list of [value or null, text]. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const source = readFileSync(new URL("../../shohyo/scripts/calculator/formula.js", import.meta.url), "utf8");
const { numberText, reckon } = await import("data:text/javascript," + encodeURIComponent(source));

for await (const line of createInterface({ input: process.stdin })) {
  const answers = JSON.parse(line).map(({ tree, values, digits }) => {
    const value = reckon(tree, new Map(Object.entries(values)));
    return [Number.isFinite(value) ? value : null, numberText(value, digits === null ? "" : String(digits))];
  });
  console.log(JSON.stringify(answers));
}
