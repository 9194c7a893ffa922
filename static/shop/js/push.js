// Notifications: asked for after a click alone, and told to the shop. Works for panels that come
// later (a hole) as well.
(() => {
  "use strict";

  const isAble = "serviceWorker" in navigator && "PushManager" in window
    && "Notification" in window;

  const show = (panel, state) => {
    for (const part of panel.querySelectorAll("[data-push-state]")) {
      part.hidden = part.dataset.pushState !== state;
    }
  };

  const bytesOf = (text) => {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(text.length + 3 & ~3, "=");
    return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
  };

  const registration = () => navigator.serviceWorker.getRegistration("/");

  // One that was made with another key of the shop is worth nothing.
  const isOurs = (subscription, key) => {
    const made = new Uint8Array(subscription.options.applicationServerKey || []);
    const wanted = bytesOf(key);
    return made.length === wanted.length && made.every((byte, place) => byte === wanted[place]);
  };

  const look = async (panel) => {
    if (!isAble) return;
    if (Notification.permission === "denied") { show(panel, "denied"); return; }
    const found = await (await registration())?.pushManager.getSubscription();
    const isOn = Notification.permission === "granted" && found
      && isOurs(found, panel.dataset.key);
    show(panel, isOn ? "on" : "ask");
  };

  const subscribe = async (panel) => {
    await navigator.serviceWorker.register(panel.dataset.worker, { scope: "/" });
    const { pushManager } = await navigator.serviceWorker.ready;
    const before = await pushManager.getSubscription();
    if (before && !isOurs(before, panel.dataset.key)) await before.unsubscribe();
    const made = await pushManager.subscribe({
      userVisibleOnly: true, applicationServerKey: bytesOf(panel.dataset.key),
    });
    const { endpoint, keys } = made.toJSON();
    const answer = await fetch(panel.dataset.add, {
      method: "POST", body: new URLSearchParams({ endpoint, ...keys }),
    });
    if (!answer.ok) throw new Error(`answered with ${answer.status}`);
  };

  const ask = async (panel) => {
    if (await Notification.requestPermission() !== "granted") { show(panel, "denied"); return; }
    try {
      await subscribe(panel);
      show(panel, "on");
    } catch {
      show(panel, "failed");
    }
  };

  const lookAt = (part) => part.querySelectorAll("[data-push]").forEach(look);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-push-ask]");
    if (button) ask(button.closest("[data-push]"));
  });
  document.addEventListener("htmx:afterSettle", (event) => lookAt(event.target));
  lookAt(document);
})();
