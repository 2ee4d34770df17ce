// @ts-check
/*
 * Tables that the reader filters and sorts; the choice stands in the address.
 * What a row is comes as JSON in data-row, written by shohyo/page/filter.py: field → values, `id`, `sort` (order → rank).
 */

import { moveTo } from "./shared/address.js";
import { rowsIn } from "./shared/rows.js";

/**
 * Keep a form, the address and what is shown in step.
 * @param {HTMLFormElement} form
 * @param {(state: Record<string, string>) => [number, number]} apply shows a choice; returns shown and all
 */
export function bindFilter(form, apply) {
  const fields = Array.from(form.querySelectorAll("select"));
  const status = form.querySelector("[role=status]");

  function show() {
    /** @type {Record<string, string>} */
    const state = {};
    for (const field of fields) state[field.name] = field.value;
    const [shown, all] = apply(state);
    const text = String(form.dataset.status).replace("{shown}", String(shown)).replace("{all}", String(all));
    if (status) status.textContent = text;
  }

  function restore() {
    const query = new URLSearchParams(location.search);
    for (const field of fields) {
      field.value = query.get(field.name) || "";
      if (field.selectedIndex < 0) field.value = ""; // an address with a value that is gone
    }
    show();
  }

  function changed() {
    const query = new URLSearchParams(location.search);
    for (const field of fields) {
      if (field.value) query.set(field.name, field.value);
      else query.delete(field.name);
    }
    // a slash may stand in a query, and reads better
    const text = query.toString().replace(/%2F/g, "/");
    const address = location.pathname + (text && "?" + text) + location.hash;
    moveTo(address, show);
  }

  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of fields) field.value = "";
    changed();
  });
  window.addEventListener("popstate", restore);
  form.hidden = false;
  restore();
}

globalThis.Shohyo = { ...globalThis.Shohyo, bindFilter };

/** @param {HTMLElement} block */
function filterTables(block) {
  const form = block.querySelector("form");
  if (!form) return;
  /** @type {import("./shared/rows.js").Row<{id: string, sort: Record<string, number>} & Record<string, string[]>>[]} */
  const rows = rowsIn(block);
  block.classList.toggle("shohyo-filter--long", rows.length >= Number(form.dataset.long));
  const groups = Array.from(block.querySelectorAll(".shohyo-filter__group"), (element) => ({
    element: /** @type {HTMLElement} */ (element),
    rows: rows.filter((row) => element.contains(row.element)),
  }));
  const all = new Set(rows.map((row) => row.data.id)).size;
  let order = "";
  /** @type {HTMLElement | undefined} */
  let flat; // the one table of a sorted view

  /** @param {string} wanted */
  function sort(wanted) {
    if (wanted === order) return;
    order = wanted;
    if (wanted && !flat && rows.length) {
      const table = /** @type {HTMLElement} */ (rows[0].home.parentElement);
      flat = /** @type {HTMLElement} */ (table.cloneNode(true));
      flat.removeAttribute("id");
      /** @type {HTMLElement} */ (flat.querySelector("tbody")).replaceChildren();
      block.append(flat);
    }
    if (!flat) return;
    const body = /** @type {HTMLElement} */ (flat.querySelector("tbody"));
    // a stable sort: rows of one rank stay in the order of the page
    const sorted = wanted ? rows.slice().sort((a, b) => a.data.sort[wanted] - b.data.sort[wanted]) : rows;
    /** @type {Map<Element, Element[]>} all at once for each table: one by one is slow */
    const moved = new Map();
    for (const row of sorted) {
      const home = wanted ? body : row.home;
      const there = moved.get(home);
      if (there) there.push(row.element);
      else moved.set(home, [row.element]);
    }
    for (const [home, elements] of moved) home.append(...elements);
    flat.hidden = !wanted;
  }

  bindFilter(form, (state) => {
    const wanted = Object.entries(state).filter(([name, value]) => value && name !== "sort");
    sort(state.sort || "");
    const shown = new Set();
    for (const row of rows) {
      const fits = wanted.every(([name, value]) => row.data[name].includes(value));
      // a page that stands in two groups stands once in a sorted view
      const hidden = !fits || (order !== "" && shown.has(row.data.id));
      if (fits) shown.add(row.data.id);
      if (row.element.hidden !== hidden) row.element.hidden = hidden;
    }
    for (const group of groups) group.element.hidden = order !== "" || group.rows.every((row) => row.element.hidden);
    if (flat) flat.hidden = order === "" || !shown.size;
    return [shown.size, all];
  });
}

for (const block of document.querySelectorAll(".shohyo-filter")) filterTables(/** @type {HTMLElement} */ (block));
