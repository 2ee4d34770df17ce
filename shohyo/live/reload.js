// @ts-check
"use strict";

// Loads the page again when the site is another than the one that it is of.
{
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const address = `${scheme}://${location.host}/_shohyo/live?build=${script.dataset.build}`;

  const listen = () => {
    const socket = new WebSocket(address);
    socket.onmessage = () => location.reload();
    socket.onclose = () => setTimeout(listen, 500); // the server may come back
  };

  listen();
}
