// The keyboard: shortcuts, the sheet of them, and the palette. The sheet is the help page's own section, and the palette
// offers the links that the page has, so neither says anything that is not written on a page.

// Words come with the page, in its language.
const text = name => document.body.dataset[`text${name}`];

const isTyping = element => element?.closest("input:not([type=checkbox]), select, textarea, dialog, [contenteditable]");

const dialog = (id, label) => {
  let box = document.getElementById(id);
  if (!box) {
    box = document.createElement("dialog");
    box.id = id;
    box.setAttribute("aria-label", label);
    box.addEventListener("click", event => { if (event.target === box) box.close(); });
    document.body.append(box);
  }
  return box;
};

const showSheet = async () => {
  const box = dialog("sheet", text("Keys"));
  if (!box.firstChild) {
    const page = new DOMParser().parseFromString(await (await fetch("help")).text(), "text/html");
    box.append(...page.querySelectorAll("#keys, #entry"));
    const close = document.createElement("form");
    close.method = "dialog";
    close.innerHTML = "<button class='button'></button>";
    close.firstChild.textContent = text("Close");
    box.append(close);
  }
  if (!box.open) box.showModal();
};

const places = () => {
  const seen = new Map();
  for (const link of document.querySelectorAll(".side a[href], .toolbar a[href]")) {
    const name = (link.dataset.name ?? link.textContent).trim().replace(/\s+/g, " ");
    if (name && !seen.has(name)) seen.set(name, link.href);
  }
  return [...seen].map(([name, href]) => ({ name, href }));
};

const showPalette = () => {
  const box = dialog("palette", text("Go"));
  box.replaceChildren();
  box.insertAdjacentHTML("beforeend",
    "<label class='field'><span></span><input type='text' role='combobox' aria-expanded='true' aria-controls='palette-list' aria-autocomplete='list' autocomplete='off'></label><ul id='palette-list' role='listbox'></ul>");
  box.querySelector("label span").textContent = text("Where");
  box.querySelector("ul").setAttribute("aria-label", text("Places"));
  const [input, list] = [box.querySelector("input"), box.querySelector("ul")];
  const all = places();
  let [found, at] = [[], 0];
  const choose = index => {
    at = Math.max(0, Math.min(index, found.length - 1));
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at));
    if (found.length) input.setAttribute("aria-activedescendant", `place-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const draw = () => {
    const typed = input.value.trim().toLowerCase();
    found = all.filter(p => typed.split(/\s+/).every(word => p.name.toLowerCase().includes(word))).slice(0, 12);
    if (typed) found.push({ name: text("Search").replace("{0}", input.value.trim()), href: `transactions?q=${encodeURIComponent(input.value.trim())}` });
    list.replaceChildren(...found.map((place, i) => {
      const item = document.createElement("li");
      item.id = `place-${i}`;
      item.role = "option";
      item.textContent = place.name;
      item.addEventListener("click", () => { location.href = place.href; });
      return item;
    }));
    choose(0);
  };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(at + (event.key === "ArrowDown" ? 1 : -1)); }
    if (event.key === "Enter" && found[at]) { event.preventDefault(); location.href = found[at].href; }
  });
  draw();
  if (!box.open) box.showModal();
};

const rows = () => [...document.querySelectorAll("table[data-register] tbody tr[data-row]")];
const current = () => document.activeElement?.closest("tr[data-row]");
const focusRow = step => {
  const all = rows();
  const at = all.indexOf(current());
  const row = all[at < 0 ? 0 : Math.max(0, Math.min(at + step, all.length - 1))];
  row?.querySelector("td[data-label=Payee] a")?.focus();
};

const plain = {
  "?": showSheet,
  "/": () => (document.querySelector("#main [data-search]") ?? document.querySelector("[data-search]"))?.focus(),
  "n": () => { const entry = document.querySelector("[data-entry] [data-payee]"); if (entry) entry.focus(); else location.href = "transactions/new"; },
  "j": () => focusRow(1),
  "k": () => focusRow(-1),
  "x": () => current()?.querySelector("input[name=Selected]")?.click(),
  "c": () => current()?.querySelector("[data-mark]")?.click(),
  "e": () => {
    if (document.querySelector("input[name=Selected]:checked")) document.querySelector("#bulk button[value=choose]").click();
    else current()?.querySelector("td[data-label=Payee] a").click();
  },
  "p": () => document.querySelector("[data-privacy]")?.click(),
};
const afterG = { "h": ".", "t": "transactions", "a": "accounts", "i": "import", "b": "budgets", "s": "schedules" };
let waitsForPlace = false;

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    showPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (waitsForPlace) {
    waitsForPlace = false;
    if (afterG[event.key]) { event.preventDefault(); location.href = afterG[event.key]; return; }
  }
  if (event.key === "g") { waitsForPlace = true; return; }
  if (plain[event.key]) { event.preventDefault(); plain[event.key](); }
});

document.addEventListener("click", event => {
  if (event.target.closest("[data-palette]")) { event.preventDefault(); showPalette(); }
  if (event.target.closest("[data-keys]")) { event.preventDefault(); showSheet(); }
});

// Amounts are hidden at once; the cookie keeps it for the next page.
document.addEventListener("click", event => {
  const button = event.target.closest("[data-privacy]");
  if (!button) return;
  event.preventDefault();
  const isPrivate = document.documentElement.classList.toggle("private");
  button.setAttribute("aria-pressed", String(isPrivate));
  document.cookie = `privacy=${isPrivate ? 1 : ""}; path=/; samesite=lax; max-age=${isPrivate ? 31536000 : 0}`;
});

// The phone's menu closes once something in it was chosen.
document.addEventListener("click", event => {
  if (event.target.closest(".side-body a")) document.getElementById("menu").checked = false;
});

// A category is dragged below another one: the same form that its "Move" link leads to.
let dragged = null;
document.addEventListener("dragstart", event => { dragged = event.target.closest?.("[data-tree] tr[data-account]") ?? null; });
document.addEventListener("dragover", event => {
  const target = dragged && event.target.closest?.("[data-tree] tr[data-account]");
  document.querySelector(".is-target")?.classList.remove("is-target");
  if (target && target !== dragged && target.closest("table") === dragged.closest("table")) { event.preventDefault(); target.classList.add("is-target"); }
});
document.addEventListener("drop", event => {
  const target = document.querySelector(".is-target");
  if (!dragged || !target) return;
  event.preventDefault();
  const form = document.getElementById("move");
  form.querySelector("[data-moved]").value = dragged.dataset.account;
  const button = document.createElement("button");
  button.name = "Parent";
  button.value = target.dataset.account;
  button.hidden = true;
  form.append(button);
  button.click();
});

// After an enhanced navigation the heading is where reading goes on; a page that is loaded whole starts with the skip link.
globalThis.Blazor?.addEventListener("enhancedload", () => {
  const target = document.querySelector("#main [autofocus], #main h1");
  if (target?.matches("h1")) target.tabIndex = -1;
  target?.focus();
});
