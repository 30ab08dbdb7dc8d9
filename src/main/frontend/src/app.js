// Everything here adds to pages that work without it.
import { startClock } from './clock.js';
import { LivePage } from './live.js';
import { startOutbox } from './outbox.js';

const main = document.querySelector('main[data-live]');
let live = null;
const tick = startClock(() => live?.changed());
if (main !== null) {
  live = new LivePage(main, tick);
}
// The outbox needs what browsers give to secure addresses only; elsewhere forms are sent as they are.
if (isSecureContext) {
  startOutbox(() => live?.changed());
}
