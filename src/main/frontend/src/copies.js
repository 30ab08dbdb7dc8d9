// Copies of pages for the time without a network: the inbox, its running tasks and the outbox, by person.

const PAGES = 'fengsui-pages ';
const STATIC = 'fengsui-static';
const MOST_PAGES = 60;
const MOST_STATIC = 24;
const COPIED_AT = 'Fengsui-Copied-At';

/** The address by which a page is kept; null when it is none to keep. */
export function keyOf(address) {
  const url = new URL(address, self.location.origin);
  if (/^\/tasks\/([0-9a-f-]{36}|outbox)$/.test(url.pathname)) {
    return url.origin + url.pathname;
  }
  if (url.pathname !== '/tasks') {
    return null;
  }
  const defaults = { state: 'open', page: '0' };
  const kept = [...url.searchParams].filter(([name, value]) =>
    name !== 'lang' && value !== '' && defaults[name] !== value);
  return url.origin + '/tasks' + (kept.length === 0 ? '' : '?' + new URLSearchParams(kept.sort()));
}

/** Keeps an answer as the copy of a page, for the person to whom it was given. */
export async function keepPage(answer) {
  const key = keyOf(answer.url);
  if (key === null || answer.status !== 200 || answer.redirected) {
    return;
  }
  const text = await answer.text();
  const user = /<body[^>]*\sdata-user="([^"]+)"/.exec(text)?.[1];
  if (user === undefined) {
    return;
  }
  const headers = new Headers(answer.headers);
  // The text is kept as it reads, not as it was packed for the way.
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  headers.set(COPIED_AT, String(Date.now()));
  const cache = await caches.open(PAGES + user);
  await cache.put(key, new Response(text, { headers }));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((old) => cache.delete(old)));
}

/** The copy of a page, which says so itself; undefined when there is none. */
export async function copyOf(address, user) {
  const key = keyOf(address);
  const cache = key && user ? await caches.open(PAGES + user) : null;
  const kept = await cache?.match(key);
  if (kept === undefined || kept === null) {
    return undefined;
  }
  const text = await kept.text();
  return new Response(text.replace('<body', `<body data-copy="${kept.headers.get(COPIED_AT)}"`),
    { headers: kept.headers });
}

/** When a page was copied, in milliseconds; 0 when it was not. */
export async function copiedAt(address, user) {
  const kept = await (await caches.open(PAGES + user)).match(keyOf(address));
  return Number(kept?.headers.get(COPIED_AT) ?? 0);
}

/** Tasks that can be read without a network: address and title. */
export async function copiedTasks(user) {
  const cache = await caches.open(PAGES + user);
  const tasks = [];
  for (const request of await cache.keys()) {
    if (/\/tasks\/[0-9a-f-]{36}$/.test(request.url)) {
      const kept = await cache.match(request);
      const page = new DOMParser().parseFromString(await kept.text(), 'text/html');
      tasks.push({ address: request.url, title: page.querySelector('h1').textContent,
        at: Number(kept.headers.get(COPIED_AT)) });
    }
  }
  return tasks;
}

/** Nobody else's pages stay readable on this phone. */
export async function dropOthers(user) {
  for (const name of await caches.keys()) {
    if (name.startsWith(PAGES) && name !== PAGES + user) {
      await caches.delete(name);
    }
  }
}

/** The page for whatever has no copy, in each language; it belongs to nobody. */
export const OFFLINE = { 'zh-CN': '/offline?lang=zh-CN', en: '/offline?lang=en' };

/** @param addresses styles and scripts, whose addresses change with their content */
export async function keepStatic(addresses) {
  const cache = await caches.open(STATIC);
  for (const address of addresses) {
    if (await cache.match(address) === undefined) {
      await cache.add(address);
    }
  }
  // Anew every time: it names the styles of its day.
  await cache.addAll(Object.values(OFFLINE).map((address) => new Request(address, { credentials: 'omit' })));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_STATIC)).map((old) => cache.delete(old)));
}

export async function staticCopy(address) {
  return (await caches.open(STATIC)).match(address);
}
