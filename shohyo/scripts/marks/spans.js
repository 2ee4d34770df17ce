// @ts-check
/** Where terms stand in a line of a page: as the matcher of the results says, whatever breaks the source has. */

// A line break of the source between two of these is nothing, as in text/lines.py: those of East Asian width, without Hangul.
const WIDE = "[\\u2e80-\\u312f\\u3190-\\ua4cf\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}]";
const BREAK = new RegExp(`(${WIDE})([ \\t\\r]*\\n\\s*)(?=${WIDE})`, "gu");

/**
 * Return what to mark of a line of a page, be it several in the source.
 * @param {string} text @param {string[]} terms normal forms @param {boolean} folded
 */
export function spansIn(text, terms, folded) {
  // the normal form is without U+200B, so that all else stays where it is
  const line = text.replace(BREAK, (_all, before, space) => before + "\u200b".repeat(space.length));
  const { marksOf, spansOf, termOf } = Shohyo.search;
  return spansOf(marksOf(line, terms.map(termOf), folded, Infinity)).map(([start, end]) => /** @type {[number, number]} */ ([start, start + text.slice(start, end).trimEnd().length]));
}
