/** Keep the tablet's page on the device. KEPT, put before this text, names the files and their version. */

const CACHE = `tablet-${KEPT.version}`;
const FILES = new Set(KEPT.files);

addEventListener("install", (event) => {
  const kept = caches.open(CACHE).then((cache) => cache.addAll(KEPT.files.map((file) => new Request(file, { cache: "reload" }))));
  event.waitUntil(kept.then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("tablet-") && name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (FILES.has(pathname)) event.respondWith(fromCache(pathname, request));
  else if (request.mode === "navigate" && pathname === KEPT.door) event.respondWith(fetch(request).catch(() => fromCache(KEPT.files[0], request)));
});

async function fromCache(file, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(file, { ignoreVary: true })) ?? fetch(request);
}
