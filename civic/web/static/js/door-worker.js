/** Keep the door's page and its files for times without a network; the list itself is kept by door.js, not here. */

const CACHE = "civic-door";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** The page tells which files it uses; they are fetched once more into the cache. */
self.addEventListener("message", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(event.data.map((url) => cache.add(url).catch(() => {})))));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const page = event.request.mode === "navigate" && url.pathname.endsWith("/door/");
  if (event.request.method !== "GET" || !(page || url.pathname.startsWith("/static/"))) return;
  event.respondWith(fetch(event.request).catch(() => caches.match(event.request, { ignoreSearch: page })));
});
