// Answers for the server when the network does not, with copies that say so, and sends the outbox when the browser
// tells that the network is back and no page is open.
import { OFFLINE, copyOf, dropOthers, keepPage, keepStatic, keyOf, staticCopy } from './copies.js';
import { flush } from './sender.js';
import { note, setNote } from './store.js';

/** After this a page that is slow to come is shown from its copy. */
const SLOW_MILLIS = 6000;
const DEAD = [502, 503, 504];

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepStatic([]));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), self.registration.navigationPreload?.enable()]));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) {
    return;
  }
  if (pathname === '/logout' && request.method === 'POST') {
    event.waitUntil(Promise.all([dropOthers(''), setNote('user', '')]));
  } else if (request.mode === 'navigate' && request.method === 'GET') {
    event.respondWith(page(event));
  } else if (/^\/(css|js|images)\//.test(pathname) && request.method === 'GET') {
    event.respondWith(unchanging(request));
  }
});

self.addEventListener('sync', (event) => {
  event.waitUntil(flush().then((trouble) => {
    if (trouble === 'unreachable') {
      // The browser then tries again, later and later.
      throw new Error(trouble);
    }
  }));
});

async function page(event) {
  const { request } = event;
  const network = fromNetwork(event);
  event.waitUntil(network.then(
    (answer) => (keyOf(request.url) === null ? undefined : keepPage(answer.clone())), () => undefined));
  const copy = await copyOf(request.url, await note('user'));
  try {
    const answer = await (copy === undefined ? network : Promise.race([network, late()]));
    return copy !== undefined && DEAD.includes(answer.status) ? copy : answer;
  } catch (error) {
    console.debug('Not from the network', error);
    return copy ?? await staticCopy(OFFLINE[await note('language')] ?? OFFLINE['zh-CN']) ?? Response.error();
  }
}

async function fromNetwork(event) {
  return await event.preloadResponse ?? fetch(event.request);
}

function late() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('slow')), SLOW_MILLIS);
  });
}

/** Addresses of styles and scripts carry a hash of their content. */
async function unchanging(request) {
  return await staticCopy(request.url) ?? fetch(request);
}
