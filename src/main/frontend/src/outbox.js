// What is filled in on the pages of tasks goes through the outbox: it is stored first, then sent, and stays where it is
// until the server has answered. Forms keep working without any of this.
import { absolute, ago, serverTime, word } from './clock.js';
import { copiedAt, dropOthers, keepPage, keepStatic } from './copies.js';
import { anchor, element, partsList, whyRefused } from './outbox-words.js';
import { showCopies, showOutbox } from './outbox-page.js';
import { SENT as SENT_DRAFT } from './drafts.js';
import { clearProblems, keepTitle, showProblems, summary, unfilled } from './problems.js';
import { flush, onChange, tell } from './sender.js';
import { addItems, allItems, item, note, removeItem, setNote } from './store.js';

const ACTIONS = ['receipt', 'progress', 'completion', 'return', 'handover', 'chase-answer'];
/** What ends the unit's work on a task: nothing more is asked for once it waits. */
const ENDING = ['completion', 'return'];
const PATIENCE_MILLIS = 6000;
const FLICKER_MILLIS = 700;
const FIRST_RETRY_MILLIS = 3000;
const LONGEST_RETRY_MILLIS = 60_000;
const COPY_FRESH_MILLIS = 10 * 60_000;
const BETWEEN_COPIES_MILLIS = 250;
const COPIES_PAUSE_MILLIS = 60_000;
const INBOX = ['/tasks', '/tasks?state=received'];

const me = document.body.dataset.user;
const busy = new WeakSet();
const foreground = new Set();
let refresh;
let retryMillis = FIRST_RETRY_MILLIS;
let retry = 0;
let copiesAt = 0;

/** @param refreshPage brings the page up to date */
export async function startOutbox(refreshPage) {
  refresh = refreshPage;
  navigator.serviceWorker?.register('/sw.js').catch((error) => console.warn('No service worker', error));
  document.addEventListener('submit', submitted);
  document.addEventListener('fengsui:updated', updated);
  document.addEventListener('fengsui:connected', sendNow);
  addEventListener('online', () => {
    // A copy that does not bring itself up to date would go on saying that there is no network.
    if (document.body.dataset.copy !== undefined && !document.querySelector('main[data-live]')) {
      location.reload();
    }
    sendNow();
  });
  addEventListener('offline', render);
  document.addEventListener('visibilitychange', () => document.hidden || sendNow());
  document.addEventListener('click', (event) => event.target.closest('[data-outbox-send]') && sendNow());
  onChange(render);
  if (document.body.dataset.copy !== undefined) {
    openAsAsked();
  } else if (me !== undefined) {
    await setNote('user', me);
    await setNote('language', document.documentElement.lang);
    await dropOthers(me);
  }
  await refill();
  await render();
  await showCopies(me ?? await note('user'));
  sendNow();
  setTimeout(keepCopies, 1500 + Math.random() * 3000);
}

/* Filling in */

function submitted(event) {
  const form = event.target;
  const made = event.defaultPrevented || me === undefined ? null : itemsOf(form, event.submitter);
  if (made === null) {
    return;
  }
  event.preventDefault();
  if (made.length === 0) {
    summary(word('task.notice.none-ticked'), [], null);
    return;
  }
  // The second of two taps.
  if (!busy.has(form)) {
    busy.add(form);
    take(form, event.submitter, made).finally(() => busy.delete(form));
  }
}

