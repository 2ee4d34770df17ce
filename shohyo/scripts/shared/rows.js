// @ts-check
/**
 * @template Data
 * @typedef {{element: HTMLElement, home: Element, data: Data}} Row
 */

/** Return the rows of a block, each with what it stands in and the JSON of its data-row. @param {HTMLElement} block @returns {Row<any>[]} */
export function rowsIn(block) {
  const rows = /** @type {NodeListOf<HTMLElement & {parentElement: Element}>} */ (block.querySelectorAll("[data-row]"));
  return Array.from(rows, (element) => ({ element, home: element.parentElement, data: JSON.parse(element.dataset.row || "{}") }));
}
