// @ts-check
/*
 * The page for addresses that are none: names the pages of the site whose addresses are most like the one that was
 * asked for. Addresses and titles are written by shohyo/output/notfound.py, into a script that runs before this one.
 */

/** pages that are named, and how much of an address may be otherwise */
const MOST = 5;
const FAR = 0.45;

/** @param {string} path @returns {string} without what differs between builders and hosts */
function plain(path) {
  try {
    path = decodeURIComponent(path);
  } catch {
    // it is taken as it stands
  }
  return path.normalize("NFKC").toLowerCase().replace(/\.html?$/, "").replace(/(^|\/)index$/, "").replace(/\/+$/, "").slice(-200);
}

/** @param {string} one @param {string} other @returns {number} what must be changed (Levenshtein, 1965), from 0 to 1 */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(one[i - 1] !== other[j - 1])));
    }
    row = next;
  }
  return row[other.length] / Math.max(one.length, other.length, 1);
}

/** @param {string} path @returns {string} */
const last = (path) => path.slice(path.lastIndexOf("/") + 1);

/** @param {string} asked @param {[path: string, title: string][]} addresses @returns {[path: string, title: string][]} the nearest first */
function nearest(asked, addresses) {
  const path = plain(asked);
  return addresses
    .map((address) => {
      const other = plain(address[0]);
      // a page of that name in another folder has moved, more likely than not
      return { address, far: Math.min(distance(path, other), distance(last(path), last(other)) + 0.01) };
    })
    .filter(({ far }) => path && far <= FAR)
    .sort((one, other) => one.far - other.far)
    .slice(0, MOST)
    .map(({ address }) => address);
}

const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-shohyo-missing]"));
if (section) {
  const root = section.dataset.root || "/";
  const path = location.pathname;
  const found = nearest(path.startsWith(root) ? path.slice(root.length) : path, Shohyo.addresses || []);
  for (const [address, title] of found) {
    const link = document.createElement("a");
    link.href = root + address;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    section.querySelector("ul")?.append(item);
  }
  section.hidden = !found.length;
}