async function take(form, button, made) {
  clearProblems();
  const words = button?.textContent;
  let keys;
  try {
    keys = await addItems(made, replacedBy(made[0].action));
  } catch (error) {
    console.warn('Not stored', error);
    withoutOutbox(form, button);
    return;
  }
  renew(form);
  // This form does not leave the page: its draft goes when the form is done with, not with the next page.
  sessionStorage.removeItem(SENT_DRAFT);
  keys.forEach((key) => foreground.add(key));
  form.inert = true;
  if (button) {
    button.textContent = word('outbox.sending');
    button.setAttribute('aria-disabled', 'true');
  }
  const sent = (navigator.onLine ? flush() : Promise.resolve('unreachable'))
    .catch((error) => console.warn('Not sent', error));
  await Promise.race([sent, new Promise((done) => setTimeout(done, PATIENCE_MILLIS))]);
  keys.forEach((key) => foreground.delete(key));
  form.inert = false;
  if (button) {
    button.textContent = words;
    button.removeAttribute('aria-disabled');
  }
  await settle(form, (await Promise.all(keys.map(item))).filter((it) => it !== undefined));
}

/** Shows what became of what was just sent. */
async function settle(form, items) {
  const waiting = items.filter((it) => it.state === 'waiting');
  const refused = items.filter((it) => it.state === 'refused');
  const sent = items.filter((it) => it.state === 'sent');
  const wrong = refused.find((it) => it.fields.length > 0);
  if (wrong !== undefined) {
    // Everything is still in the form, to be corrected and sent again.
    await removeItem(wrong.key);
    showProblems(wrong.words, wrong.fields);
  } else if (waiting.length > 0 && unfilled(form).length > 0) {
    await Promise.all(waiting.map((it) => removeItem(it.key)));
    showProblems(word('outbox.fill-in'), unfilled(form));
  } else {
    leave(form);
    if (refused.length > 0) {
      summary(word('outbox.not-taken', word('outbox.do.' + refused[0].action)), [whyRefused(refused[0])],
        ['/tasks/outbox', word('outbox.see')]);
    } else if (waiting.length > 0) {
      await render();
      lookAt(waiting[0]);
      persist();
    } else {
      say(sent.length === 1 ? sent[0].words : word('outbox.received', sent.length));
    }
    if (sent.length + refused.length > 0) {
      refresh();
      copyAgain(items);
    }
  }
  tell();
  schedule();
}

/** The form is done with: nothing in it is a draft any more. */
function leave(form) {
  form.reset();
  form.querySelector('.draft-note')?.remove();
  // The draft that was kept of it has nothing left to keep.
  form.dispatchEvent(new Event('input'));
  for (const tick of document.querySelectorAll('input[name=ids]:checked')) {
    tick.checked = false;
  }
  const details = form.closest('details');
  if (details !== null) {
    details.open = false;
  }
  if (new URLSearchParams(location.search).has('item')) {
    history.replaceState(null, '', location.pathname);
  }
}

/** A mark serves for one sending. */
function renew(form) {
  const mark = form.querySelector('[name=requestId]');
  if (mark !== null) {
    mark.value = crypto.randomUUID();
    mark.defaultValue = mark.value;
  }
}

/** No room, or a private window: with a network the form is sent as it is, and without one it stays as it is. */
function withoutOutbox(form, button) {
  if (navigator.onLine) {
    if (button?.name) {
      form.append(Object.assign(element('input', ''), { type: 'hidden', name: button.name, value: button.value }));
    }
    form.submit();
  } else {
    summary(word('outbox.no-room'), [], null);
  }
}

/** null when the form is none of the outbox. */
function itemsOf(form, button) {
  const path = new URL(form.getAttribute('action') ?? '', location.href).pathname;
  const sent = new FormData(form, button);
  const common = { user: me, userName: document.body.dataset.person, at: serverTime(), state: 'waiting' };
  if (path === '/tasks/receipts') {
    const ids = sent.getAll('ids').flatMap((value) => value.split(','));
    return ids.map((task) => ({ ...common, requestId: crypto.randomUUID(), task, action: 'receipt',
      title: document.querySelector(`#t-${CSS.escape(task)} h2`)?.textContent ?? '', path: `/tasks/${task}/receipt`,
      entries: [], parts: [] }));
  }
  const [, task, action] = /^\/tasks\/([0-9a-f-]{36})\/([a-z-]+)$/.exec(path) ?? [];
  if (!ACTIONS.includes(action)) {
    return null;
  }
  const entries = [...sent].filter(([name, value]) => !['_csrf', 'requestId'].includes(name)
    && !(value instanceof File && value.name === '' && value.size === 0));
  return [{ ...common, requestId: sent.get('requestId') || crypto.randomUUID(), task, action,
    title: document.querySelector('main h1').textContent, path, entries, parts: partsOf(form) }];
}

