// Tells the server that somebody is here without leaving the page: a sign-in ends when nobody is. What the page fetches by
// itself does not count. A wall is there to be watched, so it counts by itself.
const EVERY_MILLIS = 5 * 60_000;

export function startPresence() {
  let told = Date.now();
  const tell = () => {
    if (Date.now() - told >= EVERY_MILLIS) {
      told = Date.now();
      fetch('/account/here', { cache: 'no-store', redirect: 'manual' }).catch((error) => {
        console.debug('Not told that somebody is here', error);
      });
    }
  };
  ['keydown', 'pointerdown', 'wheel', 'touchmove'].forEach((what) => {
    addEventListener(what, tell, { capture: true, passive: true });
  });
  if (document.querySelector('.bar--wall') !== null) {
    setInterval(tell, EVERY_MILLIS);
  }
}
