// Answers for the network when there is none: the phone's page and what it is drawn with. No data of anybody are kept here.

const PAGE = "{{ page|escapejs }}";
const STATIC = "{{ static|escapejs }}";
const KEPT = [{% for one in kept %}"{{ one|escapejs }}", {% endfor %}PAGE];
const CACHE = "phone {{ version|escapejs }}";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const older = async () => {
    for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(older());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(shell(event));
  else if (pathname.startsWith(STATIC)) event.respondWith(kept(event.request));
});

// The page as it was kept, at once; behind it a newer one is fetched for the next time.
async function shell(event) {
  const cache = await caches.open(CACHE);
  const newer = fetch(PAGE).then((answer) => (answer.ok ? cache.put(PAGE, answer.clone()) : null, answer));
  const old = await cache.match(PAGE);
  if (!old) return newer;
  event.waitUntil(newer.catch(() => {}));
  return old;
}

async function kept(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}
