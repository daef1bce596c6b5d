// Imports: a file is dropped anywhere, and the columns of a CSV file show at once how they would read.

const hasFiles = event => [...event.dataTransfer?.types ?? []].includes("Files");
const veil = on => document.documentElement.classList.toggle("is-dropping", on);

document.addEventListener("dragover", event => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  veil(true);
});
document.addEventListener("dragleave", event => { if (!event.relatedTarget) veil(false); });
document.addEventListener("drop", event => {
  veil(false);
  if (event.defaultPrevented || !hasFiles(event)) return;
  // A page for anonymous visitors has no form to send along with; there is nothing to import into either.
  const token = document.querySelector("input[name=__RequestVerificationToken]");
  if (!token || !document.querySelector(".side nav")) return;
  event.preventDefault();
  send(event.dataTransfer.files, token.value);
});

// The page's own form where it is there; elsewhere one like it. On the page of an account, the file is of that account.
const send = (files, token) => {
  let form = document.querySelector("form[data-import]");
  if (!form) {
    form = document.createElement("form");
    Object.assign(form, { method: "post", enctype: "multipart/form-data", action: "import", hidden: true });
    const account = /\/accounts\/([0-9a-f-]{36})$/.exec(location.pathname)?.[1] ?? "";
    for (const [name, value] of Object.entries({ _handler: "import", __RequestVerificationToken: token, AccountId: account })) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.append(Object.assign(document.createElement("input"), { type: "file", name: "File", multiple: true }));
    document.body.append(form);
  }
  form.querySelector("input[type=file]").files = files;
  form.submit();
};

// The settings of a CSV file: after each choice the view of it is fetched anew. The button "Show" does the same without script.
let asked = 0;
document.addEventListener("change", async event => {
  const form = event.target.closest?.("form[data-csv]");
  if (!form) return;
  const mine = ++asked;
  const choices = new FormData(form);
  choices.delete("__RequestVerificationToken");
  const view = form.querySelector("[data-csv-view]");
  view.setAttribute("aria-busy", "true");
  const answer = await fetch(`${form.action}?${new URLSearchParams(choices)}`).catch(() => null);
  if (mine !== asked) return;
  view.removeAttribute("aria-busy");
  if (!answer?.ok) return;
  const named = [...view.querySelectorAll("select, input")];
  const at = named.indexOf(document.activeElement);
  const open = view.querySelector("details")?.open;
  view.innerHTML = await answer.text();
  if (open) view.querySelector("details")?.setAttribute("open", "");
  // Focus stays on the choice that was just made.
  if (at >= 0) view.querySelectorAll("select, input")[at]?.focus();
});
