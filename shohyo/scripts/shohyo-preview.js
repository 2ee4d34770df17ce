// @ts-check
/*
 * Shows what a link leads to, beside the link: when the mouse rests on it, when it has the focus, or after a long
 * touch. A tap or a click follows the link as ever. Esc puts the preview away; the mouse may move into it
 * (WCAG 1.4.13). What is shown comes from a small script of the target's page, loaded when it is first asked for.
 * Written by shohyo/output/previews.py, which marks the links.
 */

/** @typedef {{title: string, kind: string, text: string, related?: Record<string, string[][]>}} Place */
const script = /** @type {HTMLScriptElement} */ (document.currentScript);
const root = new URL("../../", script.src);
const here = script.dataset.here || "";
const SOON = 350; // ms; a mouse that only passes by shows nothing
const LATER = 250; // ms in which the mouse may cross the gap between link and preview
const LONG = 450; // ms of a touch; shorter than the browser's own menu takes

/** @type {Record<string, Record<string, Place>>} page → anchor → what is there */
const known = {};
/** @type {Record<string, Array<() => void>>} page → who waits for it */
const waiting = {};

/** Called by the script of a page. @param {string} page @param {Record<string, Place>} places */
export function addPreview(page, places) {
  known[page] = places;
  for (const go of waiting[page] || []) go();
}
globalThis.Shohyo = { ...globalThis.Shohyo, addPreview };

/** @param {string} page @param {() => void} go */
function load(page, go) {
  if (known[page]) return go();
  if (waiting[page]) return void waiting[page].push(go);
  waiting[page] = [go];
  const element = document.createElement("script");
  const name = (page.replace(/\.html$/, "") || "index").replace(/\/+$/, "");
  element.src = new URL("_static/shohyo/preview/" + name + ".js", root).href;
  document.head.append(element);
}

const box = document.createElement("div");
box.className = "shohyo-preview";
box.id = "shohyo-preview";
box.setAttribute("role", "tooltip");
box.hidden = true;

/** @type {HTMLAnchorElement | null} */
let link = null; // whose preview is shown, or about to be
let title = ""; // of that link, which would be shown a second time
let timer = 0;

function hide() {
  clearTimeout(timer);
  box.hidden = true;
  if (!link) return;
  link.removeAttribute("aria-describedby");
  if (title) link.title = title;
  link = null;
  title = "";
}

/** @param {string} name @param {string} text @param {Element} [parent] */
function add(name, text, parent) {
  const element = document.createElement(name);
  element.textContent = text;
  (parent || box).append(element);
  return element;
}

/** @param {HTMLAnchorElement} from @param {Place} place */
function show(from, place) {
  if (from !== link) return; // the reader has moved on
  box.replaceChildren();
  const head = add("p", "");
  if (place.title) add("strong", place.title, head);
  add("span", place.kind, head).className = "shohyo-badge";
  if (place.text) add("p", place.text);
  for (const [label, why] of (place.related && place.related[here]) || []) {
    add("strong", label + " ", add("p", "")).after(why);
  }
  if (!box.isConnected) document.body.append(box);
  box.hidden = false;
  from.setAttribute("aria-describedby", box.id);
  // below the line of the link, or above it where there is more room; always inside the window
  const lines = from.getClientRects();
  const line = lines[lines.length - 1] || from.getBoundingClientRect();
  const first = lines[0] || line;
  const width = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(line.left, width - box.offsetWidth - 8));
  const below = line.bottom + box.offsetHeight + 12 < innerHeight || first.top < box.offsetHeight + 12;
  box.style.left = left + scrollX + "px";
  box.style.top = (below ? line.bottom + 4 : first.top - box.offsetHeight - 4) + scrollY + "px";
}

/** @param {HTMLAnchorElement} from @param {number} wait ms */
function offer(from, wait) {
  if (from === link) return clearTimeout(timer);
  hide();
  link = from;
  timer = setTimeout(() => {
    if (from.title) {
      title = from.title;
      from.removeAttribute("title");
      return show(from, { title: "", kind: script.dataset.cited || "", text: title });
    }
    const page = decodeURI(from.pathname.slice(root.pathname.length));
    load(page, () => {
      const place = known[page][decodeURIComponent(from.hash.slice(1))];
      if (place) show(from, place);
    });
  }, wait);
}

function leave() {
  clearTimeout(timer);
  timer = setTimeout(hide, LATER);
}

/** @param {Event} event @returns {HTMLAnchorElement | null} */
function linkOf(event) {
  return event.target instanceof Element ? event.target.closest("a.shohyo-link") : null;
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const from = linkOf(event);
  if (from) offer(from, SOON);
  else if (link && event.target instanceof Node && box.contains(event.target)) clearTimeout(timer);
  else if (link && link !== document.activeElement) leave();
});
document.addEventListener("focusin", (event) => {
  const from = linkOf(event);
  // a click or a tap gives the focus, too, and is about to leave
  if (from && from.matches(":focus-visible")) offer(from, 0);
  else if (link && !(event.target instanceof Node && box.contains(event.target))) hide();
});
document.addEventListener("focusout", () => link && !link.matches(":hover") && !box.matches(":hover") && hide());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && link) hide();
});
document.addEventListener("pointerdown", (event) => {
  const from = linkOf(event);
  if (event.pointerType === "touch" && from) offer(from, LONG);
  else if (!(event.target instanceof Node && box.contains(event.target))) hide();
});
for (const name of ["pointerup", "pointermove", "pointercancel"]) {
  document.addEventListener(name, (event) => {
    const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (touch && box.hidden) hide(); // a tap, or the page is scrolled
  });
}
