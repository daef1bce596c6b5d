// Receipts: dropped or pasted anywhere on a page that takes them; many are sent one after another, so that each says itself
// why it was not taken. Without script the form sends them as they are.
const target = () => document.querySelector("form[data-receipts]");
const files = event => [...(event.dataTransfer ?? event.clipboardData)?.files ?? []];
const carriesFiles = event => event.dataTransfer?.types.includes("Files");

// What iPhones store. Phones send JPEG where a page asks for it; from a desktop the pictures come as they are, and become JPEG
// here. What a file is, is in its first bytes; its name is what somebody calls it.
const isHeic = async file => {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer()), text = String.fromCharCode(...head);
  if (text.slice(4, 8) !== "ftyp") return false;
  const brands = text.slice(8, Math.min(64, new DataView(head.buffer).getUint32(0))).match(/.{4}/gs) ?? [];
  return brands.some(b => /^he[iv][cxms]$/.test(b)) || (brands.some(b => /^m[is]f1$/.test(b)) && !brands.some(b => /^avi[fs]$/.test(b)));
};
const CONVERSION_TAKES_AT_MOST = 60_000;
const convert = file => new Promise((done, failed) => {
  const worker = new Worker(new URL("heic/convert.js", document.baseURI));
  const end = (settle, value) => { clearTimeout(late); worker.terminate(); settle(value); };
  const late = setTimeout(() => end(failed, "broken"), CONVERSION_TAKES_AT_MOST);
  worker.onmessage = ({ data }) => (data.jpeg ? end(done, data.jpeg) : end(failed, data.reason));
  worker.onerror = () => end(failed, "broken");
  worker.postMessage(file);
});
// The file as it is sent; null where it could not be converted, which is said.
const ready = async (form, file) => {
  if (!await isHeic(file)) return file;
  const state = form.querySelector("[data-state]"), said = state.textContent;
  state.textContent = state.dataset.converting.replace("{0}", said);
  try {
    return new File([await convert(file)], file.name.replace(/\.(hei[cf]|jpe?g)$/i, "") + ".jpg", { type: "image/jpeg" });
  } catch (reason) {
    fail(form, file, form.querySelector("[data-failures]").dataset[reason]);
    return null;
  } finally {
    state.textContent = said;
  }
};
const fail = (form, file, why) => {
  const failures = form.querySelector("[data-failures]"), failure = document.createElement("li");
  failure.textContent = `${file.name}: ${why}`;
  failures.firstElementChild.append(failure);
  failures.hidden = false;
};

const send = async (form, chosen) => {
  const state = form.querySelector("[data-state]"), failures = form.querySelector("[data-failures]");
  const transaction = form.dataset.receipts, address = new URL(`api/v1/receipts${transaction ? `?transaction_id=${transaction}` : ""}`, document.baseURI);
  let added = 0, known = 0;
  failures.firstElementChild.replaceChildren();
  failures.hidden = true;
  form.querySelector("[type=submit]").disabled = true;
  for (const [index, file] of chosen.entries()) {
    state.textContent = `${index + 1} / ${chosen.length}: ${file.name}`;
    const sent = await ready(form, file);
    if (!sent) continue;
    const body = new FormData();
    body.set("__RequestVerificationToken", form.querySelector("input[name=__RequestVerificationToken]").value);
    body.set("file", sent);
    const answer = await fetch(address, { method: "POST", body }).catch(() => null);
    if (answer?.ok) {
      if (answer.status === 201) added++; else known++;
      continue;
    }
    fail(form, file, (await answer?.json().catch(() => null))?.detail ?? answer?.statusText ?? "");
  }
  form.querySelector("[type=submit]").disabled = false;
  state.textContent = `${added + known} / ${chosen.length}`;
  // Without its first slash it is an address under the page's base, wherever the site is mounted.
  const back = form.dataset.return.slice(1);
  if (failures.hidden) location.assign(back === "receipts" ? `receipts?added=${added}&known=${known}` : back);
};

const take = async (form, chosen) => {
  if (chosen.length === 0) return;
  if (chosen.length > 1) return send(form, chosen);
  // One goes as if it had been chosen: its page offers to take it back.
  const state = form.querySelector("[data-state]"), failures = form.querySelector("[data-failures]"), button = form.querySelector("[type=submit]");
  state.textContent = chosen[0].name;
  failures.firstElementChild.replaceChildren();
  failures.hidden = true;
  button.disabled = true;
  const file = await ready(form, chosen[0]), data = new DataTransfer();
  button.disabled = false;
  if (!file) {
    state.textContent = "";
    return;
  }
  data.items.add(file);
  for (const input of form.querySelectorAll("input[type=file]")) input.value = "";
  form.querySelector("input[name=Files]").files = data.files;
  form.dataset.ready = "";
  form.requestSubmit();
  delete form.dataset.ready;
};

// First of all listeners: what is dropped on a page of receipts is a receipt.
for (const name of ["dragenter", "dragover"]) document.addEventListener(name, event => {
  if (!target() || !carriesFiles(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  target().classList.add("is-target");
}, true);
document.addEventListener("dragleave", event => { if (!event.relatedTarget) target()?.classList.remove("is-target"); }, true);
document.addEventListener("drop", event => {
  const form = target();
  if (!form || !carriesFiles(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  form.classList.remove("is-target");
  take(form, files(event));
}, true);
document.addEventListener("paste", event => {
  const form = target(), pasted = files(event);
  if (!form || pasted.length === 0) return;
  event.preventDefault();
  take(form, pasted);
});
document.addEventListener("submit", event => {
  const form = event.target;
  if (!form.matches?.("form[data-receipts]")) return;
  const chosen = [...form.querySelectorAll("input[type=file]")].flatMap(input => [...input.files]);
  if (chosen.length === 0 || "ready" in form.dataset) return;
  event.preventDefault();
  take(form, chosen);
});
// A mouse chooses from folders that have them; a phone's own dialog makes JPEGs as long as nobody asks for HEIC.
if (matchMedia("(pointer: fine)").matches) for (const input of document.querySelectorAll("form[data-receipts] input[name=Files]")) input.accept += ",.heic,.heif";
