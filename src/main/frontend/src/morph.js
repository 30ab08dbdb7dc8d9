// Brings a part of the page in line with a newer one without disturbing whoever is working in it: focus, caret,
// scrolling, drafts, ticked boxes and opened details stay as they are.

const CONTROLS = 'input, textarea, select';
/** Made once when the page is made: a second one would let a double submit through. */
const ONCE = ['requestId', '_csrf'];
/** Marks what another script draws in: a chart, a diagram, a list of what waits to be sent. */
const OWN = 'data-live-own';

/** Whether the last call left something as it was because somebody works in it. */
export const kept = { any: false };

/** @param gone words for what the server no longer has, but somebody is still working in */
export function bringInLine(from, to, gone) {
  kept.any = false;
  morph(from, to, gone);
}

function morph(from, to, gone) {
  if (from.isEqualNode(to)) {
    return;
  }
  if (keepsItself(from)) {
    kept.any ||= !ONCE.includes(from.name);
    return;
  }
  if (from.hasAttribute(OWN)) {
    owned(from, to);
    return;
  }
  attributes(from, to);
  if (from.matches('textarea')) {
    from.value = from.textContent = to.textContent;
  } else {
    children(from, to, gone);
  }
  if (from.matches('input') && from.value !== to.value && from.type !== 'file') {
    from.value = to.value;
  }
}

/** Whether somebody has typed, ticked or chosen here and not yet sent it. */
export function isDraft(control) {
  if (control.matches('select')) {
    const options = [...control.options];
    const preset = options.some((option) => option.defaultSelected);
    return options.some((option, n) =>
      option.selected !== (preset || control.multiple ? option.defaultSelected : n === 0));
  }
  switch (control.type) {
    case 'checkbox':
    case 'radio':
      return control.checked !== control.defaultChecked;
    case 'file':
      return control.files.length > 0;
    case 'hidden':
      return false;
    default:
      return control.value !== control.defaultValue;
  }
}

function keepsItself(element) {
  return element.matches(CONTROLS)
    && (element === document.activeElement || isDraft(element) || ONCE.includes(element.name));
}

function isBusy(node) {
  return node.nodeType === Node.ELEMENT_NODE && (node.hasAttribute('data-live-keep')
    || node.contains(document.activeElement)
    || [node, ...node.querySelectorAll(CONTROLS)].some((it) => it.matches(CONTROLS) && isDraft(it)));
}

/** Whoever draws inside is told by these what to draw; all else of the element is the drawer's. */
function owned(from, to) {
  const told = (name) => name.startsWith('data-') || name.startsWith('aria-') || name === 'hidden';
  for (const { name, value } of to.attributes) {
    if (told(name) && from.getAttribute(name) !== value) {
      from.setAttribute(name, value);
    }
  }
  if (!to.hidden) {
    from.removeAttribute('hidden');
  }
}

function attributes(from, to) {
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !(name === 'open' && from.matches('details'))) {
      from.setAttribute(name, value);
    }
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !(name === 'open' && from.matches('details'))) {
      from.removeAttribute(name);
    }
  }
}

function children(from, to, gone) {
  const old = [...from.childNodes];
  const wanted = [...to.childNodes];
  const partners = pairs(old, wanted);
  const left = new Set(old);
  partners.forEach((partner) => left.delete(partner));
  for (const node of left) {
    if (isBusy(node)) {
      if (!node.hasAttribute('data-live-keep')) {
        kept.any = true;
        node.classList.add('is-gone');
        node.dataset.gone = gone;
      }
    } else {
      node.remove();
      left.delete(node);
    }
  }
  let next = from.firstChild;
  for (const node of wanted) {
    while (next !== null && left.has(next)) {
      next = next.nextSibling;
    }
    const partner = partners.get(node);
    if (partner === undefined) {
      from.insertBefore(document.importNode(node, true), next);
      continue;
    }
    if (partner === next) {
      next = next.nextSibling;
    } else {
      move(from, partner, next);
    }
    if (partner.nodeType === Node.ELEMENT_NODE) {
      morph(partner, node, gone);
    } else if (partner.data !== node.data) {
      partner.data = node.data;
    }
  }
}

/** For each wanted node the old one that stands for the same thing; first by what it is, then by its kind. */
function pairs(old, wanted) {
  const partners = new Map();
  for (const name of [identity, kind]) {
    const free = new Map();
    const taken = new Set(partners.values());
    for (const node of old) {
      if (!taken.has(node)) {
        const key = name(node);
        free.set(key, [...(free.get(key) ?? []), node]);
      }
    }
    for (const node of wanted) {
      const partner = partners.has(node) ? undefined : free.get(name(node))?.shift();
      if (partner !== undefined) {
        partners.set(node, partner);
      }
    }
  }
  return partners;
}

function identity(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return node.nodeName;
  }
  if (node.hasAttribute(OWN)) {
    return node.nodeName + '=' + (node.getAttribute(OWN) || node.id);
  }
  if (node.id !== '') {
    return node.nodeName + '#' + node.id;
  }
  if (node.matches('input, textarea, select, button')) {
    const byValue = ['checkbox', 'radio', 'hidden', 'submit'].includes(node.type) && !ONCE.includes(node.name);
    return [node.nodeName, node.type, node.name, byValue ? node.getAttribute('value') : ''].join(' ');
  }
  // A row or a line is known by where it leads to and when it happened.
  const link = node.matches('a') ? node : node.querySelector('a[href]');
  const time = node.querySelector('time[datetime]');
  return [kind(node), link?.getAttribute('href'), time?.getAttribute('datetime')].join(' ');
}

/** Elements with an id and controls are never taken for another of their kind. */
function kind(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return node.nodeName;
  }
  return node.id !== '' || node.hasAttribute(OWN) || node.matches(CONTROLS) ? Symbol('no other') : node.nodeName + '.' + node.className;
}

function move(parent, node, before) {
  if (parent.moveBefore) {
    parent.moveBefore(node, before);
    return;
  }
  const focused = document.activeElement;
  parent.insertBefore(node, before);
  if (node.contains(focused) && focused !== document.activeElement) {
    focused.focus({ preventScroll: true });
  }
}
