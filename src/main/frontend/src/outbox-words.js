// An item of the outbox in words.
import { word } from './clock.js';

/** In the server's words; where it had none, by what it answered. */
export function whyRefused(it) {
  const why = it.words || word(it.code === 'status-413' ? 'outbox.too-large' : 'outbox.refused-by-status',
    it.code.replace('status-', ''));
  return [why, ...it.fields.map((field) => word('field-problem', field.label, field.words)), it.now].filter((text) => text).join('\n');
}

/** What was filled in. */
export function partsList(parts) {
  const list = element('dl', 'facts');
  parts.forEach(({ label, text }) => list.append(element('dt', '', label), element('dd', 'keep-lines', text)));
  return list;
}

export function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

export function anchor(address, className, words) {
  const made = element('a', className, words);
  made.href = address;
  return made;
}
