// The register: payees while they are typed, the rest of a split, marks without a new page, older rows while scrolling.
import { evaluate, shown, units } from "./amounts.js";

const settings = form => ({ decimals: Number(form.dataset.decimals ?? 2), culture: form.dataset.culture || undefined });

// Payees: the list follows the text; the one chosen brings its last category, unless one was typed.
let asked = 0;
const suggest = async input => {
  const form = input.form;
  const mine = ++asked;
  await new Promise(resolve => setTimeout(resolve, 120));
  if (mine !== asked || !input.value.trim()) return;
  const answer = await fetch(`api/v1/payees/suggestions?q=${encodeURIComponent(input.value.trim())}&account_id=${form.dataset.account}`);
  if (!answer.ok || mine !== asked) return;
  const { items } = await answer.json();
  form.querySelector("#payees").replaceChildren(...items.map(payee => {
    const option = document.createElement("option");
    option.value = payee.name;
    if (payee.last_account) option.dataset.category = payee.last_account.replaceAll(":", " › ");
    return option;
  }));
  bringCategory(form);
};

const bringCategory = form => {
  const [payee, category] = [form.querySelector("[data-payee]"), form.querySelector("[data-category]")];
  if (!category || (category.value && category.value !== category.dataset.brought)) return;
  const typed = payee.value.trim().toLowerCase();
  const known = [...form.querySelectorAll("#payees option")].find(o => o.value.toLowerCase() === typed);
  category.value = category.dataset.brought = known?.dataset.category ?? "";
};

// What is left of the whole: in the entry row of Out or In, on the full form of zero.
const showRest = form => {
  const { decimals, culture } = settings(form.matches("[data-entry]") ? form : form.querySelector("[data-postings]"));
  const output = form.querySelector("[data-remainder]");
  if (!output) return;
  const value = input => evaluate(input.value, decimals, culture) ?? 0n;
  const whole = [...form.querySelectorAll("[data-amount]")].map(value).find(v => v !== 0n) ?? 0n;
  const parts = [...form.querySelectorAll("[data-part]")].map(value).reduce((sum, v) => sum + v, 0n);
  output.textContent = shown(whole - parts, decimals, culture);
  output.classList.toggle("is-zero", whole === parts);
  if (output.parentElement.hidden) output.parentElement.hidden = false;
};

document.addEventListener("input", event => {
  const form = event.target.form;
  if (!form) return;
  if (event.target.matches("[data-payee]")) { bringCategory(form); suggest(event.target); }
  if (event.target.matches("[data-amount], [data-part]")) showRest(form);
});

// A sum shows its result when the field is left.
document.addEventListener("change", event => {
  const input = event.target;
  if (input.matches("[data-amount], [data-part], [data-other]") && /[-+*/×÷(]/.test(input.value.slice(1))) {
    const { decimals, culture } = settings(input.closest("[data-decimals]") ?? input.closest("[data-culture]"));
    const value = evaluate(input.value, decimals, culture);
    if (value !== null) { input.title = input.value; input.value = shown(value, decimals, culture); showRest(input.form); }
  }
  if (input.matches("input[name=Selected]")) count();
});

const count = () => {
  const output = document.querySelector("[data-count]");
  const ticked = document.querySelectorAll("input[name=Selected]:checked").length;
  if (output) output.textContent = ticked ? `(${ticked})` : "";
};

// Shift selects from the last tick to this one.
let lastTick = null;
document.addEventListener("click", event => {
  const tick = event.target.closest("input[name=Selected]");
  if (!tick) return;
  const all = [...document.querySelectorAll("input[name=Selected]")];
  if (event.shiftKey && lastTick && all.includes(lastTick)) {
    const [a, b] = [all.indexOf(lastTick), all.indexOf(tick)].sort((x, y) => x - y);
    for (const other of all.slice(a, b + 1)) other.checked = tick.checked;
    count();
  }
  lastTick = tick;
});

// A mark is turned where it stands; without this script its form does the same with a new page.
document.addEventListener("click", async event => {
  const mark = event.target.closest("[data-mark]");
  if (!mark) return;
  event.preventDefault();
  if (mark.dataset.busy) return;
  mark.dataset.busy = "1";
  const wanted = mark.getAttribute("aria-pressed") === "true" ? "uncleared" : "cleared";
  const token = mark.form.querySelector("input[name=__RequestVerificationToken]").value;
  const answer = await fetch(`api/v1/postings/${mark.value}`, {
    method: "PATCH", headers: { "Content-Type": "application/json", "X-CSRF-TOKEN": token }, body: JSON.stringify({ cleared: wanted }),
  });
  delete mark.dataset.busy;
  if (!answer.ok) { mark.removeAttribute("data-mark"); mark.click(); return; }
  const result = await answer.json();
  mark.setAttribute("aria-pressed", String(result.cleared === "cleared"));
  const balance = document.querySelector("[data-cleared-balance]");
  const amount = balance?.querySelector(".amount");
  if (amount) amount.firstChild.textContent = shown(units(result.cleared_balance, Number(balance.dataset.decimals)), Number(balance.dataset.decimals), balance.dataset.culture);
});

// Older rows come while scrolling; the link stays for who has no script, and for a page that does not answer.
const older = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { older.unobserve(target); append(target); }
}, { rootMargin: "600px" });

const append = async link => {
  const answer = await fetch(link.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [table, more] = [document.querySelector("table[data-register] tbody"), page.querySelector("[data-more]")];
  if (!table?.isConnected) return;
  table.append(...page.querySelectorAll("table[data-register] tbody tr"));
  if (more) { link.href = more.href; older.observe(link); } else link.remove();
};

const watch = () => { const link = document.querySelector("[data-more]"); if (link) older.observe(link); count(); };
watch();
globalThis.Blazor?.addEventListener?.("enhancedload", watch);
