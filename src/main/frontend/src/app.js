// Everything here adds to pages that work without it.
import { startClock } from './clock.js';
import { LivePage } from './live.js';
import { startParts } from './parts.js';

const main = document.querySelector('main[data-live], main[data-live-tell]');
let live = null;
const tick = startClock(() => live?.changed());
if (main !== null) {
  live = new LivePage(main, tick);
}
startParts();
