// Small helps where script is there; every page works without. Listeners sit on the document, so that they outlive
// enhanced navigation.
import { shown, units } from "./amounts.js";

// "Today" is the user's: the server is told the browser's time zone.
document.cookie = `time-zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;

// Reconciliation: the difference follows the ticks.
document.addEventListener("change", event => {
  const form = event.target.closest("form[data-reconcile]");
  if (!form) return;
  const decimals = Number(form.dataset.decimals);
  let difference = units(form.dataset.target, decimals) - units(form.dataset.start, decimals);
  for (const tick of form.querySelectorAll("input[data-quantity]:checked")) difference -= units(tick.dataset.quantity, decimals);
  const output = form.querySelector("[data-difference]");
  output.textContent = shown(difference, decimals, output.dataset.culture || undefined);
  output.classList.toggle("is-zero", difference === 0n);
  // What the last attempt came to is not so any more.
  document.querySelector("#main > [role=alert]")?.remove();
});

// A commit of many lines takes a while: how far it has come is asked until the answer to the form takes the page's place.
document.addEventListener("submit", event => {
  const bar = document.querySelector("[data-import-progress]");
  if (!event.target.matches("form[data-long-form]") || event.submitter?.value !== "commit" || !bar) return;
  const ask = async () => {
    const response = await fetch(bar.dataset.importProgress, { headers: { accept: "application/json" } }).catch(() => null);
    const state = response?.ok ? await response.json() : null;
    if (state?.total > 0) {
      bar.hidden = false;
      bar.querySelector("span").textContent = `${state.done.toLocaleString(document.body.dataset.culture)} / ${state.total.toLocaleString(document.body.dataset.culture)}`;
      bar.querySelector("progress").value = state.done / state.total;
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
});
