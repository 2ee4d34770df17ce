// @ts-check
/** The marks on a page that a reader arrives at from a result, which the interface loads when there are some. */

import { mark } from "./marks/mark.js";
import { spansIn } from "./marks/spans.js";

export const marks = { mark, spansIn };
globalThis.Shohyo = { ...globalThis.Shohyo, ...marks };
