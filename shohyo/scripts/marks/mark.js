// @ts-check
/** Marks on the page that a reader arrives at from a result: where the matcher of the results finds the terms in it. */

import { element } from "../shared/element.js";
import { isComposing } from "../ui/typing.js";
import { spansIn } from "./spans.js";

/**
 * @typedef {import("../ui/marks.js").Wanted} Wanted
 * @typedef {{text: string, parts: {at: number, node: Text, from: number, apart: boolean}[]}} Line  where each part begins, here and
 *   in its node, and whether it is of a ruby, so that a reading may stand between it and the next one
 */

const MARKED = "shohyo-marks"; // name of the highlight

// what is no text of the page, and what the index leaves out of a line
const SILENT = "script, style, noscript, template, dialog, rp, .headerlink, .footnote-reference, .shohyo-marks-note, [hidden]";

const BETWEEN = /^[ぁ-ゖー]{1,3}$/; // what may stand between two readings of one word

/** @param {Element} within @returns {Line[]} the visible text in lines as the index has them; readings are apart from what they read */
function linesOf(within) {
  /** @type {Line[]} */
  const lines = [];
  /** @type {Line} */
  let line;
  /** @type {Line} */
  let reading;
  const begin = () => {
    lines.push((reading = { text: "", parts: [] }));
    return reading;
  };
  const end = () => {
    begin();
    lines.push((line = { text: "", parts: [] }));
  };
  end();
  /** @param {Line} line @param {Text} node @param {string} piece @param {number} from */
  const add = (line, node, piece, from) => {
    line.parts.push({ at: line.text.length, node, from, apart: !!node.parentElement?.closest("ruby") || line === reading });
    line.text += piece;
  };
  const walk = (/** @type {Node} */ node) => {
    if (node instanceof Text) {
      const ruby = node.parentElement?.closest("ruby, rt");
      if (ruby?.localName === "rt") return add(reading, node, node.data, 0);
      if (!ruby && node.data) {
        if (reading.text && BETWEEN.test(node.data)) add(reading, node, node.data, 0);
        else if (reading.text) begin();
      }
      // in code, each line by itself
      const pieces = node.parentElement?.closest("pre") ? node.data.split("\n") : [node.data];
      let from = 0;
      for (const [at, piece] of pieces.entries()) {
        if (at) end();
        add(line, node, piece, from);
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

/** @param {Wanted} wanted @param {Line} line @returns {Range[][]} of each match, what is marked: no readings between its pieces */
function rangesIn({ terms, folded }, { text, parts }) {
  return spansIn(text, terms, folded).map(([start, end]) => {
    /** @type {Range[]} */ const ranges = [];
    let isApart = true;
    parts.forEach(({ at, node, from, apart }, index) => {
      const [first, last] = [Math.max(start, at), Math.min(end, index + 1 < parts.length ? parts[index + 1].at : text.length)];
      if (first >= last) return;
      const range = isApart || apart ? document.createRange() : ranges[ranges.length - 1];
      if (range !== ranges[ranges.length - 1]) {
        ranges.push(range);
        range.setStart(node, from + first - at);
      }
      range.setEnd(node, from + last - at);
      isApart = apart;
    });
    return ranges;
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
  const matches = linesOf(within).flatMap((line) => rangesIn(wanted, line));
  if (!matches.length) return;
  CSS.highlights.set(MARKED, new Highlight(...matches.flat()));
  const clear = element("button", { type: "button", class: "shohyo-marks-note__clear" }, label("clear"));
  const note = element("div", { class: "shohyo-marks-note", role: "status" }, label("marked", matches.length), " ", clear);
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
