/** The tokeniser of the browser: the vectors that Python passes, too. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { makeContext, piecesOf } from "./engine.mjs";

const { text } = makeContext().Shohyo;
const { cases, classes } = JSON.parse(readFileSync(new URL("../data/tokenise.json", import.meta.url), "utf8"));

test("every shared vector has its normal form, variant form and what its terms are made of", () => {
  assert.ok(cases.length > 20);
  for (const { text: given, normal, variant, terms } of cases) {
    const found = text.normalise(given);
    assert.equal(found, normal, JSON.stringify(given));
    assert.equal(text.variant(found), variant, JSON.stringify(given));
    assert.deepEqual(piecesOf(text, found).sort(), terms.filter((term) => "12mwx".includes(term[0])).sort(), JSON.stringify(given));
  }
});

test("every shared character has its class", () => {
  assert.ok(Object.keys(classes).length > 20);
  for (const [character, name] of Object.entries(classes)) assert.equal(text.classOf(character), name, JSON.stringify(character));
});

test("the normal form of every code unit is its own normal form", () => {
  for (let unit = 0; unit < 0x10000; unit++) {
    const normal = text.normalise("あ" + String.fromCharCode(unit) + "a");
    assert.equal(text.normalise(normal), normal, unit.toString(16));
  }
});
