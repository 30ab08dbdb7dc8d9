// The page of the outbox: what waits, what was not taken, what was sent, and which tasks can be read without a network.
import { absolute, ago, serverTime, word } from './clock.js';
import { copiedTasks } from './copies.js';
import { anchor, element, partsList, whyRefused } from './outbox-words.js';
import { discard, tell } from './sender.js';
import { addItems, item } from './store.js';

const page = document.querySelector('main[data-outbox]');

/** @param items of the person who is signed in */
export function showOutbox(items) {
  if (page === null) {
    return;
  }
  for (const state of ['refused', 'waiting', 'sent']) {
    const section = document.getElementById(`outbox-${state}`);
    const own = items.filter((it) => it.state === state);
    section.hidden = own.length === 0;
    const list = section.querySelector('.outbox-items');
    // Left alone while it says the same: somebody may be about to press a button.
    const said = own.map((it) => it.key).join();
    if (list.dataset.said !== said) {
      list.dataset.said = said;
      list.replaceChildren(...(state === 'sent' ? own.reverse() : own).map(card));
    }
  }
  document.getElementById('outbox-empty').hidden = items.some((it) => it.state !== 'sent');
}

function card(it) {
  const made = document.getElementById('outbox-item').content.cloneNode(true).firstElementChild;
  const find = (name) => made.querySelector(`[data-of=${name}]`);
  made.dataset.state = it.state;
  find('what').textContent = word('outbox.do.' + it.action);
  find('title').textContent = it.title;
  find('title').href = `/tasks/${it.task}`;
  find('at').textContent = word('outbox.saved', absolute(it.at), ago(serverTime() - it.at));
  find('typed').replaceWith(partsList(it.parts));
  const why = find('why');
  if (it.state === 'refused') {
    why.textContent = whyRefused(it);
  } else {
    why.remove();
  }
  const keep = {
    correct: it.state === 'refused' && it.fields.length > 0,
    progress: it.state === 'refused' && it.may.includes('progress') && it.parts.length > 0 && it.action !== 'progress',
    copy: it.state !== 'sent' && it.parts.length > 0,
    discard: it.state !== 'sent',
  };
  Object.entries(keep).filter(([, kept]) => !kept).forEach(([name]) => find(name).remove());
  if (it.state === 'sent') {
    made.querySelector('.actions').remove();
  }
  if (keep.correct) {
    find('correct').href = `/tasks/${it.task}?do=${it.action}&item=${it.key}#${it.action}`;
  }
  if (keep.progress) {
    find('progress').addEventListener('click', () => asProgress(it.key));
  }
  if (keep.copy) {
    find('copy').addEventListener('click', async ({ currentTarget: button }) => {
      await navigator.clipboard.writeText(textOf(it));
      button.textContent = button.dataset.done;
    });
  }
  if (keep.discard) {
    find('discard-now').addEventListener('click', () => discard(it.key));
    find('keep').addEventListener('click', () => {
      find('discard').open = false;
      find('discard').querySelector('summary').focus();
    });
    if (it.state === 'refused') {
      find('maybe').remove();
    }
  }
  return made;
}

function textOf(it) {
  return it.parts.length === 1 ? it.parts[0].text : it.parts.map(({ label, text }) => word('field-problem', label, text)).join('\n');
}

/** What could not be done may still be told: the words and the files of it, as progress. */
async function asProgress(key) {
  const it = await item(key);
  if (it === undefined) {
    return;
  }
  const files = it.entries.filter(([, value]) => value instanceof Blob);
  const { key: old, words, now, code, may, fields, answeredAt, ...rest } = it;
  await addItems([{ ...rest, requestId: crypto.randomUUID(), action: 'progress', path: `/tasks/${it.task}/progress`,
    at: serverTime(), state: 'waiting', entries: [['text', textOf(it)], ...files] }], old);
  tell();
  document.dispatchEvent(new CustomEvent('fengsui:connected'));
}

/** @param user whose copies; on the page for whatever has no copy, of whoever was signed in last */
export async function showCopies(user) {
  const list = document.getElementById('outbox-copies');
  if (list === null || !user) {
    return;
  }
  const tasks = await copiedTasks(user);
  list.hidden = tasks.length === 0;
  list.querySelector('ul').replaceChildren(...tasks.map(({ address, title, at }) =>
    element('li', '', anchor(address, '', title), element('span', 'soft small',
      word('outbox.saved', absolute(at + serverTime() - Date.now()), ago(Date.now() - at))))));
}
