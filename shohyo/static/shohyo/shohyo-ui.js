// @ts-check
/**
 * The search in the page: button and dialog, the search page, and the marks on a page that a reader arrives at.
 * Nothing of the engine or its index is loaded before a reader turns to the search. Text enters by textContent only.
 */
(function () {
  "use strict";

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  if (!script) return;
  const settings = script.dataset;
  const folder = script.src;
  const root = new URL(settings.root || "./", location.href).href;
  const index = new URL(settings.index || "searchindex/", location.href).href;
  const searchPage = new URL(settings.search || "search.html", location.href).href.replace(/[?#].*$/, "");

  const DEBOUNCE = 120; // ms from the last key to the query
  const PATIENCE = 20000; // ms until a shard that does not arrive counts as missing
  const IN_DIALOG = 8; // results that the dialog shows
  const ON_PAGE = 10; // results that the page shows, and adds with each "more"
  const VALUES = 8; // values of a facet before "others"
  const TERMS = 6; // longest query for which "fewer terms" is tried
  const MARKED = "shohyo-marks"; // name of the highlight, and key in sessionStorage
  const FACETS = ["kind", "book", "chapter", "tag"];

  /**
   * @typedef {{anchor: string, heading: string, snippet: [string, boolean][]}} Section
   * @typedef {{page: number, url: string, title: string, kind: string, kindLabel: string, trail: string[],
   *   alias: string, variant: boolean, sections: Section[]}} Result
   * @typedef {Object<string, string[]>} Filters
   * @typedef {{total: number, exact: boolean, results: Result[], terms: string[], explain: any,
   *   facets?: Object<string, [string, string, number][]>}} Answer
   */

  /* ---- small helpers ---- */

  /** @param {string} name @param {...(string | number)} values @returns {string} a text of the interface */
  function label(name, ...values) {
    const key = "label" + name.replace(/(^|-)([a-z])/g, (_all, _dash, letter) => letter.toUpperCase());
    return values.reduce((/** @type {string} */ text, value) => text.replace("%s", () => String(value)), settings[key] || name);
  }

  /**
   * @param {string} name @param {Object<string, string | boolean>} [attributes]
   * @param {...(Node | string)} children @returns {any} an element; an attribute that is false is left out
   */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  /** @returns {() => () => boolean} begins a turn, which tells whether it is still the latest */
  function turns() {
    let latest = 0;
    return () => {
      const mine = ++latest;
      return () => mine === latest;
    };
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether an input method is at work; Safari's last key says 229 */
  function isComposing(event) {
    return event.isComposing || event.keyCode === 229;
  }

  /**
   * Call back some time after the last change of a field, and never before an input method is done.
   * @param {HTMLInputElement} input @param {() => void} callback @returns {() => void} cancels what is waiting
   */
  function onTyping(input, callback) {
    let timer = 0;
    const cancel = () => clearTimeout(timer);
    const wait = () => {
      cancel();
      timer = setTimeout(callback, DEBOUNCE);
    };
    input.addEventListener("input", (event) => {
      if (/** @type {InputEvent} */ (event).isComposing) cancel();
      else wait();
    });
    input.addEventListener("compositionstart", cancel);
    input.addEventListener("compositionend", wait);
    return cancel;
  }

  /** @param {string} text @param {Filters} [filters] @param {boolean} [explain] @returns {string} address of the results */
  function addressOf(text, filters, explain) {
    const parameters = new URLSearchParams();
    parameters.set("q", text);
    for (const name of FACETS) for (const value of (filters || {})[name] || []) parameters.append(name, value);
    if (explain) parameters.set("explain", "1");
    return `${searchPage}?${parameters}`;
  }

  /** @param {Result} result @param {string} [anchor] @returns {string} */
  function linkOf(result, anchor) {
    return new URL(result.url, root).href + (anchor ? "#" + encodeURIComponent(anchor) : "");
  }

  /* ---- the engine, loaded when it is needed ---- */

  /** @param {string} address @returns {Promise<void>} */
  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const added = document.createElement("script");
      added.src = address;
      added.onload = () => resolve(added.remove());
      added.onerror = () => reject(added.remove());
      document.head.append(added);
    });
  }

  /** @type {Promise<void> | null} */
  let loaded = null;

  /** @returns {Promise<void>} */
  function loadEngine() {
    if (!loaded) {
      loaded = loadScript(new URL(settings.engine || "", folder).href);
      loaded.catch(() => { loaded = null; });
    }
    return loaded;
  }

  /** @returns {any} the one global of all our scripts */
  const shohyo = () => /** @type {any} */ (window).Shohyo;

  /** @type {Promise<any> | null} */
  let engine = null;

  /** @returns {Promise<any>} */
  function getEngine() {
    if (!engine) {
      engine = loadEngine().then(() => shohyo().search.create({ base: index, load: loadScript }));
      engine.catch(() => { engine = null; });
    }
    return engine;
  }

  /** Read what every query needs, while the reader is still typing. */
  function warm() {
    getEngine().then((ready) => ready.warm()).catch(() => {}); // the query itself reports it
  }

  /** @param {Promise<any>} answer @returns {Promise<any>} the same, or an error when it does not come */
  function within(answer) {
    let timer = 0;
    const late = new Promise((_resolve, reject) => {
      timer = setTimeout(reject, PATIENCE);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }

  /** @param {string} path @returns {number | undefined} what a file of the index weighed on its way, if the browser knows */
  function bytesOf(path) {
    const [entry] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByName(`${index}${path}.js`));
    return entry && entry.encodedBodySize;
  }

  /** @param {string} text @param {object} options @returns {Promise<Answer>} */
  function ask(text, options) {
    return within(getEngine().then((ready) => ready.query(text, options)));
  }

  /** @param {MouseEvent} event @returns {HTMLAnchorElement | null} the link to another query that was clicked, to be followed here */
  function otherQuery(event) {
    const link = /** @type {Element} */ (event.target).closest("a[data-shohyo-search-go]");
    if (!(link instanceof HTMLAnchorElement) || opensElsewhere(event)) return null;
    event.preventDefault();
    return link;
  }

  /** @param {MouseEvent} event @returns {boolean} */
  function opensElsewhere(event) {
    return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  }

  /* ---- what results look like, in the dialog and on the page ---- */

  /** @param {[string, boolean][]} snippet @returns {(Node | string)[]} */
  function marked(snippet) {
    return snippet.map(([text, isMatch]) => (isMatch ? element("mark", { class: "shohyo-mark" }, text) : text));
  }

  /** @param {Result} result @returns {HTMLElement[]} badge, place in the book, and why it was found */
  function about(result) {
    const parts = [];
    if (result.kindLabel) {
      parts.push(element("span", { class: `shohyo-badge shohyo-badge--${result.kind}` }, result.kindLabel));
    }
    if (result.trail.length) {
      parts.push(element("span", { class: "shohyo-result__trail" }, result.trail.join(" › ")));
    }
    if (result.alias) parts.push(element("span", { class: "shohyo-result__note" }, label("alias", result.alias)));
    else if (result.variant) parts.push(element("span", { class: "shohyo-result__note" }, label("variant")));
    return parts;
  }

  /** @param {Answer} answer @returns {string} */
  function countOf(answer) {
    if (!answer.exact) return label("found-most", answer.total);
    return answer.total === 1 ? label("found-one") : label("found", answer.total);
  }

  /**
   * Show what a query without results may have meant, and what fewer terms or no filters find.
   * @param {HTMLElement} help @param {string} text @param {Filters} filters @param {() => boolean} current
   */
  async function showHelp(help, text, filters, current) {
    const group = (/** @type {string} */ title, /** @type {[string, Filters, string, Answer][]} */ rows) => rows.length
      ? [element("p", {}, label(title)), element("ul", {}, ...rows.map(([query, some, name, answer]) => element("li", {},
        element("a", { href: addressOf(query, some), "data-shohyo-search-go": true }, name), ` ${countOf(answer)}`)))]
      : [];
    const meant = await within(getEngine().then((ready) => ready.suggest(text, { filters }))).catch(() => []);
    if (!current()) return;
    help.replaceChildren(...group("meant", meant.map((/** @type {any} */ found) => [found.query, filters, found.query, found])));
    const pieces = text.match(/-?(?:[a-z]+:)?"[^"]*"?|\S+/g) || [];
    /** @type {[string, Filters, string][]} */
    const tries = pieces.length > 1 && pieces.length <= TERMS
      ? pieces.map((_piece, dropped) => pieces.filter((_other, at) => at !== dropped).join(" "))
        .map((shorter) => [shorter, filters, shorter])
      : [];
    if (Object.keys(filters).length) tries.unshift([text, {}, label("unfiltered")]);
    /** @type {[string, Filters, string, Answer][]} */
    const rows = [];
    for (const [shorter, some, name] of tries) {
      const answer = await ask(shorter, { limit: 1, filters: some }).catch(() => null);
      if (!current()) return;
      if (answer && answer.total) rows.push([shorter, some, name, answer]);
    }
    help.append(...group("fewer", rows));
    if (!help.children.length) help.append(element("p", {}, label("hint")));
    help.hidden = false;
  }

  /** @returns {HTMLElement[]} what to show when a shard is missing or outdated */
  function trouble() {
    const button = element("button", { type: "button", class: "shohyo-search-reload" }, label("reload"));
    button.addEventListener("click", () => location.reload());
    return [element("span", { class: "shohyo-search-trouble" }, label("outdated")), " ", button];
  }

  /* ---- marks on the page that a reader arrives at ---- */

  /** @param {string} address @returns {string} the page, however a server shortens its name */
  function pageOf(address) {
    return decodeURI(address.replace(/[?#].*$/, "")).replace(/(?:\/index)?(?:\.html)?\/?$/, "");
  }

  /** @param {string} address @param {string[]} terms */
  function remember(address, terms) {
    try {
      sessionStorage.setItem(MARKED, JSON.stringify({ page: pageOf(address), terms }));
    } catch {
      // storage may be forbidden or full; then the page opens without marks
    }
  }

  /** @returns {string[]} the terms to mark here; asked for once */
  function recall() {
    try {
      const stored = sessionStorage.getItem(MARKED);
      sessionStorage.removeItem(MARKED);
      const { page, terms } = JSON.parse(stored || "{}");
      if (page !== pageOf(location.href) || !Array.isArray(terms)) return [];
      return terms.filter((term) => typeof term === "string" && term);
    } catch {
      return []; // storage may be forbidden, and others may write to it
    }
  }

  /**
   * Hand the terms on when a result is followed; a result on this very page is marked at once.
   * @param {HTMLElement} list @param {() => string[]} terms @param {() => void} [leave]
   */
  function handOn(list, terms, leave) {
    const onFollow = (/** @type {MouseEvent} */ event) => {
      const link = /** @type {Element} */ (event.target).closest("a[href]");
      if (!(link instanceof HTMLAnchorElement) || !list.contains(link)) return;
      remember(link.href, terms());
      if (!opensElsewhere(event) && pageOf(link.href) === pageOf(location.href)) {
        if (leave) leave();
        if (!link.hash) {
          event.preventDefault(); // the browser would load the page again
          window.scrollTo(0, 0);
        }
        markTerms(recall());
      }
    };
    list.addEventListener("click", onFollow);
    list.addEventListener("auxclick", onFollow);
  }

  const SILENT = "script, style, noscript, template, dialog, .headerlink, .shohyo-marks-note, [hidden]";

  /** @typedef {{node: Text, start: number, end: number}} Place a part of a text node, in UTF-16 units */

  /**
   * @param {Element} within @returns {Place[][]} the visible text by blocks, in clusters that normalise by themselves
   */
  function blocksOf(within) {
    /** @type {Place[][]} */
    const blocks = [];
    /** @type {Place[]} */
    let block = [];
    const end = () => {
      if (block.length) blocks.push(block);
      block = [];
    };
    const walk = (/** @type {Node} */ node) => {
      if (node instanceof Text) {
        // a letter with the marks that combine with it, half-width ones too
        for (const match of node.data.matchAll(/[^][\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]*/gu)) {
          block.push({ node, start: match.index, end: match.index + match[0].length });
        }
      } else if (node instanceof Element && !node.matches(SILENT)) {
        const isBlock = !/^(inline|ruby|contents)/.test(getComputedStyle(node).display);
        if (isBlock) end();
        node.childNodes.forEach(walk);
        if (isBlock) end();
      }
    };
    walk(within);
    end();
    return blocks;
  }

  /**
   * @param {string[]} terms in normal form @param {Place[][]} blocks
   * @param {(text: string) => string} fold normalise or variant @returns {Range[]}
   */
  function find(terms, blocks, fold) {
    const { classOf } = shohyo().text;
    /** @type {Map<string, string>} */
    const known = new Map();
    const foldOne = (/** @type {string} */ text) => {
      let folded = known.get(text);
      if (folded === undefined) {
        folded = fold(text) || (/^[\s\u0000-\u0020]/.test(text) ? " " : "");
        known.set(text, folded);
      }
      return folded;
    };
    const ranges = [];
    for (const block of blocks) {
      let text = "";
      /** @type {Place[]} */
      const places = []; // of each UTF-16 unit of text
      for (const place of block) {
        const folded = foldOne(place.node.data.slice(place.start, place.end));
        if (folded === " " && (!text || text.endsWith(" "))) continue;
        text += folded;
        for (let unit = 0; unit < folded.length; unit++) places.push(place);
      }
      for (const term of terms) {
        const isWord = classOf(Array.from(term)[0]) === "word";
        for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
          const before = Array.from(text.slice(Math.max(0, at - 2), at)).pop();
          if (isWord && before && classOf(before) === "word") continue;
          const first = places[at], last = places[at + term.length - 1];
          const range = document.createRange();
          range.setStart(first.node, first.start);
          range.setEnd(last.node, last.end);
          ranges.push(range);
          at += term.length - 1;
        }
      }
    }
    return ranges;
  }

  /** @type {(() => void) | null} */
  let unmark = null;

  /** @param {string[]} terms in normal form */
  async function markTerms(terms) {
    if (unmark) unmark();
    // a page without marks is as useful as ever: browsers of before 2025 may have no highlights of their own
    if (!terms.length || !CSS.highlights) return;
    try {
      await loadEngine();
    } catch {
      return;
    }
    const { normalise, variant } = shohyo().text;
    const within = document.querySelector("article.bd-article, [role=main] article, article, [role=main], main, .body") || document.body;
    const blocks = blocksOf(within);
    const literal = find(terms, blocks, normalise);
    const ranges = literal.length ? literal : find(terms.map(variant).filter(Boolean), blocks, (text) => (/^\s/.test(text) ? " " : variant(text)));
    if (!ranges.length) return;
    CSS.highlights.set(MARKED, new Highlight(...ranges));
    const clear = element("button", { type: "button", class: "shohyo-marks-note__clear" }, label("clear"));
    const note = element("div", { class: "shohyo-marks-note", role: "status" }, label("marked", ranges.length), " ", clear);
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && !isComposing(event) && !event.defaultPrevented && !document.querySelector("dialog[open]")) end();
    };
    const end = () => {
      CSS.highlights.delete(MARKED);
      note.remove();
      document.removeEventListener("keydown", onKey);
      unmark = null;
    };
    clear.addEventListener("click", end);
    document.addEventListener("keydown", onKey);
    document.body.append(note);
    unmark = end;
  }

  /* ---- the dialog ---- */

  /** @returns {{open: () => void}} */
  function createDialog() {
    const turn = turns();
    /** @type {HTMLAnchorElement[]} */
    let options = [];
    let active = -1;
    /** @type {string[]} */
    let terms = [];

    /** @type {HTMLInputElement} */
    const input = element("input", {
      id: "shohyo-search-input", class: "shohyo-search-dialog__input", type: "text", name: "q", role: "combobox",
      "aria-label": label("placeholder"), placeholder: label("placeholder"), "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "shohyo-search-list", "aria-haspopup": "listbox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      enterkeyhint: "search",
    });
    const close = element("button", { type: "button", class: "shohyo-search-dialog__close", "aria-label": label("close") },
      element("span", { "aria-hidden": "true" }, "×"));
    const list = element("div", {
      id: "shohyo-search-list", class: "shohyo-search-dialog__list", role: "listbox", "aria-label": label("results"), hidden: true,
    });
    const status = element("p", { class: "shohyo-search-dialog__status", role: "status" });
    const help = element("div", { class: "shohyo-search-help", hidden: true });
    const all = element("a", { class: "shohyo-search-dialog__all", href: searchPage }, label("all"));
    const form = element("form", { class: "shohyo-search-dialog__form", action: searchPage, method: "get" }, input, close);
    const foot = element("div", { class: "shohyo-search-dialog__foot" },
      all, element("span", { class: "shohyo-search-dialog__keys", "aria-hidden": "true" }, label("keys")));
    const dialog = element("dialog", { class: "shohyo-search-dialog", "aria-label": label("search") },
      element("div", { class: "shohyo-search-dialog__panel" }, element("search", {}, form), status, help, list, foot));
    document.body.append(dialog);

    const choose = (/** @type {number} */ next) => {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = next;
      const option = options[active];
      if (option) {
        option.setAttribute("aria-selected", "true");
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };
    const optionOf = (/** @type {string} */ href, /** @type {string} */ kind, /** @type {(Node | string)[]} */ children) => {
      const option = element("a", {
        id: `shohyo-search-option-${options.length}`, role: "option", "aria-selected": "false", tabindex: "-1",
        class: `shohyo-search-option shohyo-search-option--${kind}`, href,
      }, ...children);
      options.push(option);
      return option;
    };
    const show = (/** @type {Result[]} */ results) => {
      options = [];
      list.replaceChildren();
      for (const result of results) {
        const [best, ...others] = result.sections;
        list.append(optionOf(linkOf(result), "page", [
          element("span", { class: "shohyo-result__head" },
            element("span", { class: "shohyo-result__title" }, result.title), " ", ...about(result).flatMap((part) => [part, " "])),
          ...(best && !best.anchor ? [element("span", { class: "shohyo-result__snippet" }, ...marked(best.snippet))] : []),
        ]));
        for (const section of [...(best && best.anchor ? [best] : []), ...others.filter((other) => other.anchor)].slice(0, 2)) {
          list.append(optionOf(linkOf(result, section.anchor), "section", [
            element("span", { class: "shohyo-result__heading" }, section.heading), " ",
            element("span", { class: "shohyo-result__snippet" }, ...marked(section.snippet)),
          ]));
        }
      }
      list.hidden = !options.length;
      list.scrollTop = 0;
      input.setAttribute("aria-expanded", String(options.length > 0));
      choose(-1);
    };
    const run = async () => {
      const current = turn();
      const text = input.value;
      help.hidden = true;
      all.href = text.trim() ? addressOf(text) : searchPage;
      if (!text.trim()) {
        show([]);
        status.replaceChildren();
        list.removeAttribute("aria-busy");
        return;
      }
      list.setAttribute("aria-busy", "true");
      try {
        const answer = await ask(text, { limit: IN_DIALOG });
        if (!current()) return;
        terms = answer.terms;
        show(answer.results);
        status.replaceChildren(answer.total ? countOf(answer) : label("nothing", text.trim()));
        if (!answer.total) await showHelp(help, text, {}, current);
      } catch {
        if (!current()) return;
        show([]);
        status.replaceChildren(...trouble());
      }
      list.removeAttribute("aria-busy");
    };
    const cancel = onTyping(input, run);

    input.addEventListener("keydown", (event) => {
      if (isComposing(event)) {
        event.stopPropagation(); // Enter and Esc belong to the input method
        return;
      }
      const last = options.length - 1;
      if (event.key === "ArrowDown" && options.length) choose(active >= last ? 0 : active + 1);
      else if (event.key === "ArrowUp" && options.length) choose(active <= 0 ? last : active - 1);
      else if (event.key === "Enter" && options[active]) options[active].click();
      else return;
      event.preventDefault();
    });
    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      cancel();
      if (input.value.trim()) location.assign(addressOf(input.value));
    });
    handOn(list, () => terms, () => dialog.close());
    help.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const link = otherQuery(event);
      if (!link) return;
      input.value = new URL(link.href).searchParams.get("q") || "";
      input.focus();
      run();
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (/** @type {Event} */ event) => {
      if (event.target === dialog) dialog.close(); // beside the panel
    });
    dialog.addEventListener("close", () => {
      cancel();
      turn();
    });
    return {
      open() {
        if (dialog.open) return;
        dialog.showModal();
        input.focus();
        input.select();
        warm();
        if (input.value.trim()) run();
      },
    };
  }

  /** @type {{open: () => void} | null} */
  let dialog = null;

  function openSearch() {
    if (!dialog) dialog = createDialog();
    dialog.open();
  }

  /** @param {EventTarget | null} target @returns {boolean} */
  function isEditable(target) {
    return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  }

  /* ---- the search page ---- */

  /** @param {HTMLElement} page */
  function startPage(page) {
    const part = (/** @type {string} */ name) => /** @type {any} */ (page.querySelector(`.shohyo-search-page__${name}`));
    /** @type {HTMLInputElement} */
    const input = part("input");
    const [status, help, facets, more] = ["status", "help", "facets", "more"].map(part);
    const list = /** @type {HTMLElement} */ (page.querySelector("#search-results"));
    const title = document.title;
    const turn = turns();
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
      return { text: parameters.get("q") || "", filters, explain: parameters.has("explain") };
    };
    /** @param {string} address @param {boolean} [replace] */
    const go = (address, replace) => {
      try {
        history[replace ? "replaceState" : "pushState"](null, "", address);
      } catch {
        if (!replace) location.assign(address); // some browsers keep the address of a file as it is
        return;
      }
      run();
    };
    /** @param {string} text @param {Filters} filters @param {string} className @param {...(Node | string)} children */
    const linkTo = (text, filters, className, ...children) =>
      element("a", { class: className, href: addressOf(text, filters, read().explain), "data-shohyo-search-go": true }, ...children);

    /** @param {Result} result @param {unknown} explain how it came about, if that was asked for */
    const itemOf = (result, explain) => {
      const { sections } = result;
      const own = sections.find((section) => !section.anchor);
      const item = element("li", { class: "search-result shohyo-result" },
        element("h2", { class: "shohyo-result__title" }, element("a", { href: linkOf(result) }, result.title)),
        element("p", { class: "shohyo-result__about" }, ...about(result).flatMap((node) => [node, " "])));
      if (own && own.snippet.length) item.append(element("p", { class: "shohyo-result__snippet" }, ...marked(own.snippet)));
      const deep = sections.filter((section) => section.anchor);
      if (deep.length) {
        item.append(element("ul", { class: "shohyo-result__sections" }, ...deep.map((section) => element("li", {},
          element("a", { class: "shohyo-result__heading", href: linkOf(result, section.anchor) }, section.heading),
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
          linkTo(text, { ...filters, [name]: chosen.filter((other) => other !== value) }, "shohyo-facet shohyo-facet--chosen",
            element("span", { class: "shohyo-sr" }, label("remove", known.get(value) || value)),
            element("span", { "aria-hidden": "true" }, `${known.get(value) || value} ×`))));
        const open = values.filter(([value]) => !chosen.includes(value)).map(([value, shownAs, count]) => element("li", {},
          linkTo(text, { ...filters, [name]: [...chosen, value] }, "shohyo-facet", element("span", {}, shownAs), " ",
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

    /** @param {number} [from] where to go on; from the start without it */
    const run = async (from) => {
      const current = turn();
      const { text, filters, explain } = read();
      const goesOn = from !== undefined;
      if (!goesOn && document.activeElement !== input) input.value = text;
      document.title = text ? `${text} – ${title}` : title;
      if (!goesOn) {
        help.replaceChildren();
        help.hidden = true;
      }
      const count = goesOn ? ON_PAGE : Math.max(ON_PAGE, Number(history.state && history.state.shown) || 0);
      list.setAttribute("aria-busy", "true");
      try {
        if (!text.trim() && !Object.keys(filters).length) {
          list.replaceChildren();
          status.replaceChildren();
          facets.hidden = more.hidden = true;
          return;
        }
        const answer = await ask(text, { limit: count, offset: from || 0, filters, facets: !goesOn });
        if (!current()) return;
        terms = answer.terms;
        const { results: ways, ...how } = answer.explain || {};
        if (explain) how.read = how.read.map((/** @type {string} */ path) => [path, bytesOf(path)]);
        const items = answer.results.map((result, at) => itemOf(result, explain && { ...how, result: (ways || [])[at] }));
        if (goesOn) list.append(...items);
        else list.replaceChildren(...items);
        shown = list.children.length;
        more.hidden = !items.length || shown >= answer.total;
        if (goesOn) {
          history.replaceState({ shown }, ""); // so that "back" finds them all again
          const first = items[0] && items[0].querySelector("a");
          if (first) first.focus();
        } else {
          showFacets(answer, text, filters);
        }
        status.replaceChildren(answer.total ? countOf(answer) : label("nothing", text.trim()));
        if (!answer.total) await showHelp(help, text, filters, current);
      } catch {
        if (!current()) return;
        list.replaceChildren();
        facets.hidden = more.hidden = true;
        status.replaceChildren(...trouble());
      } finally {
        if (current()) list.setAttribute("aria-busy", "false");
      }
    };

    /** @param {boolean} settle whether the reader is done typing */
    const fromInput = (settle) => {
      const { text, filters, explain } = read();
      if (input.value !== text) go(addressOf(input.value, filters, explain), !isSettled);
      isSettled = settle;
    };
    const cancel = onTyping(input, () => fromInput(false));
    input.addEventListener("focus", warm);
    part("form").addEventListener("submit", (/** @type {Event} */ event) => {
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
    more.addEventListener("click", () => run(shown));
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
  }

  /* ---- start ---- */

  // before the handlers of the theme and of hosting platforms, which know the same keys
  window.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isEditable(event.target);
    if (!isShortcut && !isSlash) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    openSearch();
  }, true);

  // Every way to the platform's search on Read the Docs ends in this event; its own handler stands on the document.
  window.addEventListener("readthedocs-search-show", (event) => {
    event.stopImmediatePropagation();
    // a field of the platform that has the focus asks again when the focus comes back to it
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    openSearch();
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-shohyo-search-open]");
    if (!button) return;
    event.preventDefault();
    openSearch();
  });

  const page = document.querySelector("[data-shohyo-search-page]");
  if (page instanceof HTMLElement) startPage(page);
  markTerms(recall());
})();
