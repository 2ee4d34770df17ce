// @ts-check
/**
 * Return a text of the interface.
 * @param {Element} owner whose attribute `data-label-<name>` has the text
 * @param {string} name @param {...(string | number)} values for %1, %2, or for each %s in turn
 */
export function labelOf(owner, name, ...values) {
  let next = 0;
  return (owner.getAttribute("data-label-" + name) || name).replace(/%(s|\d)/g, (_sign, which) => String(values[which - 1] ?? values[next++]));
}
