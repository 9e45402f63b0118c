// The service worker: keeps the shell of the page for when there is no network, and shows what the server pushes.
// Nothing of the API is ever kept. The build puts the list of files and their common hash in: see scripts/worker.mjs.

const VERSION = '__VERSION__'
/** Files of this build, the page itself among them as `/`. */
const FILES = ['__FILES__']
const PREFIX = 'sufler-'
const CACHE = `${PREFIX}${VERSION}`
/** What only the server can answer; never touched. */
const LIVE =
  /^\/(?:api|share|oauth|webhooks|socket\.io|health|metrics|openapi\.json|sw\.js)(?:\/|$)/u

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || LIVE.test(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (FILES.includes(url.pathname) || url.pathname.startsWith('/assets/'))
    event.respondWith(file(request))
})
self.addEventListener('push', (event) => event.waitUntil(show(event.data)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.chat))
})

async function install() {
  const cache = await caches.open(CACHE)
  // Past the HTTP cache: a file of another build under the same name would make a broken page.
  await cache.addAll(FILES.map((path) => new Request(path, { cache: 'reload' })))
  await self.skipWaiting()
}

async function activate() {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  // The build before stays: a tab that shows it still asks for its parts.
  const old = ours.filter((name) => name !== CACHE).slice(0, -1)
  await Promise.all(old.map((name) => caches.delete(name)))
  await self.clients.claim()
}

/** The newest page whenever there is a network; else the one that is kept. */
async function page(request) {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await caches.match('/', { cacheName: CACHE })
    if (kept === undefined) throw error
    return kept
  }
}

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

async function show(data) {
  const { chat, title, body } = data?.json() ?? {}
  if (typeof title !== 'string') return
  // Whoever looks at the page is told by it.
  if ((await tabs()).some((tab) => tab.focused)) return
  await self.registration.showNotification(title, {
    body: String(body ?? ''),
    // Of one chat the last notice stands for all.
    tag: `chat-${chat}`,
    renotify: true,
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    data: { chat },
  })
}

const tabs = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true })

/** The exact chat: in a page that is open already, else in a new one. */
async function open(chat) {
  const address = Number.isSafeInteger(chat) ? `/inbox?tab=all&chat=${chat}` : '/inbox'
  const tab = (await tabs()).find(({ url }) => /^\/(?:inbox|accounts)/u.test(new URL(url).pathname))
  if (tab === undefined) {
    await self.clients.openWindow(address)
    return
  }
  tab.postMessage({ type: 'open', address })
  // Only a person's click lets a window come forward; without one the chat is open all the same.
  await tab.focus().catch(() => {})
}
