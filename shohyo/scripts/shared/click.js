// @ts-check
/** Tell whether a click opens a link elsewhere, such as in a tab of its own. @param {MouseEvent} event */
export function opensElsewhere(event) {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
}
