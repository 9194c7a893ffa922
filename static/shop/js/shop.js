// What the shop does with script beyond htmx: toasts, the log of views and clicks, choosers.
// Everything here is an extra: each page works without it.
(() => {
  "use strict";

  // Toasts: a response header (HX-Trigger) or a page says what happened.
  const toast = document.getElementById("toast");
  let hiding;
  const say = (text) => {
    if (!toast || !text) return;
    toast.textContent = text;
    toast.classList.add("on");
    clearTimeout(hiding);
    hiding = setTimeout(() => toast.classList.remove("on"), 4000);
  };
  document.addEventListener("toast", (event) => say(event.detail.text || event.detail.value));

  // A hole that got nothing leaves no trace; its plain link is for pages without script.
  document.addEventListener("htmx:afterRequest", (event) => {
    const hole = event.target;
    if (hole.matches("[data-optional]") && event.detail.xhr.status !== 200) hole.hidden = true;
  });

  // A hole hears what the page shows already, in other holes and above it, so that no product comes
  // twice (holes of a page are asked one after the other).
  document.addEventListener("htmx:configRequest", (event) => {
    const hole = event.target;
    if (!hole.matches(".hole")) return;
    const shown = [...document.querySelectorAll(".card .wish [name=product]")]
      .filter((button) => button.closest(".hole")
        || hole.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_PRECEDING)
      .map((button) => button.value);
    if (shown.length) event.detail.parameters.besides = [...new Set(shown)].slice(-60).join();
  });

  // A new country or VAT number brings new ways to deliver and pay. What was chosen while they were
  // on their way stays chosen, if it is still offered: set with the swap, not once it has settled,
  // for an order may be sent in between.
  let chosen = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "checkout-choices") return;
    chosen = [...event.detail.target.querySelectorAll("input:checked")];
  });
  document.addEventListener("htmx:afterSwap", () => {
    const choices = chosen.length && document.getElementById("checkout-choices");
    if (!choices) return;
    for (const input of choices.querySelectorAll("input[type=radio]")) {
      input.checked ||= chosen.some((was) => was.name === input.name && was.value === input.value);
    }
    chosen = [];
  });

  // Views and clicks, sent when the page is left or ten of them wait. Ids are UUIDs of version 7,
  // so that an event that arrives twice is stored once.
  const uuid7 = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let i = 5; i >= 0; i--, time = Math.floor(time / 256)) bytes[i] = time & 255;
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  // Programs look at nothing, and who asks not to be followed is not.
  const isQuiet = navigator.webdriver || navigator.globalPrivacyControl
    || navigator.doNotTrack === "1";
  const waiting = [];
  const send = () => {
    if (!waiting.length) return;
    const batch = waiting.splice(0, 50);
    const body = new Blob([JSON.stringify({ events: batch })], { type: "application/json" });
    // Refused while too much is on its way: it goes with the next.
    if (!navigator.sendBeacon("/e", body)) waiting.unshift(...batch);
  };
  const note = (event) => {
    if (isQuiet) return;
    waiting.push({ id: uuid7(), ...event });
    if (waiting.length >= 10) send();
  };
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  addEventListener("pagehide", send);

  // A page made ready ahead of time is looked at when it comes to the front, if ever.
  const whenSeen = (work) => {
    if (!document.prerendering) work();
    else document.addEventListener("prerenderingchange", work, { once: true });
  };
  const page = document.body.dataset;
  const tellPage = () => {
    const event = { name: page.event };
    if (page.product) event.product = page.product;
    if (page.list) event.list = page.list;
    note(event);
    setTimeout(send, 1500);
  };
  if (page.event) whenSeen(tellPage);

  // A search is told once with what it showed, also where the page changes in place; its id is kept
  // in the history, so that who comes back from a result did not search anew.
  const told = new Map();
  let search;
  const tellSearch = () => {
    const list = document.getElementById("found");
    const words = list?.dataset.search;
    search = words && (told.get(words) || history.state?.search);
    if (!words || search) return;
    const [visit] = performance.getEntriesByType("navigation");
    if (!told.size && visit && visit.type !== "navigate") return;
    search = uuid7();
    told.set(words, search);
    history.replaceState({ ...history.state, search }, "");
    const links = list.querySelectorAll("[data-slot=search] a[data-product]");
    const shown = [...links].map((link) => link.dataset.product);
    note({ id: search, name: "search.performed", search: { ...JSON.parse(words), shown } });
    setTimeout(send, 1500);
  };
  whenSeen(tellSearch);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "found") tellSearch();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-slot] a[data-product]");
    if (!link) return;
    const row = link.closest("[data-slot]").dataset;
    const isSearch = row.slot === "search";
    note({
      name: isSearch ? "search.clicked" : "impression.clicked",
      product: link.dataset.product,
      slot: row.slot,
      model: row.model,
      position: Math.min(Number(link.dataset.position), 1000),
      impression: isSearch ? search : link.dataset.impression,
    });
    send();
  });

  // The product page: the chosen colour and size say price, stock and picture.
  const data = document.getElementById("variants");
  const form = document.querySelector("form[data-buy]");
  if (data && form) {
    const variants = JSON.parse(data.textContent);
    const gallery = document.querySelector(".gallery-main");
    const show = (selector, text) => {
      const target = form.querySelector(selector);
      if (target && text !== undefined) target.textContent = text;
    };
    const update = () => {
      const chosen = {};
      for (const input of form.querySelectorAll("[data-option]:checked")) {
        chosen[input.dataset.option] = input.value;
        const label = form.querySelector(`[data-of="${input.dataset.option}"]`);
        if (label) label.textContent = input.dataset.name;
      }
      const matches = (variant, but) => Object.entries(variant.codes)
        .every(([option, code]) => option === but || chosen[option] === code);
      for (const input of form.querySelectorAll("[data-option]")) {
        const option = input.dataset.option;
        const buyable = variants.some((variant) => variant.codes[option] === input.value
          && matches(variant, option) && variant.state !== "out");
        input.parentElement.classList.toggle("gone", !buyable);
        input.parentElement.querySelector("[data-gone]").hidden = buyable;
      }
      const variant = variants.find((candidate) => matches(candidate));
      const button = form.querySelector("[data-add]");
      button.disabled = !variant || variant.state === "out";
      if (!variant) return;
      const price = form.querySelector("[data-price]");
      price.textContent = variant.price;
      price.classList.toggle("reduced", Boolean(variant.before));
      const before = form.querySelector("[data-before]");
      before.hidden = !variant.before;
      show("[data-before-text]", variant.before);
      form.querySelector("[data-lowest]").hidden = !variant.lowest;
      show("[data-lowest-text]", variant.lowest);
      show("[data-points]", variant.points);
      const stock = form.querySelector(".stock");
      stock.dataset.state = variant.state;
      stock.textContent = variant.stock;
      const tell = form.querySelector("[data-alert]");
      tell.hidden = variant.state !== "out";
      tell.search = new URLSearchParams({ variant: variant.id });
    };
    form.addEventListener("change", (event) => {
      if (!event.target.matches("[data-option]")) return;
      update();
      if (event.target.dataset.choice && gallery) gallery.scrollTo({ left: 0 });
    });
    update();
    for (const thumb of document.querySelectorAll(".thumbs a")) {
      thumb.addEventListener("click", (event) => {
        const figure = document.querySelector(thumb.hash);
        if (!figure) return;
        event.preventDefault();
        const swatch = figure.dataset.choice
          && form.querySelector(`.swatch [data-choice="${figure.dataset.choice}"]`);
        if (swatch && !swatch.checked) { swatch.checked = true; update(); }
        gallery.scrollTo({ left: figure.offsetLeft - gallery.offsetLeft });
      });
    }
  }
})();
