// Shows what is wrong with a form, as the server's pages do: a summary that takes the focus and links to the fields, the
// same words at the fields, a title that begins with the word for an error. What was typed and chosen stays.
import { word } from './clock.js';

/** @param fields {id, label, words} */
export function showProblems(words, fields) {
  summary(words, fields.map((field) => {
    const link = document.createElement('a');
    link.href = '#' + field.id;
    link.textContent = word('field-problem', field.label, field.words);
    return link;
  }), null);
  for (const field of fields) {
    const control = document.getElementById(field.id);
    if (control === null) {
      continue;
    }
    const error = document.createElement('span');
    error.className = 'field-error';
    error.id = field.id + '-error';
    error.textContent = field.words;
    error.dataset.liveKeep = '';
    const details = control.closest('details');
    if (details !== null) {
      details.open = true;
    }
    if (control.matches('fieldset')) {
      control.querySelector('legend').after(error);
    } else {
      (control.closest('.with-unit, label.choice') ?? control).before(error);
      control.setAttribute('aria-invalid', 'true');
    }
    control.setAttribute('aria-describedby', error.id);
  }
}

/**
 * @param lines texts or links
 * @param link  address and words of the next step; null = none
 */
export function summary(words, lines, link) {
  clearProblems();
  const box = document.createElement('div');
  box.className = 'summary';
  box.id = 'script-summary';
  box.setAttribute('role', 'alert');
  box.tabIndex = -1;
  box.dataset.liveKeep = '';
  const title = document.createElement('h2');
  title.textContent = words;
  const list = document.createElement('ul');
  list.className = 'plain keep-lines';
  for (const line of lines) {
    const entry = document.createElement('li');
    entry.append(line);
    list.append(entry);
  }
  box.append(title, list);
  if (link !== null) {
    const next = document.createElement('a');
    [next.href, next.textContent] = link;
    box.append(next);
  }
  const after = document.querySelector('main > .crumbs') ?? document.querySelector('main > h1');
  after.after(box);
  keepTitle();
  box.focus();
  box.scrollIntoView({ block: 'start' });
}

/** Whatever else has named the page anew: while something is wrong its title begins with that. */
export function keepTitle() {
  if (document.getElementById('script-summary') !== null && !document.title.startsWith(word('error-title'))) {
    document.title = word('error-title') + document.title;
  }
}

export function clearProblems() {
  document.getElementById('script-summary')?.remove();
  document.querySelectorAll('.field-error[data-live-keep]').forEach((error) => error.remove());
  document.querySelectorAll('[aria-invalid]').forEach((control) => control.removeAttribute('aria-invalid'));
  if (document.title.startsWith(word('error-title'))) {
    document.title = document.title.slice(word('error-title').length);
  }
}

/** What the server is sure to ask for; a text is not asked for where photos say it all. */
export function unfilled(form) {
  const photos = form.closest('#progress') !== null
    && [...form.querySelectorAll('input[type=file]')].some((input) => input.files.length > 0);
  const empty = [...form.querySelectorAll('[aria-required=true]')].filter((it) => it.value.trim() === '' && !photos);
  const unticked = [...form.querySelectorAll('[data-required]')].filter((it) => it.querySelector(':checked') === null);
  return [...empty, ...unticked].map((it) => ({ id: it.id, words: word('outbox.required'),
    label: (it.labels?.[0] ?? it.querySelector('legend')).querySelector('span').textContent.trim() }));
}
