// @ts-check
/** Marks on the page that a reader arrives at from a result: where the matcher of the results finds the terms in it. */

import { element } from "../shared/element.js";
import { isComposing } from "../ui/typing.js";

/**
 * @typedef {import("../ui/marks.js").Wanted} Wanted
 * @typedef {{text: string, parts: {at: number, node: Text, from: number}[]}} Line  where each part begins, here and in its node
 */

const MARKED = "shohyo-marks"; // name of the highlight

// what is no text of the page, and what the index leaves out of a line
const SILENT = "script, style, noscript, template, dialog, .headerlink, .footnote-reference, .shohyo-marks-note, [hidden]";

/** @param {Element} within @returns {Line[]} the visible text in lines as the index has them */
function linesOf(within) {
  /** @type {Line[]} */
  const lines = [];
  /** @type {Line} */
  let line;
  const end = () => lines.push((line = { text: "", parts: [] }));
  end();
  const walk = (/** @type {Node} */ node) => {
    if (node instanceof Text) {
      // in code, each line by itself
      const pieces = node.parentElement?.closest("pre") ? node.data.split("\n") : [node.data];
      let from = 0;
      for (const [at, piece] of pieces.entries()) {
        if (at) end();
        line.parts.push({ at: line.text.length, node, from });
        line.text += piece;
        from += piece.length + 1;
      }
    } else if (node instanceof Element && !node.matches(SILENT)) {
      const { display } = getComputedStyle(node);
      if (display === "none") return;
      const isBlock = node.tagName === "BR" || !/^(inline|ruby|contents)/.test(display);
      if (isBlock) end();
      node.childNodes.forEach(walk);
      if (isBlock) end();
    }
  };
  walk(within);
  return lines;
}

/** @param {Wanted} wanted @param {Line} line @returns {Range[]} */
function rangesIn({ terms, folded }, { text, parts }) {
  return Shohyo.search.spansIn(text, terms, folded).map(([start, end]) => {
    const range = document.createRange();
    /** @param {number} at */
    const partAt = (at) => /** @type {Line["parts"][0]} */ (parts.filter((part) => part.at <= at).pop());
    const [first, last] = [partAt(start), partAt(end - 1)];
    range.setStart(first.node, first.from + start - first.at);
    range.setEnd(last.node, last.from + end - last.at);
    return range;
  });
}

/** @type {(() => void) | null} */
let unmark = null;

/**
 * Mark what is wanted and nothing else; the engine is loaded.
 * @param {Wanted} wanted @param {(name: string, ...values: number[]) => string} label
 */
export function mark(wanted, label) {
  if (unmark) unmark();
  const within = document.querySelector("article.bd-article, [role=main] article, article, [role=main], main, .body") || document.body;
  const ranges = linesOf(within).flatMap((line) => rangesIn(wanted, line));
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
