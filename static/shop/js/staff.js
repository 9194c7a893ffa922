// The staff pages' frame is hidden until Alpine runs, and what is hidden cannot take the focus: a
// scanner would type into nothing. The field that asks for it gets it once the page is there.
document.addEventListener("alpine:initialized", () => requestAnimationFrame(() => {
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
}));
