// @ts-check
/** The steps beyond exact answers, which the interface loads when a query finds little. Nothing here touches the document. */

import { spellingsOf } from "./beyond/spellings.js";
import { stem } from "./beyond/stem.js";
import { unitsOf } from "./beyond/units.js";

export const beyond = { spellingsOf, stem, unitsOf };
globalThis.Shohyo = { ...globalThis.Shohyo, beyond };