/** What was filled in, as people read it. */
function partsOf(form) {
  const parts = new Map();
  for (const control of form.elements) {
    const ticked = ['checkbox', 'radio'].includes(control.type);
    if (!control.name || control.type === 'hidden' || control.matches('button, fieldset') || ticked && !control.checked) {
      continue;
    }
    const own = nameOf(control.labels?.[0]);
    const group = ticked || control.type === 'file' ? nameOf(control.closest('fieldset')?.querySelector('legend')) : '';
    const text = control.type === 'file' ? [...control.files].map((file) => file.name).join(word('list-comma'))
      : control.matches('select') ? control.selectedOptions[0]?.value && control.selectedOptions[0].textContent
        : ticked ? own : control.value.trim();
    if (text) {
      const label = group || own;
      parts.set(label, parts.has(label) ? parts.get(label) + word('list-comma') + text : text);
    }
  }
  return [...parts].map(([label, text]) => ({ label, text }));
}

/** Without hints, and the word for optional. */
function nameOf(label) {
  return (label?.querySelector(':scope > span') ?? label)?.textContent.trim() ?? '';
}

/* Sending */

function sendNow() {
  retryMillis = FIRST_RETRY_MILLIS;
  sendAgain();
}

async function sendAgain() {
  clearTimeout(retry);
  retry = 0;
  const waiting = await waitingOfMine();
  if (waiting.length === 0) {
    return;
  }
  if (navigator.onLine && await flush() === '') {
    refresh();
    copyAgain(waiting);
  }
  await schedule();
}

async function schedule() {
  if (retry === 0 && (await waitingOfMine()).length > 0) {
    retry = setTimeout(sendAgain, retryMillis);
    retryMillis = Math.min(LONGEST_RETRY_MILLIS, retryMillis * 2);
  }
}

async function waitingOfMine() {
  return (await allItems()).filter((it) => it.user === me && it.state === 'waiting');
}

/** Asks the browser to send without a page too, and not to throw away what waits. */
async function persist() {
  try {
    await navigator.storage.persist();
    const registration = await navigator.serviceWorker?.ready;
    await registration?.sync?.register('fengsui-outbox');
  } catch (error) {
    console.debug('Sent by open pages only', error);
  }
}

/* Showing */

async function render() {
  const items = await allItems();
  // The page for the time without a network is nobody's: the phone knows who is signed in.
  const reader = me ?? await note('user');
  const own = items.filter((it) => it.user === reader && !foreground.has(it.key));
  await showBar(items, own, reader);
  markCards(own);
  markTask(own);
  showOutbox(own);
}

