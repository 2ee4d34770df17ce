// @ts-check
/** The dialog of the search: a combobox whose options are results. */

import { element } from "../shared/element.js";
import { ask, goFurther, warm } from "./asking.js";
import { handOn } from "./marks.js";
import { about, AT_ONCE, linkTo, marked, otherQuery, statusOf, trouble, watching, working } from "./results.js";
import { addressOf, clip, label, searchPage } from "./settings.js";
import { isComposing, onTyping, turns } from "./typing.js";

/** @typedef {import("./settings.js").Result} Result */

const IN_DIALOG = 8; // results that the dialog shows

/** @returns {{open: () => void}} */
export function createDialog() {
  const turn = turns();
  const whenSeen = watching();
  /** @type {HTMLAnchorElement[]} */
  let options = [];
  let active = -1;
  /** What is marked on the page that an option leads to. @type {WeakMap<Element, string[]>} */
  const terms = new WeakMap();

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
  const all = element("a", { class: "shohyo-search-dialog__all", href: searchPage }, label("all"));
  const form = element("form", { class: "shohyo-search-dialog__form", action: searchPage, method: "get" }, input, close);
  const foot = element("div", { class: "shohyo-search-dialog__foot" },
    all, element("span", { class: "shohyo-search-dialog__keys", "aria-hidden": "true" }, label("keys")));
  const dialog = element("dialog", { class: "shohyo-search-dialog", "aria-label": label("search") },
    element("div", { class: "shohyo-search-dialog__panel" }, element("search", {}, form), status, list, foot));
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
  /** @param {Result} result @param {string} anchor @param {string} kind @param {...(Node | string)} children */
  const optionOf = (result, anchor, kind, ...children) => {
    const option = linkTo(result, anchor, {
      id: `shohyo-search-option-${options.length}`, role: "option", "aria-selected": "false", tabindex: "-1",
      class: `shohyo-search-option shohyo-search-option--${kind}`,
    }, ...children);
    options.push(option);
    return option;
  };
  /** @param {Element} place @param {(Result & {note?: string})[]} results @param {string[]} words that are marked */
  const add = (place, results, words) => {
    const before = options.length;
    for (const result of results) {
      const [best, ...others] = result.sections;
      place.append(optionOf(result, "", "page",
        element("span", { class: "shohyo-result__head" },
          element("span", { class: "shohyo-result__title" }, result.title), " ", ...about(result).flatMap((part) => [part, " "])),
        ...(best && !best.anchor ? [element("span", { class: "shohyo-result__snippet" }, ...marked(best.snippet))] : []),
      ));
      for (const section of [...(best && best.anchor ? [best] : []), ...others.filter((other) => other.anchor)].slice(0, 2)) {
        place.append(optionOf(result, section.anchor, "section",
          element("span", { class: "shohyo-result__heading" }, section.heading), " ",
          element("span", { class: "shohyo-result__snippet" }, ...marked(section.snippet)),
        ));
      }
    }
    for (const option of options.slice(before)) terms.set(option, words);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
  };
  /** @param {string} title @param {string} query */
  const group = (title, query) => {
    const made = element("div", { role: "group", "aria-label": title });
    const heading = element(query ? "a" : "p", { class: "shohyo-search-option shohyo-step", role: "presentation" }, title);
    if (heading instanceof HTMLAnchorElement) {
      const id = `shohyo-search-option-${options.length}`;
      Object.assign(heading, { id, role: "option", ariaSelected: "false", tabIndex: -1, href: addressOf(query) }).dataset.shohyoSearchGo = "";
      options.push(heading);
    }
    made.append(heading);
    list.append(made);
    return made;
  };
  const clear = () => {
    whenSeen(null, () => {});
    options = [];
    list.replaceChildren();
    list.scrollTop = 0;
    choose(-1);
    add(list, [], []);
  };
  const run = async () => {
    const current = turn();
    const text = clip(input.value);
    const isClipped = text !== input.value;
    if (isClipped) input.value = text;
    all.href = text.trim() ? addressOf(text) : searchPage;
    if (!text.trim()) {
      clear();
      status.replaceChildren();
      list.removeAttribute("aria-busy");
      return;
    }
    list.setAttribute("aria-busy", "true");
    const done = working(status);
    try {
      const answer = await ask(text, { limit: AT_ONCE });
      if (!current()) return;
      done();
      answer.clipped ||= isClipped;
      clear();
      add(list, answer.results, answer.terms);
      status.replaceChildren(statusOf(answer, text));
      const goOn = async () => {
        const further = await ask(text, { limit: IN_DIALOG - AT_ONCE, offset: AT_ONCE });
        if (!current()) return;
        add(list, further.results, further.terms);
        status.replaceChildren(statusOf({ ...further, clipped: answer.clipped }, text));
      };
      whenSeen(answer.results.length === AT_ONCE && answer.total > AT_ONCE ? options[options.length - 1] : null, () => goOn().catch(() => {}));
      await goFurther(answer, { text, filters: {}, limit: IN_DIALOG, current, group, add });
    } catch {
      if (!current()) return;
      if (!options.length) status.replaceChildren(...trouble());
    } finally {
      done();
    }
    if (current()) list.removeAttribute("aria-busy");
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
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    cancel();
    if (input.value.trim()) location.assign(addressOf(input.value));
  });
  handOn(list, (link) => terms.get(link) || [], () => dialog.close());
  list.addEventListener("click", (event) => {
    const link = otherQuery(event);
    if (!link) return;
    input.value = new URL(link.href).searchParams.get("q") || "";
    input.focus();
    run();
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
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
