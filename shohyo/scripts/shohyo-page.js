// @ts-check
/** The search page, which needs no dialog: keys and buttons that open one elsewhere lead to its field. */

import { listen } from "./ui/opening.js";
import { startPage } from "./ui/page.js";

const page = document.querySelector("[data-shohyo-search-page]");
const focus = page instanceof HTMLElement ? startPage(page) : () => {};
listen(focus);
