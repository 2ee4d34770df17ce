// @ts-check
/** The page of results: what the address asks for, the results and their facets. */

import { moveTo } from "../shared/address.js";
import { element } from "../shared/element.js";
import { ask, goFurther, warm } from "./asking.js";
import { handOn } from "./marks.js";
import { about, AT_ONCE, linkTo, marked, otherQuery, statusOf, trouble, watching, working } from "./results.js";
import { addressOf, clip, FACETS, index, label } from "./settings.js";
import { onTyping, turns } from "./typing.js";

/**
 * @typedef {import("./settings.js").Answer} Answer
 * @typedef {import("./settings.js").Filters} Filters
 * @typedef {import("./settings.js").Result} Result
 */

const ON_PAGE = 10; // results that the page shows, and adds with each "more"
const VALUES = 8; // values of a facet before "others"

/** @param {string} path @returns {number | undefined} what a file of the index weighed on its way, if the browser knows */
function bytesOf(path) {
  const [entry] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(`${index}${path}.js`));
  return entry && entry.encodedBodySize;
}

/** @param {HTMLElement} page @returns {() => void} what leads to its field */
export function startPage(page) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (page.querySelector(`.shohyo-search-page__${name}`));
  const input = /** @type {HTMLInputElement} */ (part("input"));
  const [status, steps, facets, more] = ["status", "steps", "facets", "more"].map(part);
  const list = /** @type {HTMLElement} */ (page.querySelector("#search-results"));
  const title = document.title;
  const turn = turns();
  const whenSeen = watching();
  /** @type {string[]} */
  let terms = [];
  let shown = 0;
  let isSettled = true; // whether the address in the history is one that the reader asked for
  page.hidden = false;

  /** @returns {{text: string, filters: Filters, explain: boolean}} what the address asks for */
  const read = () => {
    const parameters = new URLSearchParams(location.search);
    /** @type {Filters} */
    const filters = {};
    for (const name of FACETS) if (parameters.has(name)) filters[name] = parameters.getAll(name);
    return { text: clip(parameters.get("q") || ""), filters, explain: parameters.has("explain") };
  };
  /** @param {string} address @param {boolean} [replace] */
  const go = (address, replace) => {
    if (!replace) return moveTo(address, run);
    try {
      history.replaceState(null, "", address);
    } catch {
      return; // some browsers keep the address of a file as it is
    }
    run();
  };
  /** @param {string} text @param {Filters} filters @param {string} className @param {...(Node | string)} children */
  const queryLink = (text, filters, className, ...children) =>
    element("a", { class: className, href: addressOf(text, filters, read().explain), "data-shohyo-search-go": true }, ...children);

  /** @param {Result & {note?: string}} result @param {unknown} explain how it came about, if that was asked for */
  const itemOf = (result, explain) => {
    const { sections } = result;
    const own = sections.find((section) => !section.anchor);
    const item = element("li", { class: "search-result shohyo-result" },
      element("h2", { class: "shohyo-result__title" }, linkTo(result, "", {}, result.title)),
      element("p", { class: "shohyo-result__about" }, ...about(result).flatMap((node) => [node, " "])));
    if (own && own.snippet.length) item.append(element("p", { class: "shohyo-result__snippet" }, ...marked(own.snippet)));
    const deep = sections.filter((section) => section.anchor);
    if (deep.length) {
      item.append(element("ul", { class: "shohyo-result__sections" }, ...deep.map((section) => element("li", {},
        linkTo(result, section.anchor, { class: "shohyo-result__heading" }, section.heading),
        ...(section.snippet.length ? [element("p", { class: "shohyo-result__snippet" }, ...marked(section.snippet))] : [])))));
    }
    if (explain) {
      item.append(element("details", { class: "shohyo-result__explain" }, element("summary", {}, label("explain")),
        element("pre", { tabindex: "0" }, JSON.stringify(explain, null, 2))));
    }
    return item;
  };

  /** @param {Answer} answer @param {string} text @param {Filters} filters */
  const showFacets = (answer, text, filters) => {
    const groups = [];
    for (const name of FACETS) {
      const values = (answer.facets || {})[name] || [];
      const chosen = filters[name] || [];
      const known = new Map(values.map(([value, shownAs]) => [value, shownAs]));
      const rows = chosen.map((value) => element("li", {},
        queryLink(text, { ...filters, [name]: chosen.filter((other) => other !== value) }, "shohyo-facet shohyo-facet--chosen",
          element("span", { class: "shohyo-sr" }, label("remove", known.get(value) || value)),
          element("span", { "aria-hidden": "true" }, `${known.get(value) || value} ×`))));
      const open = values.filter(([value]) => !chosen.includes(value)).map(([value, shownAs, count]) => element("li", {},
        queryLink(text, { ...filters, [name]: [...chosen, value] }, "shohyo-facet", element("span", {}, shownAs), " ",
          element("span", { class: "shohyo-facet__count" }, `(${count})`))));
      if (!rows.length && !open.length) continue;
      rows.push(...open.slice(0, VALUES));
      if (open.length > VALUES) {
        rows.push(element("li", {}, element("details", {}, element("summary", {}, label("others")),
          element("ul", { class: "shohyo-facets__values" }, ...open.slice(VALUES)))));
      }
      groups.push(element("h3", { class: "shohyo-facets__name" }, label(name)), element("ul", { class: "shohyo-facets__values" }, ...rows));
    }
    facets.hidden = !groups.length;
    facets.replaceChildren();
    if (!groups.length) return;
    const isWide = page.clientWidth >= 640; // as in search.css
    facets.append(element("details", { class: "shohyo-facets", open: isWide || Object.keys(filters).length > 0 },
      element("summary", { class: "shohyo-facets__summary" }, element("h2", { class: "shohyo-facets__title" }, label("facets"))), element("nav", { "aria-label": label("facets") }, ...groups)));
  };

  /** @param {number} [from] where to go on; from the start without it @param {boolean} [unasked] because its place came into view */
  const run = async (from, unasked) => {
    const current = turn();
    whenSeen(null, () => {}); // the end of what another query found asks for nothing
    const { text, filters, explain } = read();
    const goesOn = from !== undefined;
    if (!goesOn && document.activeElement !== input) input.value = text;
    document.title = text ? `${text} – ${title}` : title;
    if (!goesOn) {
      shown = 0; // of this query
      steps.replaceChildren();
    }
    const count = goesOn ? Math.min(AT_ONCE, ON_PAGE - (from % ON_PAGE)) : Math.max(AT_ONCE, Number(history.state && history.state.shown) || 0);
    list.setAttribute("aria-busy", "true");
    const done = working(status);
    try {
      if (!text.trim() && !Object.keys(filters).length) {
        list.replaceChildren();
        status.replaceChildren();
        facets.hidden = more.hidden = true;
        return;
      }
      const answer = await ask(text, { limit: count, offset: from || 0, filters, facets: !goesOn });
      if (!current()) return;
      done();
      terms = answer.terms;
      answer.clipped ||= isClipped();
      const { results: ways, ...how } = answer.explain;
      const read = explain && how.read.map((path) => [path, bytesOf(path)]);
      const items = answer.results.map((result, at) => itemOf(result, explain && { ...how, read, result: ways[at] }));
      if (goesOn) list.append(...items);
      else list.replaceChildren(...items);
      shown = list.children.length;
      const follows = items.length > 0 && shown < answer.total;
      const unseen = follows && items.length === count && shown % ON_PAGE > 0; // they follow by themselves
      more.hidden = !follows || unseen;
      if (goesOn) {
        history.replaceState({ shown }, ""); // so that "back" finds them all again
        const first = !unasked && items[0] && items[0].querySelector("a");
        if (first) first.focus();
      } else {
        showFacets(answer, text, filters);
      }
      status.replaceChildren(statusOf(answer, text));
      whenSeen(unseen ? items[items.length - 1] : null, () => run(shown, true));
      if (goesOn) return;
      await goFurther(answer, {
        text, filters, limit: ON_PAGE, current,
        group: (title, query, some) => {
          const results = element("ol", { class: "shohyo-results" });
          steps.append(element("h2", { class: "shohyo-step" }, query ? queryLink(query, some, "", title) : title), results);
          return results;
        },
        add: (place, results, words, how) => {
          place.append(...results.map((result) => itemOf(result, explain && how)));
          handOn(/** @type {HTMLElement} */ (place), () => words);
        },
      });
    } catch {
      if (!current() || steps.children.length) return;
      list.replaceChildren();
      facets.hidden = more.hidden = true;
      status.replaceChildren(...trouble());
    } finally {
      done();
      if (current()) list.setAttribute("aria-busy", "false");
    }
  };

  const isClipped = () => {
    const asked = new URLSearchParams(location.search).get("q") || "";
    return clip(asked) !== asked;
  };

  /** @param {boolean} settle whether the reader is done typing */
  const fromInput = (settle) => {
    const { text, filters, explain } = read();
    if (clip(input.value) !== text) go(addressOf(input.value, filters, explain), !isSettled);
    isSettled = settle;
  };
  const cancel = onTyping(input, () => fromInput(false));
  input.addEventListener("focus", warm);
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    cancel();
    fromInput(true);
  });
  page.addEventListener("click", (event) => {
    const link = otherQuery(event);
    if (!link) return;
    isSettled = true;
    go(link.href);
    input.value = read().text;
    input.focus();
  });
  more.addEventListener("click", () => shown && run(shown)); // nothing while another query than that of the list is answered
  window.addEventListener("popstate", () => {
    cancel();
    isSettled = true;
    input.value = read().text;
    run();
  });
  handOn(list, () => terms);
  input.value = read().text;
  if (!input.value) input.focus();
  run();
  return () => {
    input.focus();
    input.select();
  };
}
