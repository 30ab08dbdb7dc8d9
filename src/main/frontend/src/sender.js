// Sends what waits in the outbox: in order, one browser-wide sender at a time, under the name of whoever is signed in.
// The server takes each item once by its requestId, so whatever was not clearly answered is sent again.
import { allItems, item, putItem, removeItem, setNote } from './store.js';

const LOCK = 'fengsui-outbox';
const SESSION_MILLIS = 10_000;
const ANSWER_MILLIS = 30_000;
/** Of a slow network, 20 KB/s: what a photo may take. */
const MILLIS_PER_BYTE = 0.05;
const SENT_KEPT_MILLIS = 24 * 3600_000;
const SENT_KEPT = 20;
/** The server understood, and will not take it however often it is sent. */
const FINAL = [400, 404, 405, 409, 410, 413, 415, 422];

const channel = new BroadcastChannel(LOCK);
const listeners = new Set();
channel.addEventListener('message', () => listeners.forEach((listener) => listener()));

/** Is called when something in the outbox has changed, here or in another tab. */
export function onChange(listener) {
  listeners.add(listener);
}

export function tell() {
  channel.postMessage('changed');
  listeners.forEach((listener) => listener());
}

/** @return why something still waits: unreachable or signed-out; empty when all that could be sent was */
export async function flush() {
  const trouble = await navigator.locks.request(LOCK, send);
  await setNote('trouble', trouble);
  tell();
  return trouble;
}

/** Not while it is being sent. */
export async function discard(key) {
  await navigator.locks.request(LOCK, () => removeItem(key));
  tell();
}

async function send() {
  const waiting = (await allItems()).filter((it) => it.state === 'waiting');
  if (waiting.length === 0) {
    return '';
  }
  const session = await openSession();
  if (session.trouble) {
    return session.trouble;
  }
  // Later items of a task wait for the earlier ones.
  const stuck = new Set();
  for (const { key, user, task } of waiting) {
    const it = user === session.user && !stuck.has(task) ? await item(key) : undefined;
    if (it === undefined) {
      continue;
    }
    const answer = await post(it, session);
    if (answer === 'unreachable' || answer === 'signed-out') {
      return answer;
    }
    if (answer === 'stuck') {
      stuck.add(task);
    } else {
      await putItem(answer.outcome === 'taken'
        ? { ...it, state: 'sent', answeredAt: Date.now(), words: answer.words, entries: [] }
        : { ...it, state: 'refused', answeredAt: Date.now(), words: answer.words, now: answer.now, code: answer.code,
          may: answer.may, fields: answer.fields });
      tell();
    }
  }
  await prune();
  return stuck.size > 0 ? 'unreachable' : '';
}

async function openSession() {
  try {
    const answer = await fetch('/tasks/outbox/session', {
      headers: { Accept: 'application/json' }, cache: 'no-store', signal: AbortSignal.timeout(SESSION_MILLIS),
    });
    if (isJson(answer) && answer.ok) {
      return await answer.json();
    }
    return { trouble: isLogin(answer) ? 'signed-out' : 'unreachable' };
  } catch (error) {
    console.debug('No session to send in', error);
    return { trouble: 'unreachable' };
  }
}

async function post(it, session) {
  const body = new FormData();
  let bytes = 0;
  for (const [name, value] of [...it.entries, ['requestId', it.requestId], ['reply', 'json']]) {
    if (value instanceof Blob) {
      body.append(name, value, value.name);
      bytes += value.size;
    } else {
      body.append(name, value);
    }
  }
  try {
    const answer = await fetch(it.path, {
      method: 'POST', body, headers: { Accept: 'application/json', [session.header]: session.token },
      signal: AbortSignal.timeout(ANSWER_MILLIS + bytes * MILLIS_PER_BYTE),
    });
    const said = isJson(answer) ? await answer.json() : {};
    if (said.outcome === 'taken' || said.outcome === 'refused') {
      return said;
    }
    if (isLogin(answer)) {
      return 'signed-out';
    }
    if (FINAL.includes(answer.status)) {
      return { outcome: 'refused', words: '', now: '', code: `status-${answer.status}`, may: [], fields: [] };
    }
    return answer.status === 500 ? 'stuck' : 'unreachable';
  } catch (error) {
    console.debug('Not sent', error);
    return 'unreachable';
  }
}

function isJson(answer) {
  return (answer.headers.get('Content-Type') ?? '').includes('application/json');
}

function isLogin(answer) {
  return answer.redirected && new URL(answer.url).pathname === '/login';
}

async function prune() {
  const sent = (await allItems()).filter((it) => it.state === 'sent').sort((a, b) => b.answeredAt - a.answeredAt);
  for (const [n, it] of sent.entries()) {
    if (n >= SENT_KEPT || Date.now() - it.answeredAt > SENT_KEPT_MILLIS) {
      await removeItem(it.key);
    }
  }
}
