// The assistant with script: a panel on every page, answers as they are made, speech where the
// browser has it. Its page and every form in it work without.

const KEEP = "assistant";
const PHONE = matchMedia("(width < 54rem)");
const one = (selector, from = document) => from.querySelector(selector);

// --- the panel ---------------------------------------------------------------------------------
const remember = (state) => {
  try {
    sessionStorage.setItem(KEEP, state);
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
};

const dress = (launcher) => new Promise((resolve) => {
  if (one("link[data-assistant-style]")) { resolve(); return; }
  const link = Object.assign(document.createElement("link"), {
    rel: "stylesheet", href: launcher.dataset.style, onload: resolve, onerror: resolve,
  });
  link.dataset.assistantStyle = "";
  document.head.append(link);
});

const makePanel = (launcher) => {
  const panel = Object.assign(document.createElement("dialog"), {
    id: "assistant-panel", className: "assistant-panel",
  });
  panel.setAttribute("aria-labelledby", "talk-title");
  panel.addEventListener("close", () => {
    remember("closed");
    launcher.setAttribute("aria-expanded", "false");
    launcher.focus();
  });
  // A dialog beside the page is not closed by the browser itself.
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) panel.close();
  });
  launcher.after(panel);
  return panel;
};

const fill = (panel, launcher) =>
  window.htmx.ajax("GET", launcher.href, { target: panel, swap: "innerHTML" }).then(() => {
    if (!one("#talk", panel)) throw new Error("the assistant did not answer");
  });

export const open = async (launcher, isAsked) => {
  const panel = one("#assistant-panel") ?? makePanel(launcher);
  if (panel.open) { panel.close(); return; }
  await dress(launcher);
  await fill(panel, launcher);
  const before = document.activeElement;
  if (PHONE.matches) panel.showModal();
  else panel.show();
  launcher.setAttribute("aria-expanded", "true");
  remember("open");
  toEnd();
  if (isAsked) one("#say-text")?.focus();
  else before?.focus({ preventScroll: true });
};

// --- the talk ----------------------------------------------------------------------------------
const log = () => one("#talk-log");
const words = () => one("#say").dataset;
const announce = (text) => { const status = one("#talk-status"); if (status) status.textContent = text; };

const toEnd = () => {
  const last = log()?.lastElementChild;
  if (!last) return;
  const panel = last.closest("#assistant-panel");
  if (panel) log().scrollTop = Math.max(0, last.offsetTop - log().offsetTop - 12);
  else last.scrollIntoView({ block: "nearest" });
};

const bubble = (author, text) => {
  const turn = Object.assign(document.createElement("div"), { className: `turn turn-${author}` });
  const inside = Object.assign(document.createElement("div"), { className: "bubble" });
  inside.append(Object.assign(document.createElement("p"), { textContent: text }));
  turn.append(inside);
  return turn;
};

const thinking = () => {
  const turn = bubble("assistant", words().thinking);
  turn.classList.add("turn-thinking");
  return turn;
};

const put = (element, html) => {
  const made = document.createElement("template");
  made.innerHTML = html;
  const children = [...made.content.children];
  element.replaceWith(made.content);
  children.forEach((child) => window.htmx?.process(child));
  return children;
};

const events = async function* (response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const [, name, data] = part.match(/^event: (\w+)\ndata: (.*)$/s) ?? [];
      if (name) yield { name, data: JSON.parse(data) };
    }
  }
};

// Words that did not get through stand in their field again.
const giveBack = (form, text, problem) => {
  const field = one("#say-text", form);
  if (!field.value) field.value = text;
  one("#say-text_error", form)?.remove();
  const told = Object.assign(document.createElement("p"), {
    id: "say-text_error", className: "field-error", role: "alert", textContent: problem,
  });
  form.prepend(told);
  field.setAttribute("aria-describedby", told.id);
  field.focus();
};

