// @ts-check
/**
 * Change the address and show what it asks for.
 * @param {string} address @param {() => void} show
 */
export function moveTo(address, show) {
  try {
    history.pushState(null, "", address);
  } catch {
    location.assign(address); // a browser that keeps files from changing their address loads the page again
    return;
  }
  show();
}