async function showBar(items, own, reader) {
  const waiting = own.filter((it) => it.state === 'waiting').length;
  const refused = own.filter((it) => it.state === 'refused').length;
  const lines = [];
  if (document.body.dataset.copy !== undefined) {
    const at = Number(document.body.dataset.now);
    lines.push(['copy', word('outbox.copy', absolute(at))]);
  }
  if (refused > 0) {
    lines.push(['refused', word('outbox.refused', refused), word('outbox.see')]);
  }
  if (waiting > 0) {
    const signedOut = await note('trouble') === 'signed-out';
    lines.push(['waiting', word(signedOut ? 'outbox.sign-in' : 'outbox.waiting', waiting),
      word(signedOut ? 'outbox.go-sign-in' : 'outbox.see')]);
  }
  const others = items.filter((it) => it.user !== reader && it.state === 'waiting');
  for (const name of new Set(others.map((it) => it.userName))) {
    lines.push(['other', word('outbox.other', others.filter((it) => it.userName === name).length, name)]);
  }
  const bar = document.getElementById('outbox-bar');
  const said = JSON.stringify(lines);
  if (bar.dataset.said !== said) {
    bar.dataset.said = said;
    bar.hidden = lines.length === 0;
    bar.replaceChildren(...lines.map(([kind, text, link]) => {
      const words = element('span', '', text);
      if (kind === 'copy') {
        const since = element('span', 'nowrap', ago(serverTime() - Number(document.body.dataset.now)));
        since.dataset.tick = `ago ${new Date(Number(document.body.dataset.now)).toISOString()}`;
        words.append(' · ', since);
      }
      const line = element('p', `outbox-line outbox-line--${kind}`, words);
      if (link !== undefined && location.pathname !== '/tasks/outbox') {
        line.append(anchor('/tasks/outbox', '', link));
      }
      return line;
    }));
    document.getElementById('live-polite').textContent = lines.map(([, text]) => text).join(' ');
  }
}

/** Cards of the inbox. */
function markCards(own) {
  for (const old of document.querySelectorAll('.task-card .unsent-mark')) {
    old.closest('.task-card').classList.remove('is-unsent');
    old.remove();
  }
  for (const it of own) {
    const card = it.state === 'sent' ? null : document.getElementById('t-' + it.task);
    if (card === null) {
      continue;
    }
    const mark = element('p', `unsent-mark unsent-mark--${it.state}`, markWords(it));
    (card.querySelector('.pair') ?? card.lastElementChild).before(mark);
    if (it.state === 'waiting' && (it.action === 'receipt' || ENDING.includes(it.action))) {
      card.classList.add('is-unsent');
      mark.append(anchor(`/tasks/${it.task}`, 'button button--big', word('outbox.open-task')));
    } else if (it.state === 'refused') {
      mark.append(anchor('/tasks/outbox', 'button button--big', word('outbox.see')));
    }
  }
}

/** The page of a task: what waits stands above what can be done. */
function markTask(own) {
  const main = document.querySelector('main[data-task]');
  const items = own.filter((it) => it.task === main?.dataset.task && it.state !== 'sent');
  document.getElementById('unsent-items')?.remove();
  main?.classList.toggle('is-ending', items.some((it) => it.state === 'waiting' && ENDING.includes(it.action)));
  main?.classList.toggle('is-received', items.some((it) => it.state === 'waiting' && it.action !== 'chase-answer'));
  main?.classList.toggle('is-answered', items.some((it) => it.state === 'waiting' && it.action === 'chase-answer'));
  if (items.length > 0) {
    const section = element('section', 'stack');
    section.id = 'unsent-items';
    for (const it of items) {
      const box = element('div', `note ${it.state === 'waiting' ? 'note--wait' : 'note--refused'}`,
        element('h2', '', markWords(it)), ...it.state === 'refused' ? [element('p', 'keep-lines', whyRefused(it))] : [],
        partsList(it.parts), anchor('/tasks/outbox', 'button', word('outbox.see')));
      section.append(box);
    }
    main.querySelector('.task-head').after(section);
  }
}

function markWords(it) {
  const what = word('outbox.do.' + it.action);
  return it.state === 'waiting' ? word('outbox.mark', what, absolute(it.at)) : word('outbox.not-taken', what);
}

/** Takes the focus along: what had it may go with the next update. */
function say(words) {
  document.querySelectorAll('main > .note[role=status]').forEach((old) => old.remove());
  const inbox = document.querySelector('main.inbox') !== null;
  // Over the list, so that the thumb stays where it is; at the head of a task.
  const said = element('p', `note note--done ${inbox ? 'is-fresh' : ''}`, words);
  said.setAttribute('role', 'status');
  said.dataset.liveKeep = '';
  said.tabIndex = -1;
  document.querySelector('main > h1, main > .crumbs').after(said);
  said.focus({ preventScroll: true });
  if (inbox) {
    setTimeout(() => said.classList.remove('is-fresh'), PATIENCE_MILLIS);
  } else {
    scrollTo(0, 0);
  }
}

