// What was typed survives a reload, the back button, a crash and a lost sign-in: the browser keeps no fields of pages that
// must not be stored. A draft belongs to a person, an address and a form, and lives in this tab for a day; it is forgotten
// when the form was sent and not refused. Passwords, hidden fields and files are never kept.
import { word } from './clock.js';
import { isDraft } from './morph.js';

const PREFIX = 'fengsui-draft ';
/** Names the draft of the form that was sent last from this tab. */
export const SENT = 'fengsui-draft-sent';
const LONGEST_MILLIS = 24 * 60 * 60_000;
const PAUSE_MILLIS = 250;
const KEPT = 'textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button])';

const user = document.body.dataset.user ?? '';
const refused = document.querySelector('main [role=alert]') !== null;

export function startDrafts() {
  if (user === '') {
    // The sign-in page: what was sent before it is still on its way.
    return;
  }
  forgetOld();
  settleSent();
  for (const form of document.forms) {
    if (form.method === 'post' && !form.hasAttribute('data-no-draft') && controls(form).length > 0) {
      keep(form);
    }
  }
}

/** Controls may stand outside of their form and name it. */
function controls(form) {
  return [...form.elements].filter((control) => control.matches(KEPT) && control.name !== '');
}

function key(form) {
  const search = new URLSearchParams(location.search);
  search.delete('lang');
  return `${PREFIX}${user} ${location.pathname}?${search} ${new URL(form.action).pathname}`;
}

function keep(form) {
  const name = key(form);
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    // The phone's outbox may have taken the form over since.
    const changed = form.hasAttribute('data-no-draft') ? [] : controls(form).filter(isDraft);
    if (changed.length === 0) {
      sessionStorage.removeItem(name);
      return;
    }
    const values = {};
    for (const control of changed.flatMap((it) => sameName(form, it))) {
      values[control.name] ??= [];
      if (control.matches('[type=checkbox], [type=radio]')) {
        if (control.checked && !values[control.name].includes(control.value)) {
          values[control.name].push(control.value);
        }
      } else if (control.matches('select')) {
        values[control.name] = [...control.selectedOptions].map((option) => option.value);
      } else {
        values[control.name] = [control.value];
      }
    }
    sessionStorage.setItem(name, JSON.stringify({ at: Date.now(), values }));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MILLIS);
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  document.addEventListener('input', (event) => event.target.form === form && !form.contains(event.target) && later());
  addEventListener('pagehide', () => timer && save());
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented || form.hasAttribute('data-no-draft')) {
      return;
    }
    save();
    sessionStorage.setItem(SENT, name);
  });
  // Whoever cancels wants none of it.
  form.querySelectorAll('.actions a[href]').forEach((link) => link.addEventListener('click', () => {
    clearTimeout(timer);
    timer = 0;
    sessionStorage.removeItem(name);
  }));
  const stored = sessionStorage.getItem(name);
  // A refused form shows everything that was typed already.
  if (stored !== null && !refused) {
    restore(form, name, JSON.parse(stored).values);
  }
}

function sameName(form, control) {
  return control.matches('[type=checkbox], [type=radio]')
    ? controls(form).filter((other) => other.name === control.name) : [control];
}

function restore(form, name, values) {
  const restored = controls(form).filter((control) => {
    const value = values[control.name];
    if (value === undefined) {
      return false;
    }
    if (control.matches('[type=checkbox], [type=radio]')) {
      control.checked = value.includes(control.value);
    } else if (control.matches('select')) {
      for (const option of control.options) {
        option.selected = value.includes(option.value);
      }
    } else {
      control.value = value[0];
    }
    return isDraft(control);
  });
  if (restored.length === 0) {
    sessionStorage.removeItem(name);
    return;
  }
  for (const control of restored) {
    for (let fold = control.closest('details'); fold !== null; fold = fold.parentElement.closest('details')) {
      fold.open = true;
    }
  }
  tell(form, name);
}

function tell(form, name) {
  const notice = document.createElement('p');
  notice.className = 'note draft-note';
  notice.setAttribute('role', 'status');
  notice.setAttribute('data-live-keep', '');
  const clear = document.createElement('button');
  clear.type = 'button';
  clear.className = 'button';
  clear.textContent = word('drafts.clear');
  clear.addEventListener('click', () => {
    form.reset();
    sessionStorage.removeItem(name);
    notice.remove();
    controls(form)[0].focus();
  });
  notice.append(word('drafts.restored') + ' ', clear);
  form.prepend(notice);
}

/** Whether the form that was sent last from this tab was taken: another page came of it, and it says nothing is wrong. */
function settleSent() {
  const sent = sessionStorage.getItem(SENT);
  if (sent === null || location.pathname === '/resume') {
    return;
  }
  sessionStorage.removeItem(SENT);
  const [navigation] = performance.getEntriesByType('navigation');
  if (!refused && navigation?.type !== 'back_forward') {
    sessionStorage.removeItem(sent);
  }
}

function forgetOld() {
  for (const name of Object.keys(sessionStorage).filter((it) => it.startsWith(PREFIX))) {
    if (!name.startsWith(`${PREFIX}${user} `)
      || Date.now() - JSON.parse(sessionStorage.getItem(name)).at > LONGEST_MILLIS) {
      sessionStorage.removeItem(name);
    }
  }
}
