// Receipts: dropped or pasted anywhere on a page that takes them; many are sent one after another, so that each says itself
// why it was not taken. Without script the form sends them as they are.
const target = () => document.querySelector("form[data-receipts]");
const files = event => [...(event.dataTransfer ?? event.clipboardData)?.files ?? []];
const carriesFiles = event => event.dataTransfer?.types.includes("Files");

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
    body.set("file", file);
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

const take = (form, chosen) => {
  if (chosen.length === 0) return;
  if (chosen.length > 1) return void send(form, chosen);
  // One goes as if it had been chosen: its page offers to take it back.
  const data = new DataTransfer();
  data.items.add(chosen[0]);
  form.querySelector("input[name=Files]").files = data.files;
  form.requestSubmit();
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
  if (chosen.length < 2) return;
  event.preventDefault();
  send(form, chosen);
});
