// The service worker. It keeps a few static files, so that there is a page when the server cannot be reached, and it keeps an
// entry that a form could not send. It never keeps a page of anybody's.
importScripts("outbox.js");

const CACHE = "static-1";
const OFFLINE = "offline.html";
const KEPT = [OFFLINE, "app.css", "offline.js", "outbox.js", "favicon.svg"];
const here = file => new URL(file, registration.scope).href;

addEventListener("install", event => {
  event.waitUntil(caches.open(CACHE).then(cache => cache.addAll(KEPT.map(here))).then(() => skipWaiting()));
});

addEventListener("activate", event => {
  event.waitUntil(caches.keys()
    .then(names => Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name))))
    .then(() => clients.claim()));
});

addEventListener("fetch", event => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => offlinePage()));
  } else if (request.mode === "navigate" && request.method === "POST" && isSmallForm(request)) {
    event.respondWith(sendOrKeep(request));
  } else if (request.method === "GET" && KEPT.some(file => here(file) === request.url)) {
    event.respondWith(fetch(request).catch(async () => await caches.match(request.url) ?? Response.error()));
  }
});

// A bank's file passes by: it is large, and nothing would be sent of it later.
const isSmallForm = request => (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");

const offlinePage = async () => {
  const kept = await caches.match(here(OFFLINE));
  if (!kept) return Response.error();
  // It stands in at any address: its own files are found from the scope.
  const page = (await kept.text()).replace('<base href="./">', `<base href="${new URL(registration.scope).pathname}">`);
  return new Response(page, { status: 200, headers: kept.headers });
};

const sendOrKeep = async request => {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const path = request.url.slice(registration.scope.length);
    const entry = outbox.entryOf(await copy.formData(), path, await outbox.book());
    if (!entry) return offlinePage();
    await outbox.put({ ...entry, isTried: true });
    return Response.redirect(here(`${OFFLINE}?kept`), 303);
  }
};
