// @ts-check
/*
 * The map: what is chosen in the form is shown in picture and table alike; pointing at a pattern, or moving the
 * focus to it, brings out its neighbours. Needs shohyo-table.js. Rows and ids are written by shohyo/page/map.py.
 */

import { rowsIn } from "./shared/rows.js";

/** @param {HTMLElement} block */
function start(block) {
  const form = block.querySelector("form");
  const picture = block.querySelector(".shohyo-map__picture");
  if (!form || !picture) return;
  /** @type {Map<string, Element>} */
  const arcs = new Map();
  for (const arc of picture.querySelectorAll("[data-edge]")) arcs.set(arc.getAttribute("data-edge") || "", arc);
  const nodes = Array.from(picture.querySelectorAll("[data-id]"), (element) => ({
    element,
    id: element.getAttribute("data-id") || "",
  }));
  /** @type {import("./shared/rows.js").Row<{id: string, ends: string[], kind: string[], type: string, book: string[]}>[]} */
  const rows = rowsIn(block);

  Shohyo.bindFilter(form, (state) => {
    const seen = new Set(state.node ? [state.node] : []);
    let shown = 0;
    for (const row of rows) {
      const { id, ends, kind, type, book } = row.data;
      const fits =
        (!state.kind || kind.includes(state.kind)) &&
        (!state.book || book.includes(state.book)) &&
        (!state.relation || type === state.relation) &&
        (!state.node || ends.includes(state.node));
      row.element.hidden = !fits;
      const arc = arcs.get(id);
      if (arc) arc.classList.toggle("is-off", !fits);
      if (!fits) continue;
      if (arc) shown++;
      for (const end of ends) seen.add(end);
    }
    for (const node of nodes) node.element.classList.toggle("is-off", !seen.has(node.id));
    return [shown, arcs.size];
  });

  /** @param {string | null} id of the pattern to bring out; null: all are alike again */
  function bringOut(id) {
    const near = new Set([id]);
    for (const { data } of rows) {
      const touches = id !== null && data.ends.includes(id);
      const arc = arcs.get(data.id);
      if (arc) arc.classList.toggle("is-near", touches);
      if (touches) for (const end of data.ends) near.add(end);
    }
    for (const node of nodes) node.element.classList.toggle("is-near", near.has(node.id));
    /** @type {Element} */ (picture).classList.toggle("is-busy", id !== null);
  }

  /** @param {Event} event */
  function over(event) {
    const node = event.target instanceof Element ? event.target.closest("[data-id]") : null;
    bringOut(node && node.getAttribute("data-id"));
  }
  picture.addEventListener("pointerover", over);
  picture.addEventListener("focusin", over);
  for (const name of ["pointerleave", "focusout"]) picture.addEventListener(name, () => bringOut(null));
}

for (const block of document.querySelectorAll(".shohyo-map")) start(/** @type {HTMLElement} */ (block));
