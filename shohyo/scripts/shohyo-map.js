// @ts-check
/*
 * The map: what is chosen in the form is shown in pictures and tables alike; pointing at a pattern, or moving the
 * focus to it, brings out its neighbours. Needs shohyo-table.js. Rows and ids are written by shohyo/page/map.py.
 */

import { rowsIn } from "./shared/rows.js";

/** @param {HTMLElement} block */
function start(block) {
  const form = block.querySelector("form");
  if (!form) return;
  /** @type {NodeListOf<SVGElement>} in the picture of all, and in those of chapters */
  const arcs = block.querySelectorAll("[data-edge]");
  /** @type {NodeListOf<SVGElement>} */
  const nodes = block.querySelectorAll("[data-id]");
  /** @type {import("./shared/rows.js").Row<{id: string, ends: string[], kind: string[], type: string, book: string[]}>[]} */
  const rows = rowsIn(block);

  /**
   * @param {string} name of a class
   * @param {(edge: string | undefined) => boolean} ofArc whether an arc has it
   * @param {(id: string | undefined) => boolean} ofNode
   */
  function mark(name, ofArc, ofNode) {
    for (const arc of arcs) arc.classList.toggle(name, ofArc(arc.dataset.edge));
    for (const node of nodes) node.classList.toggle(name, ofNode(node.dataset.id));
  }

  Shohyo.bindFilter(form, (state) => {
    const chosen = Object.values(state).some(Boolean);
    /** @type {Set<string | undefined>} */
    const seen = new Set([state.node]);
    /** @type {Set<string | undefined>} */
    const found = new Set();
    for (const row of rows) {
      const { id, ends, kind, type, book } = row.data;
      const fits =
        (!state.kind || kind.includes(state.kind)) &&
        (!state.book || book.includes(state.book)) &&
        (!state.relation || type === state.relation) &&
        (!state.node || ends.includes(state.node));
      row.element.hidden = !fits;
      if (!fits) continue;
      if (type) found.add(id);
      for (const end of ends) seen.add(end);
    }
    mark("is-off", (edge) => !found.has(edge), (id) => !seen.has(id));
    block.classList.toggle("is-chosen", chosen);
    for (const part of block.querySelectorAll("details")) {
      part.hidden = chosen && !part.querySelector("tr[data-row]:not([hidden])");
      if (chosen) part.open = true;
    }
    return [found.size, rows.filter((row) => row.data.type).length];
  });

  /** @param {string | undefined} id of the pattern to bring out; without one all are alike again */
  function bringOut(id) {
    /** @type {Set<string | undefined>} */
    const near = new Set([id]);
    for (const { data } of rows) {
      if (id && data.ends.includes(id)) for (const name of [data.id, ...data.ends]) near.add(name);
    }
    const isNear = (/** @type {string | undefined} */ name) => near.has(name);
    mark("is-near", isNear, isNear);
    block.classList.toggle("is-busy", !!id);
  }

  /** @param {Event} event */
  function over(event) {
    const node = /** @type {SVGElement | null} */ (event.target instanceof Element && event.target.closest("[data-id]"));
    bringOut(node ? node.dataset.id : undefined);
  }
  block.addEventListener("pointerover", over);
  block.addEventListener("focusin", over);
  for (const name of ["pointerleave", "focusout"]) block.addEventListener(name, () => bringOut(undefined));
}

for (const block of document.querySelectorAll(".shohyo-map")) start(/** @type {HTMLElement} */ (block));
