// Lists that are narrowed in place: the sheet of filters on a phone, the price slider, what is told
// to those who hear the page. Without it the filters are a form with a button.
(() => {
  "use strict";

  const sheet = document.getElementById("filter-sheet");
  const status = document.getElementById("found-status");
  if (!sheet) return;
  const inside = sheet.querySelector("[data-sheet]");
  const panel = () => document.querySelector("#found .filters");

  // Both thumbs of the slider and both fields say the same.
  const slide = (prices) => {
    const slider = prices.querySelector("[data-slider]");
    const thumbs = [...slider.children];
    const field = (thumb) => prices.querySelector(`[name=${thumb.dataset.of}]`);
    const paint = () => {
      const [low, high] = thumbs.map((thumb) => Number(thumb.value));
      const bars = prices.querySelectorAll(".price-bars rect");
      const view = prices.querySelector(".price-bars")?.viewBox.baseVal.width || 1;
      const { min, max } = thumbs[0];
      const at = (x) => Number(min) + (x / view) * (max - min);
      for (const bar of bars) {
        const x = bar.x.baseVal.value;
        bar.classList.toggle("is-out", at(x + 10) < low || at(x) > high);
      }
    };
    slider.hidden = false;
    slider.addEventListener("input", ({ target }) => {
      const [low, high] = thumbs;
      if (Number(low.value) > Number(high.value)) target.value = (target === low ? high : low).value;
      const isEnd = target.value === (target === low ? target.min : target.max);
      field(target).value = isEnd ? "" : target.value;
      paint();
    });
    prices.addEventListener("input", ({ target }) => {
      const thumb = thumbs.find((one) => one.dataset.of === target.name);
      if (!thumb) return;
      thumb.value = target.value || (thumb === thumbs[0] ? thumb.min : thumb.max);
      paint();
    });
  };

  // What a script does by itself needs no button.
  const prepare = (root) => {
    root.querySelectorAll("[data-price]").forEach(slide);
    root.querySelectorAll("[data-apply]").forEach((button) => { button.hidden = true; });
  };

  const open = () => {
    const filters = panel();
    if (!filters) return;
    inside.replaceChildren(filters);
    window.htmx?.process(filters); // taken away before htmx came to it
    inside.querySelectorAll("[data-close]").forEach((button) => { button.hidden = false; });
    if (!sheet.open) sheet.showModal();
  };
  // What was taken into the sheet goes back to where it came from.
  sheet.addEventListener("close", () => {
    const filters = inside.firstElementChild;
    if (!filters) return;
    filters.querySelectorAll(".filter-actions [data-close]").forEach((one) => { one.hidden = true; });
    document.querySelector(".found-body").prepend(filters);
    document.querySelector("[data-open-filters]")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-filters]")) {
      event.preventDefault();
      open();
    }
    if (event.target === sheet || event.target.closest("#filter-sheet [data-close]")) sheet.close();
  });
  // A window made wide shows the filters beside the list.
  matchMedia("(width >= 60rem)").addEventListener("change", () => sheet.open && sheet.close());

  // A list that is replaced keeps what was folded, where it was scrolled, who had the focus and
  // what was typed there while the new list was on its way.
  let kept;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "found") return;
    const root = sheet.open ? inside : event.detail.target;
    kept = {
      folds: new Map([...root.querySelectorAll("[data-facet]")].map((one) => [one.dataset.facet, one.open])),
      focus: document.activeElement?.id,
      typed: document.activeElement?.type === "number" ? document.activeElement.value : undefined,
      scroll: sheet.scrollTop,
    };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "found" || !kept) return;
    const found = document.getElementById("found");
    for (const one of found.querySelectorAll("[data-facet]")) {
      if (kept.folds.has(one.dataset.facet)) one.open = kept.folds.get(one.dataset.facet);
    }
    prepare(found);
    if (sheet.open) open();
    sheet.scrollTop = kept.scroll;
    const focused = kept.focus ? document.getElementById(kept.focus) : null;
    if (focused && kept.typed !== undefined && focused.value !== kept.typed) {
      focused.value = kept.typed;
      focused.dispatchEvent(new Event("input", { bubbles: true }));
    }
    focused?.focus({ preventScroll: true });
    status.textContent = found.querySelector("[data-count]").textContent;
    kept = undefined;
  });

  prepare(document);
})();
