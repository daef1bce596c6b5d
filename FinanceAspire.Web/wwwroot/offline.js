// The page that stands in when the server cannot be reached: in the user's language, with how many entries wait.
const isGerman = navigator.language.toLowerCase().startsWith("de");
document.documentElement.lang = isGerman ? "de" : "en";
for (const part of document.querySelectorAll("[data-language]")) part.hidden = (part.lang === "de") !== isGerman;
for (const kept of document.querySelectorAll("[data-kept]")) kept.hidden = location.search !== "?kept";

const isOwnAddress = location.pathname.endsWith("/offline.html");
const waiting = (await outbox.all().catch(() => [])).length;
for (const part of document.querySelectorAll("[data-waiting]")) part.hidden = waiting === 0;
for (const count of document.querySelectorAll("[data-count]")) count.textContent = waiting;
// At another page's address, that page is what is wanted.
if (!isOwnAddress) for (const link of document.querySelectorAll("[data-again]")) link.href = location.href;
// The server is asked now and then, since a network that is back does not mean that it can be reached.
const ask = async () => {
  if (document.visibilityState !== "visible" || !navigator.onLine) return;
  const answer = await fetch("alive", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) { if (isOwnAddress) location.href = document.baseURI; else location.reload(); }
};
addEventListener("online", ask);
setInterval(ask, 2000);
