// Receipts: dropped or pasted anywhere on a page that takes them; many are sent one after another, so that each says itself
// why it was not taken. Without script the form sends them as they are.
const target = () => document.querySelector("form[data-receipts]");
const files = event => [...(event.dataTransfer ?? event.clipboardData)?.files ?? []];
const carriesFiles = event => event.dataTransfer?.types.includes("Files");

// What iPhones store. Phones send JPEG where a page asks for it; from a desktop the pictures come as they are, and become JPEG
// here, by the browser where it can (Safari), else by libheif. One that cannot be read goes as it is: the server says why not.
const isHeic = file => /^image\/hei[cf]/.test(file.type) || /\.hei[cf]$/i.test(file.name);
const asJpeg = async file => {
  if (!isHeic(file)) return file;
  const jpeg = await byBrowser(file).catch(() => byLibrary(file)).catch(() => null);
  return jpeg ? new File([jpeg], file.name.replace(/\.hei[cf]$/i, "") + ".jpg", { type: "image/jpeg" }) : file;
};
const byBrowser = async file => {
  const picture = await createImageBitmap(file), canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
};
const byLibrary = file => new Promise((done, failed) => {
  const worker = new Worker(new URL("heic/convert.js", document.baseURI));
  worker.onmessage = ({ data }) => { worker.terminate(); if (data.jpeg) done(data.jpeg); else failed(data.error); };
  worker.onerror = event => { worker.terminate(); failed(event.message); };
  worker.postMessage(file);
});

const send = async (form, chosen) => {
  const state = form.querySelector("[data-state]"), failures = form.querySelector("[data-failures]");
  const transaction = form.dataset.receipts, address = new URL(`api/v1/receipts${transaction ? `?transaction_id=${transaction}` : ""}`, document.baseURI);
  let added = 0, known = 0;
  failures.replaceChildren();
  form.querySelector("[type=submit]").disabled = true;
  for (const [index, file] of chosen.entries()) {
    state.textContent = `${index + 1} / ${chosen.length}: ${file.name}`;
    const body = new FormData();
    body.set("__RequestVerificationToken", form.querySelector("input[name=__RequestVerificationToken]").value);
    body.set("file", await asJpeg(file));
    const answer = await fetch(address, { method: "POST", body }).catch(() => null);
    if (answer?.ok) {
      if (answer.status === 201) added++; else known++;
      continue;
    }
    const failure = document.createElement("li");
    failure.textContent = `${file.name}: ${(await answer?.json().catch(() => null))?.detail ?? answer?.statusText ?? ""}`;
    failures.append(failure);
  }
  form.querySelector("[type=submit]").disabled = false;
  state.textContent = `${added + known} / ${chosen.length}`;
  failures.hidden = failures.childElementCount === 0;
  // Without its first slash it is an address under the page's base, wherever the site is mounted.
  const back = form.dataset.return.slice(1);
  if (failures.hidden) location.assign(back === "receipts" ? `receipts?added=${added}&known=${known}` : back);
};

const take = async (form, chosen) => {
  if (chosen.length === 0) return;
  if (chosen.length > 1) return send(form, chosen);
  // One goes as if it had been chosen: its page offers to take it back.
  form.querySelector("[data-state]").textContent = chosen[0].name;
  const file = await asJpeg(chosen[0]), data = new DataTransfer();
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
  if (chosen.length < 2 && ("ready" in form.dataset || !chosen.some(isHeic))) return;
  event.preventDefault();
  take(form, chosen);
});
// A mouse chooses from folders that have them; a phone's own dialog makes JPEGs as long as nobody asks for HEIC.
if (matchMedia("(pointer: fine)").matches) for (const input of document.querySelectorAll("form[data-receipts] input[name=Files]")) input.accept += ",.heic,.heif";
