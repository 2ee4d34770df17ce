// @ts-check
/** The steps beyond exact answers, which the interface loads when a query finds little. Nothing here touches the document. */

import { filesOf, keyOf } from "./beyond/names.js";
import { near, skeleton, slip } from "./beyond/near.js";
import { goFurther } from "./beyond/show.js";
import { spellingsOf } from "./beyond/spellings.js";
import { stem } from "./beyond/stem.js";
import { takeSteps } from "./beyond/steps.js";
import { unitsOf } from "./beyond/units.js";

export const beyond = { filesOf, goFurther, keyOf, near, skeleton, slip, spellingsOf, stem, takeSteps, unitsOf };
globalThis.Shohyo = { ...globalThis.Shohyo, beyond };
