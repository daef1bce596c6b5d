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
