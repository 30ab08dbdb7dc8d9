// Everything here adds to pages that work without it.
import { startClock } from './clock.js';
import { startDrafts } from './drafts.js';
import { startKeys } from './keys.js';
import { LivePage } from './live.js';
import { startOutbox } from './outbox.js';
import { startParts } from './parts.js';
import { startPresence } from './presence.js';

const main = document.querySelector('main[data-live], main[data-live-tell]');
let live = null;
const tick = startClock(() => live?.changed());
startDrafts();
if (main !== null) {
  live = new LivePage(main, tick);
}
startParts();
if (document.body.dataset.user) {
  startKeys();
  startPresence();
} else if (location.hash !== '') {
  // The part of the page that a link names: the server never sees it, so the form carries it through signing in.
  document.querySelectorAll('main form').forEach((form) => {
    form.action += location.hash;
  });
}
// The outbox needs what browsers give to secure addresses only; elsewhere forms are sent as they are.
if (isSecureContext) {
  startOutbox(() => live?.changed());
}
