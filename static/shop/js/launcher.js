// Opens the assistant in a panel of the page. Nothing is asked of the server before; without script
// the link leads to its page.
(() => {
  "use strict";

  const launcher = document.querySelector("[data-assistant]");
  if (!launcher || !window.HTMLDialogElement) return;
  const open = (isAsked) => import(launcher.dataset.script)
    .then((assistant) => assistant.open(launcher, isAsked));

  launcher.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(true).catch(() => location.assign(launcher.href));
  });

  // It stays open from page to page, but for small screens, where it would hide each of them.
  try {
    const wasOpen = sessionStorage.getItem("assistant") === "open";
    if (wasOpen && matchMedia("(width >= 54rem)").matches) open(false).catch(() => {});
  } catch {
    // A browser that keeps nothing begins each page with it closed.
  }
})();
