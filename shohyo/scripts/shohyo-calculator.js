// @ts-check
/*
 * Calculators: what a reader writes into the fields is reckoned at once, and stands in the address.
 * Fields, results and the trees of their formulas are written by shohyo/calculators/view.py.
 */

import { numberText, reckon } from "./calculator/formula.js";

/** @typedef {(query: URLSearchParams) => void} Act */

/** @param {Element} block @param {number} index @returns {[read: Act, note: Act]} takes values from an address; puts them there */
function start(block, index) {
  const fields = block.querySelectorAll("input");
  const reset = /** @type {HTMLButtonElement} */ (block.querySelector("button"));
  /** @param {HTMLInputElement} field @returns {string} its name in the address */
  const named = (field) => `c${index + 1}.${field.dataset.id}`;
  const isOwn = (/** @type {HTMLInputElement} */ field) => field.value !== "" && Number(field.value) === Number(field.defaultValue);

  function show() {
    /** @type {Map<string, number>} */
    const values = new Map();
    for (const field of fields) {
      const value = field.value === "" ? NaN : Number(field.value);
      const fits = isFinite(value) && !(value < Number(field.min || -Infinity)) && !(value > Number(field.max || Infinity));
      field.setAttribute("aria-invalid", String(!fits));
      values.set(String(field.dataset.id), fits ? value : NaN);
    }
    for (const output of block.querySelectorAll("output")) {
      const value = reckon(JSON.parse(String(output.dataset.formula)), values);
      values.set(String(output.dataset.id), value);
      const text = numberText(value, output.dataset.digits || "");
      if (output.textContent !== text) output.textContent = text; // it is read out when it changes
    }
    reset.disabled = Array.from(fields).every(isOwn);
  }

  for (const field of fields) field.readOnly = false;
  reset.hidden = false;
  reset.addEventListener("click", () => {
    for (const field of fields) field.value = field.defaultValue;
    fields[0].focus(); // a button that is off has no focus
    show();
    keep();
  });
  block.addEventListener("input", show);
  block.addEventListener("change", keep);
  return [
    (query) => {
      for (const field of fields) {
        field.value = query.get(named(field)) || "";
        if (field.value === "") field.value = field.defaultValue;
      }
      show();
    },
    (query) => {
      for (const field of fields) {
        if (field.value === "" || isOwn(field)) query.delete(named(field));
        else query.set(named(field), field.value);
      }
    },
  ];
}

/** Put what differs from the page's values into the address, without a step for the button that goes back. */
function keep() {
  const query = new URLSearchParams(location.search);
  for (const [, note] of calculators) note(query);
  const text = query.toString();
  try {
    history.replaceState(history.state, "", location.pathname + (text && "?" + text) + location.hash);
  } catch {
    // a browser that keeps files from changing their address, or that was asked too often
  }
}

function restore() {
  const query = new URLSearchParams(location.search);
  for (const [read] of calculators) read(query);
}

const calculators = Array.from(document.querySelectorAll(".shohyo-calculator"), start);
addEventListener("popstate", restore);
restore();