/** Where it now says that something waits. */
function lookAt(it) {
  const mark = document.getElementById('unsent-items') ?? document.querySelector(`#t-${CSS.escape(it.task)} .unsent-mark`);
  if (mark !== null) {
    mark.tabIndex = -1;
    mark.focus();
    mark.scrollIntoView({ block: 'center' });
  }
  document.getElementById('live-polite').textContent = word('outbox.stored');
}

/* Copies */

function updated() {
  // What the server has just told is no copy any more.
  delete document.body.dataset.copy;
  keepTitle();
  render();
  keepCopies();
}

/** A copy stands as it was opened then. */
function openAsAsked() {
  const asked = new URLSearchParams(location.search).get('do');
  for (const details of document.querySelectorAll('.doings > details')) {
    details.open = details.id === asked;
  }
}

/** For the time without a network: from the inbox, one after the other so that nothing else has to wait. */
async function keepCopies() {
  if (document.querySelector('main.inbox') === null || document.body.dataset.copy !== undefined || !navigator.onLine
    || navigator.connection?.saveData || Date.now() - copiesAt < COPIES_PAUSE_MILLIS) {
    return;
  }
  copiesAt = Date.now();
  try {
    const linked = [...document.querySelectorAll('link[rel=stylesheet], script[src]')].map((it) => it.href || it.src);
    await keepStatic([...linked, document.body.dataset.worker]);
    const answer = await fetch('/tasks/outbox/running', { headers: { Accept: 'application/json' }, cache: 'no-store' });
    const { tasks } = await answer.json();
    for (const path of [...INBOX, '/tasks/outbox', ...tasks.map((id) => `/tasks/${id}`)]) {
      if (Date.now() - await copiedAt(path, me) > COPY_FRESH_MILLIS) {
        await keepPage(await fetch(path, { priority: 'low' }));
        await new Promise((done) => setTimeout(done, BETWEEN_COPIES_MILLIS));
      }
    }
    document.dispatchEvent(new CustomEvent('fengsui:copied'));
  } catch (error) {
    console.debug('Copies are kept another time', error);
  }
}

/** What was sent has changed these: without a network they must not ask for it once more. */
async function copyAgain(items) {
  try {
    for (const path of [...INBOX, ...new Set(items.map((it) => `/tasks/${it.task}`))]) {
      await keepPage(await fetch(path, { priority: 'low' }));
    }
  } catch (error) {
    console.debug('The older copies are kept', error);
  }
}

/* Correcting what was refused */

/** Key of the item that this page was opened to correct; undefined when there is none. */
function replacedBy(action) {
  const asked = new URLSearchParams(location.search);
  return asked.get('do') === action && asked.has('item') ? Number(asked.get('item')) : undefined;
}

/** Puts a refused item back into its form. */
async function refill() {
  const key = replacedBy(new URLSearchParams(location.search).get('do'));
  const it = key === undefined ? undefined : await item(key);
  const form = it?.user === me && it?.state === 'refused' ? document.querySelector(`#${it.action} form`) : null;
  if (!form) {
    return;
  }
  const files = new DataTransfer();
  for (const [name, value] of it.entries) {
    if (value instanceof Blob) {
      files.items.add(value);
      continue;
    }
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (['checkbox', 'radio'].includes(control.type)) {
        control.checked ||= control.value === value;
      } else if (control.type !== 'hidden') {
        control.value = value;
      }
    }
  }
  if (files.files.length > 0) {
    form.querySelector('input[type=file][multiple]').files = files.files;
  }
  showProblems(it.words, it.fields);
}
