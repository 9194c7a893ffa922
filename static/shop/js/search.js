// The search box: proposals while somebody types (the combobox pattern of ARIA), and a microphone
// where the browser understands speech. Without it the box is a form like any other.
(() => {
  "use strict";

  const input = document.getElementById("search-words");
  const list = document.getElementById("suggestions");
  const said = document.getElementById("suggestions-count");
  if (!input || !list || !said) return;
  const form = input.form;
  let active;

  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-haspopup": "listbox",
  })) input.setAttribute(name, value);

  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !list.hidden;
  const choose = (option) => {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const close = () => {
    choose();
    list.hidden = true;
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-controls");
  };
  const open = () => {
    if (!options().length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", "suggestions-list");
  };

  // An answer that comes when the box was left already is none.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== list) return;
    event.detail.shouldSwap = event.detail.shouldSwap && document.activeElement === input;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list) return;
    // The same words answered again (the last key waits for the server) keep what was chosen.
    choose(options().find((option) => option.id === active?.id));
    open();
    said.textContent = list.querySelector("[data-suggest-count]")?.textContent ?? "";
  });

  const move = (step) => {
    if (!isOpen()) return open();
    const all = options();
    const place = all.indexOf(active) + step;
    // Beyond either end lies the box itself, with what was typed.
    choose(active || step > 0 ? all[place] : all.at(-1));
  };
  // Each says whether it did something; else the key means what it always does.
  const keys = {
    ArrowDown: () => (move(1), true),
    ArrowUp: () => (move(-1), true),
    Enter: () => isOpen() && active && (active.click(), true),
    Escape: () => isOpen() && (close(), true),
    Tab: () => close(),
  };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
  input.addEventListener("input", () => choose());
  // A press on a proposal must not take the focus away before it is followed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
  input.addEventListener("click", () => !isOpen() && open());

  // Speech is heard by the browser's own service, once, and only after the button was pressed.
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const microphone = form.querySelector("[data-voice]");
  if (!Recognition || !microphone) return;
  microphone.hidden = false;
  form.classList.add("has-voice");
  let hearing;
  const hear = () => {
    hearing = new Recognition();
    hearing.lang = document.documentElement.lang;
    hearing.interimResults = true;
    microphone.setAttribute("aria-pressed", "true");
    hearing.addEventListener("result", (event) => {
      const results = [...event.results];
      input.value = results.map((result) => result[0].transcript).join("").trim().slice(0, 80);
      if (results.at(-1).isFinal && input.value) form.requestSubmit();
    });
    hearing.addEventListener("error", (event) => {
      const text = event.error === "not-allowed" ? microphone.dataset.refused : microphone.dataset.unheard;
      if (event.error !== "aborted") document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
    });
    hearing.addEventListener("end", () => {
      hearing = undefined;
      microphone.setAttribute("aria-pressed", "false");
    });
    hearing.start();
  };
  microphone.addEventListener("click", () => (hearing ? hearing.stop() : hear()));
})();
