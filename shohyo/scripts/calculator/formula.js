// @ts-check
/*
 * Reckons trees and writes numbers as shohyo/calculators/formula.py does, which makes the trees.
 * What is changed here is changed there.
 */

/** @typedef {number | string | [string, ...any[]]} Tree a number, a name, or what is done and what it is done with */

const NEAR = 1e-12;

/** @param {number} a @param {number} b */
const near = (a, b) => Math.abs(a - b) <= NEAR * Math.max(Math.abs(a), Math.abs(b));

/** @param {number} x */
function floor(x) {
  const whole = Math.floor(x + 0.5);
  return Math.abs(x - whole) <= NEAR * Math.max(1, Math.abs(x)) ? whole : Math.floor(x);
}

/** @param {number} servers @param {number} load */
function erlangC(servers, load) {
  if (servers < 1 || servers > 1e4 || servers % 1 || load < 0 || load >= servers) return NaN;
  let lost = 1;
  for (let number = 1; number <= servers; number++) lost = (load * lost) / (number + load * lost);
  return lost / (1 - (load / servers) * (1 - lost));
}

/** @type {Record<string, (...numbers: number[]) => number | boolean>} */
const OPERATIONS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "**": Math.pow,
  "%": (a, b) => {
    const whole = floor(a / b);
    return near(a / b, whole) ? 0 : a - b * whole;
  },
  neg: (a) => -a,
  "<": (a, b) => a < b && !near(a, b),
  "<=": (a, b) => a < b || near(a, b),
  ">": (a, b) => a > b && !near(a, b),
  ">=": (a, b) => a > b || near(a, b),
  "==": near,
  "!=": (a, b) => !near(a, b),
  min: Math.min,
  max: Math.max,
  ceil: (x) => -floor(-x),
  floor,
  round: (x) => floor(x + 0.5),
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  abs: Math.abs,
  erlang_c: erlangC,
};

/**
 * Return the value of a tree.
 * @param {Tree} tree @param {Map<string, number>} values @returns {number} NaN if a step of it has none
 */
export function reckon(tree, values) {
  if (typeof tree === "number") return tree;
  if (typeof tree === "string") return values.get(tree) ?? NaN;
  const [name, ...inner] = tree;
  const numbers = [];
  for (const each of name === "if" ? inner.slice(0, 1) : inner) {
    const number = reckon(each, values);
    if (!isFinite(number)) return NaN;
    numbers.push(number);
  }
  if (name === "if") return reckon(inner[numbers[0] ? 1 : 2], values);
  const found = Number(OPERATIONS[name](...numbers));
  return isFinite(found) ? found : NaN;
}

/**
 * Return a number as a page shows it.
 * @param {number} value @param {string} digits so many stand behind the point; unless given, what makes three significant ones
 */
export function numberText(value, digits) {
  if (!isFinite(value)) return "–";
  const size = Math.abs(value);
  const rough = size.toExponential(2);
  const power = Number(rough.split("e")[1]);
  let text = rough;
  if (power < 15 && (power >= -6 || digits)) {
    text = size.toFixed(digits ? Number(digits) : Math.max(0, 2 - power));
    if (!digits && text.includes(".")) text = text.replace(/\.?0+$/, "");
    text = text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));
  }
  return (value < 0 && /[1-9]/.test(text) ? "-" : "") + text;
}
