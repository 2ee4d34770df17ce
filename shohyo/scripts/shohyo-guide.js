// @ts-check
/**
 * The decision guide: one question at a time, the answers in the address, and what they lead to.
 * Everything is read from the outline in the page, which stays below for those who want to see it all.
 */

import { moveTo } from "./shared/address.js";
import { opensElsewhere } from "./shared/click.js";
import { element } from "./shared/element.js";
import { labelOf } from "./shared/label.js";

/**
 * @typedef {{id: string, text: string, next: string, core: string, add: string[], watch: string[], action: string}} Answer
 * @typedef {{id: string, text: string, why: Element, answers: Answer[]}} Question
 * @typedef {{question: Question, answer: Answer}} Step
 */

/** @param {string | undefined} text @returns {string[]} */
const words = (text) => (text || "").split(" ").filter(Boolean);

/** @param {string} part @returns {string} */
const part = (part) => "shohyo-guide__" + part;

/** @param {Element | null} node @returns {Node[]} copies of what is in it; anchors stay with the original */
function copies(node) {
  if (!node) return [];
  const copy = /** @type {Element} */ (node.cloneNode(true));
  for (const child of copy.querySelectorAll("[id]")) child.removeAttribute("id");
  return Array.from(copy.childNodes);
}

/** @param {Node} node @returns {string} a line of Markdown */
function inline(node) {
  if (!(node instanceof Element)) return (node.textContent || "").replace(/\s+/g, " ").replace(/[\\`*_[\]<>#|~]/g, "\\$&");
  const text = Array.from(node.childNodes, inline).join("");
  if (node instanceof HTMLAnchorElement) return `[${text}](${node.href.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
  return node.matches("strong, .shohyo-badge") ? `**${text.trim()}**` : text;
}

/** @param {Element} node @returns {string} blocks of Markdown, with an empty line between two */
function markdown(node) {
  if (node.matches(`.${part("tools")}, .shohyo-diagram__figure`)) return ""; // the list beside a picture says the same
  const level = /^H([1-6])$/.exec(node.tagName);
  if (level) return "#".repeat(Number(level[1])) + " " + inline(node).trim();
  if (node.tagName === "P") return inline(node).trim();
  const blocks = Array.from(node.children, markdown);
  if (!/^[OU]L$/.test(node.tagName)) return (blocks.some(Boolean) ? blocks.filter(Boolean) : node.children.length ? [] : [inline(node).trim()]).join("\n\n");
  return Array.from(node.children, (item, index) => {
    const open = item.querySelector(":scope > [data-level]:not([data-level='skip'])");
    const mark = node.tagName === "OL" ? `${index + 1}. ` : open ? "- [ ] " : "- ";
    const text = item.querySelector("p, ul, ol") ? blocks[index] : inline(item).trim();
    return mark + text.replace(/\n(?=.)/g, "\n" + " ".repeat(mark.startsWith("-") ? 2 : mark.length));
  }).join("\n");
}

/**
 * @param {HTMLElement} guide @param {HTMLElement} outline
 * @param {string} start the first question
 */
function begin(guide, outline, start) {
  /** @param {string} name @param {...(string | number)} values @returns {string} a text of the interface */
  const label = (name, ...values) => labelOf(guide, name, ...values);

  /** @param {string} name of the attribute @param {string} value @returns {HTMLElement | null} a block of the outline */
  const block = (name, value) => outline.querySelector(`[data-${name}="${value}"]`);

  /* ---- the guide, as the outline says it ---- */

  /** @type {Map<string, Question>} */
  const questions = new Map();
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (outline.querySelectorAll("[data-ask]"))) {
    const answers = Array.from(/** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll("[data-choice]")), (one) => ({
      id: one.dataset.choice || "",
      text: (one.querySelector("p") || one).textContent || "",
      next: one.dataset.next || "",
      core: one.dataset.sets || "",
      add: words(one.dataset.adds),
      watch: words(one.dataset.watches),
      action: one.dataset.action || "",
    }));
    const id = node.dataset.ask || "";
    const [text, why] = [part("text"), part("why")].map((name) => /** @type {Element} */ (node.querySelector("." + name)));
    questions.set(id, { id, text: text.textContent || "", why, answers });
  }

  /** @type {Map<string, number>} */
  const lengths = new Map();
  /** @param {string} id @returns {number} questions from this one to the end, on the longest way */
  function longest(id) {
    const question = questions.get(id);
    if (!question) return 0;
    let length = lengths.get(id);
    if (!length) lengths.set(id, (length = 1 + Math.max(...question.answers.map((answer) => longest(answer.next)))));
    return length;
  }

  /** @returns {string} answers as the address has them */
  const given = () => new URLSearchParams(location.search).get("a") || "";

  /** @param {Step[]} steps @returns {string} */
  function addressOf(steps) {
    const address = location.href.replace(/[?#].*$/, "");
    return steps.length ? address + "?a=" + steps.map((step) => step.answer.id).join(".") : address;
  }

  /** @returns {{steps: Step[], next: string, wrong: boolean}} answers that hold, and what is asked after them */
  function walk() {
    const steps = [];
    let next = start;
    for (const id of given().split(".").filter(Boolean)) {
      const question = questions.get(next);
      const answer = question && question.answers.find((one) => one.id === id);
      if (!question || !answer) return { steps, next, wrong: true };
      steps.push({ question, answer });
      next = answer.next;
    }
    return { steps, next, wrong: false };
  }

  /* ---- what is shown ---- */

  const panel = element("div", { class: part("panel") });
  const notice = element("p", { class: part("notice"), role: "status" });
  const all = element("details", { class: part("all") }, element("summary", {}, label("outline")), outline);
  guide.append(notice, panel, all);
  let shown = "";

  /** @param {Step[]} steps the answers to go to */
  function go(steps) {
    moveTo(addressOf(steps), () => show(true));
  }

  /** @param {boolean} move whether the reader goes on to the new heading */
  function show(move) {
    const { steps, next, wrong } = walk();
    shown = given();
    notice.textContent = wrong ? label("wrong") : "";
    const question = questions.get(next);
    panel.replaceChildren(question ? asking(question, steps) : result(steps));
    if (move) panel.querySelector("h2")?.focus();
    if (!question && (move || !location.hash)) panel.scrollIntoView(); // a result fits a screen, and begins at its top
  }

  /** @param {string} name @param {() => void} act @returns {HTMLElement} */
  function button(name, act) {
    const made = element("button", { type: "button", class: part("tool") }, label(name));
    made.addEventListener("click", act);
    return made;
  }

  /** @param {Step[]} steps @returns {HTMLElement[]} buttons that go back, once there is something to go back to */
  function returns(steps) {
    return steps.length ? [button("back", () => go(steps.slice(0, -1))), button("restart", () => go([]))] : [];
  }

  /** @param {Step[]} steps @returns {HTMLElement} the answers; each question leads back to itself */
  function answered(steps) {
    return element(
      "ol",
      { class: part("given") },
      ...steps.map(({ question, answer }, index) => {
        const link = element("a", { href: addressOf(steps.slice(0, index)) }, question.text);
        link.addEventListener("click", (event) => {
          if (opensElsewhere(event)) return;
          event.preventDefault();
          go(steps.slice(0, index));
        });
        return element("li", {}, link, " ", element("strong", {}, answer.text));
      })
    );
  }

  /** @param {Question} question @param {Step[]} steps given before @returns {HTMLElement} */
  function asking(question, steps) {
    const number = steps.length + 1;
    const most = steps.length + longest(question.id);
    const progress = label("progress", number, most);
    return element(
      "section",
      { "data-question": question.id, "aria-labelledby": "guide-asked" },
      element(
        "p",
        { class: part("progress") },
        element("progress", { max: String(most), value: String(steps.length), "aria-label": progress }),
        ...Array.from(question.why.querySelectorAll(".shohyo-badge"), (stage) => stage.cloneNode(true)),
        element("span", {}, progress)
      ),
      element("h2", { id: "guide-asked", tabindex: "-1" }, question.text),
      element("p", { class: part("why") }, element("strong", {}, label("why")), " ", ...copies(question.why).filter((node) => !(node instanceof Element))),
      element(
        "div",
        { class: part("choices"), role: "group", "aria-labelledby": "guide-asked" },
        ...question.answers.map((answer) => {
          const made = element("button", { type: "button", "data-answer": answer.id }, answer.text);
          made.addEventListener("click", () => go([...steps, { question, answer }]));
          return made;
        })
      ),
      element("div", { class: part("tools") }, ...returns(steps)),
      ...(steps.length ? [element("h3", {}, label("given")), answered(steps)] : [])
    );
  }

  /** @param {Step[]} steps a whole path @returns {HTMLElement} */
  function result(steps) {
    const id = steps.map((step) => step.answer.core).join("");
    const core = block("result", id);
    const add = [...new Set(steps.flatMap((step) => step.answer.add))];
    const watch = new Set([...steps.flatMap((step) => step.answer.watch), ...words(core ? core.dataset.watches : "")]);
    const actions = steps.flatMap((step) => step.answer.action || []);

    /** @param {"add" | "watch"} kind @param {string} name @returns {HTMLElement[]} the answers that called for a pattern */
    const reasons = (kind, name) =>
      steps.filter((step) => step.answer[kind].includes(name)).map((step) => element("p", { class: part("reason") }, label("reason", step.answer.text)));
    /** @param {HTMLElement | null} from a block of the outline @returns {[Node[], Element[]]} its title, and the rest */
    const split = (from) => {
      const [title, ...rest] = /** @type {Element[]} */ (copies(from).filter((node) => node instanceof Element));
      return [copies(title || null), rest];
    };
    /** @param {string} selector @returns {Node[]} copies of what is in that part of the core's block */
    const piece = (selector) => copies(core && core.querySelector(selector));
    /** @param {string} name @param {HTMLElement | null} content @param {boolean} [open] @returns {HTMLElement[]} a part that is folded */
    const fold = (name, content, open = false) =>
      content ? [element("details", { class: part("fold"), open }, element("summary", {}, element("h3", {}, label(name))), content)] : [];

    /** @returns {HTMLElement} core and additions in the order in which a request comes to them, by the parts of a system */
    function whole() {
      const rows = element("ol", { class: part("whole") });
      const chosen = [core, ...add.map((name) => block("addon", name))].flatMap((one) => one || []);
      chosen.sort((one, other) => Number(one.dataset.rank) - Number(other.dataset.rank));
      let last = "";
      for (const one of chosen) {
        const { addon, part: title = "" } = one.dataset;
        if (!rows.lastElementChild || title !== last) rows.append(element("li", {}, element("p", { class: part("part") }, title)));
        last = title;
        const why = addon ? reasons("add", addon) : [element("p", { class: part("reason") }, ...piece("." + part("when")))];
        const name = element("p", { class: part("name") }, element("strong", {}, ...split(one)[0]));
        rows.lastElementChild?.append(element("div", { class: part(addon ? "box" : "heart"), "data-add": addon || false }, name, ...why));
      }
      return rows;
    }

    const picture = core && core.querySelector("." + part("picture"));
    const checks = add.map((name) => {
      const [title, rest] = split(block("addon", name));
      return element("div", { class: part("entry") }, element("h4", {}, ...title), ...rest);
    });
    const warnings = Array.from(watch, (name) => {
      const [title, rest] = split(block("antipattern", name));
      return element("div", { "data-watch": name, class: part("entry") }, element("h4", {}, ...title), ...reasons("watch", name), ...rest);
    });
    const page = element(
      "article",
      { "data-core": id, class: part("result"), "aria-labelledby": "guide-core" },
      element("p", { class: part("kicker") }, label("result")),
      element("h2", { id: "guide-core", tabindex: "-1" }, ...piece("." + part("title"))),
      element("h3", { class: part("lead") }, label("whole")),
      whole(),
      ...(add.length ? [] : [element("p", {}, label("none"))]),
      ...fold("actions", actions.length ? element("ul", {}, ...actions.map((one) => element("li", {}, one))) : null, true),
      ...fold("checklist", element("div", { class: part("checklist") }, ...piece("." + part("checklist")))),
      ...fold("adds", checks.length ? element("div", { class: part("entries") }, ...checks) : null),
      ...fold("watch", element("div", { class: part("entries") }, ...warnings)),
      ...fold("picture", picture && element("div", { class: part("picture") }, ...copies(picture))),
      ...fold("because", answered(steps)),
      element("p", { class: part("grow") }, ...piece("." + part("grow"))),
      element("p", { class: part("address") }, label("address"), " ", element("a", { href: location.href }, location.href))
    );
    const copy = button("copy", () => copyMarkdown(page, tools));
    const tools = element("div", { class: part("tools") }, button("print", () => window.print()), copy, ...returns(steps));
    page.querySelector("." + part("whole"))?.after(tools);
    return page;
  }

  /** @param {Element} page @param {HTMLElement} tools where it is said how it went */
  function copyMarkdown(page, tools) {
    const text = markdown(page) + "\n";
    for (const old of tools.querySelectorAll("p, textarea")) old.remove();
    const said = element("p", { role: "status", class: part("said") });
    tools.append(said);
    const byHand = () => {
      const field = element("textarea", { readonly: "", rows: "8", "aria-label": label("text") });
      field.value = text;
      tools.append(field);
      field.select();
      said.textContent = label("select");
    };
    if (!navigator.clipboard) byHand();
    else navigator.clipboard.writeText(text).then(() => (said.textContent = label("copied")), byHand);
  }

  addEventListener("popstate", () => {
    if (given() !== shown) show(true); // not for a mere anchor
  });
  show(false);
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && outline.contains(target)) {
    all.open = true;
    target.scrollIntoView();
  }
}

const guide = document.getElementById("guide");
const outline = guide && /** @type {HTMLElement | null} */ (guide.querySelector(".shohyo-guide__outline"));
if (guide && outline && guide.dataset.start) begin(guide, outline, guide.dataset.start);
