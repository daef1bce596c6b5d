// The installed program: its service worker, and entries that wait to be sent. Only where the browser allows it (https or
// localhost); everything else works without.
import "./outbox.js";

const isAble = isSecureContext && "serviceWorker" in navigator && "locks" in navigator && "indexedDB" in globalThis;
const book = () => document.querySelector("[data-book]")?.dataset.book;
const texts = () => document.getElementById("outbox-texts")?.dataset ?? {};
const count = (text, number) => (number === 1 ? texts()[`${text}One`] : texts()[text].replace("{0}", number));

const uuid7 = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let i = 5; i >= 0; i--) { bytes[i] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = [...bytes].map(b => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

// Offline, an entry is kept at once and its form is ready for the next one. Where only the server is away, the service
// worker finds out.
document.addEventListener("submit", async event => {
  if (!isAble || navigator.onLine || event.defaultPrevented) return;
  const form = event.target;
  const entry = outbox.entryOf(new FormData(form, event.submitter), location.href.slice(document.baseURI.length).split("#")[0], book());
  if (!entry) return;
  event.preventDefault();
  // At once: who types on does not wait until it is kept.
  form.reset();
  form.elements["Form.Id"].value = uuid7();
  form.querySelector("[data-payee], input[name='Form.Payee']")?.focus();
  try { await outbox.put(entry); } catch (error) { fill(form, entry); throw error; }
  await show();
});

const fill = (form, entry) => {
  for (const [name, value] of entry.fields) {
    const field = name.startsWith("Form.") ? form.elements[name] : null;
    if (field?.type === "checkbox") field.checked = true;
    else if (field && "value" in field) field.value = value;
  }
};

/** Sends one entry: "sent", "away" (no server), "signed-out", or what the form was refused with. */
const send = async entry => {
  try {
    if (entry.isTried) {
      // An attempt whose answer was lost on the way may have arrived; it may even have been changed since.
      const known = await fetch(`api/v1/transactions/${entry.id}`, { headers: { accept: "application/json" } });
      if (known.status === 401) return "signed-out";
      if (known.ok) return "sent";
      if (known.status !== 404) return "away";
    }
    const page = await fetch(entry.path);
    if (page.redirected && new URL(page.url).pathname.endsWith("/sign-in")) return "signed-out";
    if (page.status >= 500) return "away";
    const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("main input[name=__RequestVerificationToken]")?.value;
    if (!page.ok || !token) return texts().gone;
    await outbox.put({ ...entry, isTried: true });
    const answer = await fetch(entry.path, { method: "POST", body: new URLSearchParams([...entry.fields, ["__RequestVerificationToken", token]]) });
    if (answer.redirected) return new URL(answer.url).pathname.endsWith("/sign-in") ? "signed-out" : "sent";
    if (!answer.ok) return "away";
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main [role=alert]")?.textContent.trim() || texts().gone;
  } catch {
    return "away";
  }
};

let sent = 0;
let isSignedOut = false;
// One tab at a time, and an entry leaves the box only when the server has it: it is recorded once, under its id.
const sendAll = () => navigator.locks.request("outbox", { ifAvailable: true }, async lock => {
  if (!lock || !navigator.onLine) return;
  for (const entry of (await outbox.all()).filter(e => e.book === book() && !e.problem).sort((a, b) => a.at - b.at)) {
    const outcome = await send(entry);
    isSignedOut = outcome === "signed-out";
    if (outcome === "away" || isSignedOut) return;
    if (outcome === "sent") { await outbox.remove(entry.id); sent++; } else await outbox.put({ ...entry, problem: outcome });
  }
});

const notice = (kind, text, ...actions) => {
  const line = Object.assign(document.createElement("p"), { className: `notice ${kind} toolbar` });
  line.append(Object.assign(document.createElement("span"), { textContent: text }), ...actions);
  return line;
};
const action = (text, act) => Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: text, onclick: act });

const show = async () => {
  const main = document.getElementById("main");
  let box = document.getElementById("outbox");
  const entries = (await outbox.all()).filter(e => e.book === book());
  if (!main || (entries.length === 0 && sent === 0)) { box?.remove(); return; }
  if (!box?.isConnected) {
    box = Object.assign(document.createElement("div"), { id: "outbox", className: "stack" });
    box.setAttribute("role", "status");
    main.prepend(box);
  }
  const waiting = entries.filter(e => !e.problem).length;
  const lines = [];
  if (waiting > 0) lines.push(notice("notice-warn", count(isSignedOut ? "signin" : "waiting", waiting)));
  if (sent > 0) lines.push(notice("notice-ok", count("sent", sent), Object.assign(document.createElement("a"), { className: "button button-quiet", href: location.href.split("#")[0], textContent: texts().reload })));
  for (const entry of entries.filter(e => e.problem)) {
    lines.push(notice("notice-error", `${texts().refused} ${entry.problem}`,
      Object.assign(document.createElement("a"), { className: "button button-quiet", href: `${entry.path}#outbox=${entry.id}`, textContent: texts().edit }),
      action(texts().discard, async () => { await outbox.remove(entry.id); await show(); })));
  }
  box.replaceChildren(...lines);
};

// A refused entry is put back into its form, to be mended by hand.
const refill = async () => {
  const id = /^#outbox=([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  const entry = id && (await outbox.all()).find(e => e.id === id && e.book === book());
  const form = entry && document.querySelector("main input[name='Form.Id']")?.form;
  if (!form) return;
  fill(form, entry);
  await outbox.remove(id);
  history.replaceState(history.state, "", location.href.split("#")[0]);
};

const start = async () => {
  if (!isAble || !book()) return;
  await outbox.setBook(book());
  await refill();
  await sendAll();
  await show();
};

if (isAble) {
  navigator.serviceWorker.register("sw.js").catch(() => { /* without it there is no offline page, and nothing else is missing */ });
  addEventListener("online", start);
  addEventListener("hashchange", start);
  globalThis.Blazor?.addEventListener("enhancedload", start);
  setInterval(() => { if (document.visibilityState === "visible" && document.querySelector("#outbox .notice-warn")) start(); }, 30_000);
  start();
}
