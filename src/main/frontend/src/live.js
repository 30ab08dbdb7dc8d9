// Keeps the page true: on a signal it is fetched again by its own address, with the reader's own permissions, and its
// main part is brought in line.
import { Connection } from './connection.js';
import { checkAlarms, startAlarms } from './alarm.js';
import { age, setServerTime, word } from './clock.js';
import { bringInLine, kept } from './morph.js';

const PAUSE_MILLIS = 700;
/** After this a newer fetch need not wait for an older. */
const SLOW_MILLIS = 2000;
const STALE_MILLIS = 30_000;
const LOST_MILLIS = 30_000;
/** Without a stream the page is fetched all the same. */
const POLL_MILLIS = 15_000;
/** Words such as "14 minutes late" within sentences, and whatever a signal should have told. */
const REFRESH_MILLIS = 60_000;
const SAY_MILLIS = 5000;
const SOON_MILLIS = 3000;

export class LivePage {
  #main;
  #tells;
  #shown = null;
  #tick;
  #send;
  #connected = false;
  #lostAt = Date.now();
  #trueAt = Number(document.body.dataset.copy ?? Date.now());
  #ended = '';
  #wanted = false;
  #asked = 0;
  #applied = 0;
  /** Of the answer that the page shows; empty when it shows something else besides. */
  #tag = '';
  #running = new Map();
  #startedAt = Date.now();
  #timer = 0;
  #saidAt = 0;

