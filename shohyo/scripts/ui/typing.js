// @ts-check
/** A field that is typed into: when to ask, with an input method, too, and which answer is still wanted. */

const DEBOUNCE = 120; // ms from the last key to the query

/** @returns {() => () => boolean} begins a turn, which tells whether it is still the latest */
export function turns() {
  let latest = 0;
  return () => {
    const mine = ++latest;
    return () => mine === latest;
  };
}

/** @param {KeyboardEvent} event @returns {boolean} whether an input method is at work; Safari's last key says 229 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Call back some time after the last change of a field, and never before an input method is done.
 * @param {HTMLInputElement} input @param {() => void} callback @returns {() => void} cancels what is waiting
 */
export function onTyping(input, callback) {
  let timer = 0;
  const cancel = () => clearTimeout(timer);
  const wait = () => {
    cancel();
    timer = setTimeout(callback, DEBOUNCE);
  };
  input.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.isComposing) cancel();
    else wait();
  });
  input.addEventListener("compositionstart", cancel);
  input.addEventListener("compositionend", wait);
  return cancel;
}
