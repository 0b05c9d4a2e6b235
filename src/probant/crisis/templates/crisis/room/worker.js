// The room's service worker: the last page of the room and its files, for when the network is gone.
// Its scope is one room. What the server refuses (signed out, no longer a member) is forgotten here.
"use strict";

const ROOM = "{{ room|escapejs }}";
const CACHE = `probant-room-${ROOM}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const told = () => event.source.postMessage({ kept: true });
  if (event.data.keep) event.waitUntil(keep(event.data.keep).then(told));
  if (event.data.page) event.waitUntil(keepPage(event.data.page));
  if (event.data.forget) event.waitUntil(caches.delete(CACHE));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  if (url.pathname === ROOM && request.mode === "navigate") event.respondWith(page(request));
});

async function keep(addresses) {
  const cache = await caches.open(CACHE);
  await Promise.all(addresses.map((address) => cache.add(address).catch(() => undefined)));
}

// The room as it is shown now: what came since it was opened must survive a reload too.
async function keepPage(html) {
  const cache = await caches.open(CACHE);
  const first = await cache.match(ROOM);
  if (!first) return;
  const headers = new Headers(first.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  await cache.put(ROOM, new Response(html, { headers }));
}

async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const found = await fetch(request);
  if (found.ok) (await caches.open(CACHE)).put(request, found.clone());
  return found;
}

async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const found = await fetch(request);
    if (found.status >= 500) return (await cache.match(ROOM)) || found;
    if (found.ok) await cache.put(ROOM, found.clone());
    else await caches.delete(CACHE); // a redirection to the sign-in page comes as a status of 0
    return found;
  } catch (error) {
    const kept = await cache.match(ROOM);
    if (kept) return kept;
    throw error;
  }
}
