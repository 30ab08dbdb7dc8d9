// Keys for those who work without a mouse. Never while somebody types, never with a modifier, and they can be switched
// off: single characters get in the way of speech input.
import { word } from './clock.js';

const STORED = 'fengsui-keys';
const GO = { h: '/', i: '/incidents', r: '/responses', t: '/tasks', p: '/plans' };
const SECOND_KEY_MILLIS = 1500;
const ROWS = 'main .lines > li, main table:not(.keys) tbody > tr, main article, main .guide-steps > li';

let goUntil = 0;

export function startKeys() {
  offerSwitch(document);
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || off()
      || event.shiftKey && key !== '?' || target.closest?.('input, textarea, select, [contenteditable], dialog')) {
      return;
    }
    if (act(key)) {
      event.preventDefault();
    }
  });
}

function off() {
  return localStorage.getItem(STORED) === 'off';
}

/** @returns whether the key was ours */
function act(key) {
  if (Date.now() < goUntil && key in GO) {
    goUntil = 0;
    location.assign(GO[key]);
    return true;
  }
  goUntil = 0;
  switch (key) {
    case '/':
      search();
      return true;
    case '?':
      help();
      return true;
    case 'g':
      goUntil = Date.now() + SECOND_KEY_MILLIS;
      return true;
    case 'j':
      return step(1, false);
    case 'k':
      return step(-1, false);
    case 'ArrowDown':
      return step(1, true);
    case 'ArrowUp':
      return step(-1, true);
    default:
      return false;
  }
}

function search() {
  const box = [document.querySelector('main #q'), document.getElementById('bar-q')].find((it) => it?.checkVisibility());
  if (box === undefined) {
    location.assign('/search');
  } else {
    box.focus();
    box.select();
  }
}

/** @param chosen only when a row has the focus: arrows scroll the page otherwise */
function step(by, chosen) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => link(row) !== undefined);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (rows.length === 0 || chosen && at < 0) {
    return false;
  }
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
  link(rows[next]).focus();
  rows[next].scrollIntoView({ block: 'nearest' });
  return true;
}

function link(row) {
  return [...row.querySelectorAll('a[href]')].find((it) => it.checkVisibility());
}

async function help() {
  let dialog = document.getElementById('keys-dialog');
  if (dialog === null) {
    const answer = await fetch('/help', { headers: { Accept: 'text/html', 'Fengsui-Live': 'part' } });
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('keys-help');
    if (part === null) {
      location.assign('/help');
      return;
    }
    part.querySelectorAll('noscript').forEach((it) => it.remove());
    const title = part.querySelector('h2');
    title.id = 'keys-dialog-title';
    part.removeAttribute('id');
    part.removeAttribute('aria-labelledby');
    dialog = document.createElement('dialog');
    dialog.id = 'keys-dialog';
    dialog.setAttribute('aria-labelledby', title.id);
    dialog.append(document.importNode(part, true));
    const close = document.createElement('button');
    close.className = 'button';
    close.textContent = word('keys.close');
    close.addEventListener('click', () => dialog.close());
    dialog.append(close);
    document.body.append(dialog);
    offerSwitch(dialog);
  }
  if (!dialog.open) {
    dialog.showModal();
  }
}

function offerSwitch(where) {
  const box = where.querySelector('#keys-on');
  if (box !== null) {
    box.checked = !off();
    box.closest('#keys-switch').hidden = false;
    box.addEventListener('change', () => localStorage.setItem(STORED, box.checked ? 'on' : 'off'));
  }
}
