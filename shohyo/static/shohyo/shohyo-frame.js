// @ts-check
/**
 * The frame of a page: colours before the first paint, then the theme switch, the contents that follow,
 * addresses to copy, and frames to scroll. Without it everything can be read and reached.
 */
(function () {
  "use strict";

  const KEY = "shohyo-theme"; // in localStorage; only a choice that differs from the system's is kept
  const root = document.documentElement;
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  /** @returns {string | null} what the reader chose; storage may be forbidden, or empty */
  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  /** @param {string | null} choice */
  function store(choice) {
    try {
      if (choice) localStorage.setItem(KEY, choice);
      else localStorage.removeItem(KEY);
    } catch {
      // the choice holds for this page
    }
  }

  /** @returns {string} colours of the system */
  const system = () => (dark.matches ? "dark" : "light");

  /** Put the colours on the page; sphinx-design and others read the attribute, too. */
  function paint() {
    const choice = stored();
    root.dataset.theme = choice === "dark" || choice === "light" ? choice : system();
    document.querySelector("[data-shohyo-theme]")?.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  }

  paint();
  root.classList.add("shohyo-js");
  dark.addEventListener("change", paint);
  addEventListener("storage", paint);

  function prepareTheme() {
    const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-shohyo-theme]"));
    if (!button) return;
    button.hidden = false;
    paint();
    button.addEventListener("click", () => {
      const choice = root.dataset.theme === "dark" ? "light" : "dark";
      store(choice === system() ? null : choice);
      root.dataset.theme = choice; // even if nothing can be stored
      button.setAttribute("aria-pressed", String(choice === "dark"));
    });
  }

  /** Open the contents where they stand beside the text, and mark the section that is being read. */
  function prepareContents() {
    const details = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".shohyo-contents > details"));
    if (!details) return;
    const wide = matchMedia("(min-width: 75rem)");
    const fit = () => void (details.open = wide.matches);
    fit();
    wide.addEventListener("change", fit);
    details.addEventListener("click", (event) => {
      if (!wide.matches && event.target instanceof Element && event.target.closest("a")) details.open = false;
    });

    /** @type {[HTMLAnchorElement, HTMLElement][]} */
    const sections = [];
    for (const link of details.querySelectorAll("a")) {
      const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (section) sections.push([link, section]);
    }
    let waiting = false;
    const follow = () => {
      waiting = false;
      const line = innerHeight / 4;
      const atEnd = scrollY > 0 && innerHeight + scrollY >= root.scrollHeight - 2;
      const passed = sections.filter(([, section]) => section.getBoundingClientRect().top <= line);
      const current = (atEnd ? sections : passed).at(-1);
      for (const [link] of sections) {
        if (link !== current?.[0]) link.removeAttribute("aria-current");
        else link.setAttribute("aria-current", "true");
      }
    };
    addEventListener("scroll", () => {
      if (!waiting) requestAnimationFrame(follow);
      waiting = true;
    }, { passive: true });
    follow();
  }

  /** Copy the address of a heading when its sign is followed. */
  function prepareAnchors() {
    const status = document.createElement("p");
    status.className = "shohyo-toast";
    status.setAttribute("role", "status");
    document.body.append(status);
    let timer = 0;
    document.addEventListener("click", async (event) => {
      const link = event.target instanceof Element ? event.target.closest("a.headerlink") : null;
      if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      try {
        await navigator.clipboard.writeText(link.href);
      } catch {
        return; // the address bar has it
      }
      status.textContent = script?.dataset.copied || "";
      clearTimeout(timer);
      timer = setTimeout(() => void (status.textContent = ""), 2500);
    });
  }

  /** Let the keyboard into what can be scrolled sideways, and show the current entry of a long sidebar. */
  function prepareFrames() {
    const frames = document.querySelectorAll(".pst-scrollable-table-container, .shohyo-article pre, .shohyo-article div.math");
    const fit = () => {
      for (const frame of frames) {
        const wide = frame.scrollWidth > frame.clientWidth;
        frame.classList.toggle("shohyo-scrolls", wide);
        if (wide) frame.setAttribute("tabindex", "0");
        else frame.removeAttribute("tabindex");
      }
    };
    fit();
    addEventListener("resize", fit, { passive: true });
    const sidebar = document.getElementById("shohyo-sidebar");
    const current = sidebar?.querySelector('[aria-current="page"]');
    if (!sidebar || !current) return;
    const show = () => {
      const box = current.getBoundingClientRect();
      const frame = sidebar.getBoundingClientRect();
      if (box.bottom > frame.bottom) sidebar.scrollTop += box.top - frame.top - frame.height / 2;
    };
    show();
    sidebar.addEventListener("toggle", show);
    // a link within the page leaves the menu open
    sidebar.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a") && sidebar.matches(":popover-open")) sidebar.hidePopover();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    prepareTheme();
    prepareContents();
    prepareAnchors();
    prepareFrames();
  });
})();
