// @ts-check
/** The engine of the search, which the interface loads when a reader turns to it. Nothing here touches the document. */

import { create } from "./search/engine.js";
import { marksOf, spansOf } from "./search/match.js";
import { clip, parse, termOf } from "./search/query.js";
import { receivers } from "./search/store.js";
import { classOf, crossings, isPaired, normalise, variant } from "./search/text.js";

export const text = { normalise, variant, classOf, isPaired, crossings };
export const search = { create, clip, parse, marksOf, spansOf, termOf, ...receivers };
globalThis.Shohyo = { ...globalThis.Shohyo, text, search };
