// @ts-check
/** "Cite this page": the address that the browser shows, and buttons that copy. */

/**
 * Copy a text; resolves to whether it worked.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text); // there is no clipboard on http: and in old browsers
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "shohyo-copy__source";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/**
 * Let a button copy the block before it, and say how that went.
 * @param {HTMLButtonElement} button
 */
function enable(button) {
  const source = button.previousElementSibling;
  if (!source) return;
  const label = button.textContent;
  const status = document.createElement("span");
  status.className = "shohyo-copy__status";
  status.setAttribute("role", "status");
  button.after(status);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const done = await copy(source.textContent || "");
    button.focus();
    status.textContent = (done ? button.dataset.done : button.dataset.failed) || "";
    setTimeout(() => (status.textContent = ""), 4000);
  });
  button.setAttribute("aria-label", `${label} (${source.previousElementSibling?.textContent || ""})`);
}

function start() {
  for (const place of document.querySelectorAll(".shohyo-cite__address")) {
    place.textContent = location.href.replace(/[?#].*$/, "");
  }
  for (const button of document.querySelectorAll("button.shohyo-copy")) {
    if (button instanceof HTMLButtonElement) enable(button);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
