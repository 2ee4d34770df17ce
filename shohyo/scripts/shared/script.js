// @ts-check
/** Run a script, which leaves the page again. @param {string} address @returns {Promise<void>} rejected if it does not load */
export function loadScript(address) {
  return new Promise((resolve, reject) => {
    const added = document.createElement("script");
    added.src = address;
    added.onload = () => resolve(added.remove());
    added.onerror = () => reject(added.remove());
    document.head.append(added);
  });
}