  /**
   * @param main kept true when it has data-live. When it has data-live-tell it shows what somebody is about to confirm:
   *             that is never changed under the hand, but the reader is told when it is so no more.
   */
  constructor(main, tick) {
    this.#main = main;
    this.#tells = main.dataset.live === undefined;
    this.#tick = tick;
    // A page that shows what is wrong with a form is not replaced by one that does not.
    this.#ended = document.querySelector('.summary[role=alert]') === null ? '' : 'problem';
    startAlarms();
    this.#connect();
    addEventListener('online', () => this.#lookNow());
    addEventListener('offline', () => this.#show());
    document.addEventListener('visibilitychange', () => document.hidden || this.#lookNow());
    setInterval(() => this.#everySecond(), 1000);
    this.#show();
    if (this.#tells && this.#ended === '') {
      this.changed();
    }
  }

  /** Something on the page has changed. */
  changed() {
    this.#wanted = true;
    this.#schedule();
  }

  #connect() {
    const hello = { kind: 'listen', topics: (this.#main.dataset.live ?? this.#main.dataset.liveTell).split(','), position: document.body.dataset.position };
    const heard = (message) => this.#heard(message);
    if (window.SharedWorker) {
      const { port } = new SharedWorker(document.body.dataset.worker, { name: 'fengsui ' + document.body.dataset.user });
      port.onmessage = ({ data }) => heard(data);
      this.#send = (message) => port.postMessage(message);
    } else {
      const connection = new Connection(heard);
      this.#send = (message) => {
        switch (message.kind) {
          case 'listen':
            connection.listen(message.topics, message.position);
            break;
          case 'hurry':
            connection.hurry();
            break;
          default:
            connection.close();
        }
      };
    }
    this.#send(hello);
    addEventListener('pagehide', () => this.#send({ kind: 'leave' }));
    addEventListener('pageshow', (event) => {
      if (event.persisted) {
        this.#send(hello);
        this.changed();
      }
    });
  }

  #heard(message) {
    switch (message.kind) {
      case 'open':
        this.#connected = true;
        if (document.body.dataset.copy !== undefined) {
          this.changed();
        }
        document.dispatchEvent(new CustomEvent('fengsui:connected'));
        break;
      case 'lost':
        this.#connected = false;
        this.#lostAt = Date.now();
        break;
      case 'beat':
        this.#connected = true;
        setServerTime(message.now);
        if (!this.#wanted && this.#running.size === 0) {
          this.#trueAt = Date.now();
        }
        break;
      default:
        this.changed();
    }
    this.#show();
  }

  /** Somebody looks again, or the network is back. */
  #lookNow() {
    this.#send({ kind: 'hurry' });
    if (this.#wanted || Date.now() - this.#trueAt > POLL_MILLIS) {
      this.#startedAt = 0;
      this.changed();
    }
    this.#show();
  }

  #everySecond() {
    const since = Date.now() - this.#startedAt;
    // Soon after the stream broke, a fetch tells whether only the stream is gone, or the sign-in too.
    const justLost = !this.#connected && this.#startedAt < this.#lostAt && Date.now() - this.#lostAt > SOON_MILLIS;
    if (!document.hidden && (justLost || since > (this.#connected ? REFRESH_MILLIS : POLL_MILLIS))) {
      this.changed();
    }
    this.#show();
  }

  #schedule() {
    if (this.#timer || this.#ended || document.hidden && !this.#hasAlarms()) {
      return;
    }
    const last = Math.max(0, ...this.#running.values());
    const wait = Math.max(this.#startedAt + PAUSE_MILLIS, last && last + SLOW_MILLIS) - Date.now();
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      if (this.#wanted) {
        this.#fetch();
      }
    }, Math.max(0, wait) + Math.random() * 200);
  }

  /** Such a page goes on while nobody looks at it. */
  #hasAlarms() {
    return ['home', 'command', 'inbox', 'task'].includes(this.#main.dataset.page);
  }

  async #fetch() {
    const number = ++this.#asked;
    const startedAt = Date.now();
    this.#startedAt = startedAt;
    this.#wanted = false;
    this.#running.set(number, startedAt);
    try {
      const answer = await fetch(location.pathname + location.search, {
        headers: { Accept: 'text/html', 'Fengsui-Live': 'part', ...(this.#tag && { 'If-None-Match': this.#tag }) },
        cache: 'no-store',
        signal: AbortSignal.timeout(15_000),
      });
      const text = await answer.text();
      // An older answer never replaces a newer one.
      if (number > this.#applied && this.#take(answer, text)) {
        this.#applied = number;
        this.#trueAt = startedAt;
      }
    } catch (error) {
      // The network is gone, or the answer too slow: the state says so, and it is tried again.
      console.debug('The page could not be fetched', error);
      this.#wanted = true;
    }
    this.#running.delete(number);
    if (this.#wanted && (this.#connected || navigator.onLine)) {
      this.#schedule();
    }
    this.#show();
  }

  #take(answer, text) {
    if (answer.status >= 500) {
      throw new Error('status ' + answer.status);
    }
    if (answer.status === 304) {
      return true;
    }
    const page = new DOMParser().parseFromString(text, 'text/html');
    const main = page.querySelector('main[data-live], main[data-live-tell]');
    if (new URL(answer.url).pathname === '/login' || page.body.dataset.user !== document.body.dataset.user) {
      this.#ended = 'signed-out';
      return false;
    }
    if (!answer.ok || main === null) {
      this.#ended = 'unseen';
      return false;
    }
    if (this.#tells) {
      this.#tell(main);
      return true;
    }
    const before = this.#said();
    addToken(main);
    bringInLine(this.#main, main, word('live.gone'));
    // What was left as it is has to be brought in line once nobody works in it any more.
    this.#tag = kept.any ? '' : answer.headers.get('ETag') ?? '';
    this.#tick();
    checkAlarms(page.title);
    this.#say(before);
    document.dispatchEvent(new CustomEvent('fengsui:updated'));
    return true;
  }

  /** The first answer is what the page showed, whatever was chosen on it since. */
  #tell(main) {
    const shown = [...main.querySelectorAll('[data-tell]')].map((it) => it.textContent.replace(/\s+/g, ' ')).join('\n');
    this.#shown ??= shown;
    if (shown !== this.#shown) {
      this.#ended = 'changed';
    }
  }

  #said() {
    return [...document.querySelectorAll('[data-live-say]')].map((it) => it.textContent.replace(/\s+/g, ' ').trim());
  }

  /** Politely, and not more often than anybody can listen to. */
  #say(before) {
    const now = this.#said().filter((text) => !before.includes(text));
    if (now.length > 0 && Date.now() - this.#saidAt > SAY_MILLIS) {
      this.#saidAt = Date.now();
      document.getElementById('live-polite').textContent = now.join(' ');
    }
  }

  #show() {
    const state = document.getElementById('live-state');
    const notice = document.getElementById('live-stale');
    const lost = Date.now() - this.#lostAt;
    const name = this.#ended === 'signed-out' ? 'signed-out' : this.#connected && navigator.onLine ? 'live'
      : !navigator.onLine || lost > LOST_MILLIS ? 'offline' : 'reconnecting';
    const old = Date.now() - this.#trueAt;
    let words = '';
    if (['signed-out', 'unseen', 'changed'].includes(this.#ended)) {
      words = word({ 'signed-out': 'live.signed-out-long', unseen: 'live.unseen', changed: 'live.changed' }[this.#ended]);
    } else if (old > STALE_MILLIS && this.#ended === '') {
      // In steps: a reader of the screen is told when it matters, not every second.
      words = word('live.stale', age(Math.floor(old / STALE_MILLIS) * STALE_MILLIS));
    }
    if (state.className !== `live live--${name}` || state.hidden) {
      state.className = `live live--${name}`;
      state.textContent = word(`live.${name}`);
      state.hidden = false;
    }
    if (notice.textContent !== words) {
      notice.textContent = words;
      notice.hidden = words === '';
    }
    document.documentElement.classList.toggle('is-stale', words !== '');
  }
}

/** The answer carries none: it may have been made for another browser of the same user. */
function addToken(main) {
  const token = document.querySelector('header [name=_csrf]');
  for (const form of main.querySelectorAll('form[method=post]')) {
    if (token !== null && form.querySelector('[name=_csrf]') === null) {
      form.prepend(token.cloneNode());
    }
  }
}