// The plain form: its key says nothing twice.
const sendPlainly = (form, data) => {
  const sent = document.createElement("form");
  Object.assign(sent, { method: "post", action: form.action, hidden: true });
  for (const [name, value] of data) {
    sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(sent);
  sent.submit();
};

const ended = (data, mine, answer) => {
  mine.remove();
  const known = new Set([...log().children].map((turn) => turn.id).filter(Boolean));
  const turns = put(answer, data.turns);
  for (const turn of turns) {
    if (known.has(turn.id)) log().querySelectorAll(`#${turn.id}`)[0].remove();
  }
  put(one("#talk-state"), data.state);
  one("#talk").lang = data.language;
  one("#say").elements.key.value = data.key;
  return turns;
};

const read = async (response, form, text, mine, answer) => {
  let isFirst = true;
  for await (const { name, data } of events(response)) {
    if (name === "problem") {
      mine.remove();
      answer.remove();
      giveBack(form, text, data.text);
      return true;
    }
    if (name === "turn") {
      const turns = ended(data, mine, answer);
      toEnd();
      speak(turns);
      return true;
    }
    if (isFirst) answer.replaceChildren();
    answer.classList.remove("turn-thinking");
    isFirst = false;
    answer.insertAdjacentHTML("beforeend", data.html);
    toEnd();
  }
  return false;
};

const send = async (form, submitter) => {
  const data = new FormData(form, submitter);
  const text = String(data.get("choice") ?? data.get("text")).trim();
  const field = one("#say-text", form);
  if (!text) { field.focus(); return; }
  if (form.dataset.busy) return;
  form.dataset.busy = "true";
  one("#say-text_error", form)?.remove();
  const [mine, answer] = [bubble("shopper", text), thinking()];
  // Half an answer is not read out: the log is told when it is whole.
  log().setAttribute("aria-busy", "true");
  log().append(mine, answer);
  if (!data.has("choice")) { field.value = ""; grow(field); }
  toEnd();
  try {
    const response = await fetch(form.action, {
      method: "POST", body: data, headers: { Accept: "text/event-stream" },
    });
    const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    if (!response.ok || !isStream || !await read(response, form, text, mine, answer)) {
      sendPlainly(form, data);
    }
  } catch {
    mine.remove();
    answer.remove();
    giveBack(form, text, words().broken);
  } finally {
    log()?.removeAttribute("aria-busy");
    delete form.dataset.busy;
  }
};

const grow = (field) => {
  field.rows = Math.min(5, field.value.split("\n").length + Math.floor(field.value.length / 60));
};

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-say]")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener("input", (event) => {
  if (event.target.id === "say-text") grow(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "say-text" || event.key !== "Enter") return;
  if (event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-talk-close]")) event.target.closest("dialog").close();
  else if (event.target.closest("[data-talk-voice]")) listen();
  else if (event.target.closest("[data-talk-aloud]")) toggleAloud();
});

// What a click changed is told, and the focus, whose button is gone, stands at it.
document.addEventListener("htmx:afterSettle", (event) => {
  const changed = event.detail.target;
  if (changed.id !== "talk" || !event.detail.requestConfig || event.detail.requestConfig.verb === "get") return;
  showSpeech();
  const wrong = one("#talk [aria-invalid=true]");
  const last = [...document.querySelectorAll("#talk [data-turn]")].at(-1);
  if (!wrong) announce(last?.querySelector(".bubble")?.textContent ?? "");
  (wrong ?? last ?? one("#say-text"))?.focus({ preventScroll: !wrong });
  if (!wrong) toEnd();
});
document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id === "talk-log") toEnd();
});

// --- speech ------------------------------------------------------------------------------------
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const speech = window.speechSynthesis;
let hearing;
let isAloud = false;

function showSpeech() {
  const voice = one("[data-talk-voice]");
  const aloud = one("[data-talk-aloud]");
  if (voice) voice.hidden = !Recognition;
  if (!aloud) return;
  aloud.hidden = !speech;
  aloud.setAttribute("aria-pressed", String(isAloud));
}

// Speech is heard by the browser's own service, once, and only after the button was pressed.
function listen() {
  if (hearing) { hearing.stop(); return; }
  const button = one("[data-talk-voice]");
  const field = one("#say-text");
  hearing = new Recognition();
  hearing.lang = one("#talk").lang;
  hearing.interimResults = true;
  button.setAttribute("aria-pressed", "true");
  hearing.addEventListener("result", (event) => {
    const results = [...event.results];
    field.value = results.map((result) => result[0].transcript).join("").trim().slice(0, field.maxLength);
    if (results.at(-1).isFinal && field.value) field.form.requestSubmit();
  });
  hearing.addEventListener("error", (event) => {
    const text = event.error === "not-allowed" ? words().refused : words().unheard;
    if (event.error !== "aborted") document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  });
  hearing.addEventListener("end", () => {
    hearing = undefined;
    button.setAttribute("aria-pressed", "false");
  });
  hearing.start();
}

function toggleAloud() {
  isAloud = !isAloud;
  if (!isAloud) speech.cancel();
  showSpeech();
}

function speak(turns) {
  if (!isAloud) return;
  speech.cancel();
  for (const said of turns.flatMap((turn) => [...turn.querySelectorAll(".bubble")])) {
    if (said.closest(".turn-shopper")) continue;
    const spoken = new SpeechSynthesisUtterance(said.textContent);
    spoken.lang = one("#talk").lang;
    speech.speak(spoken);
  }
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "assistant-panel") showSpeech();
});
if (one("#talk")) showSpeech();
