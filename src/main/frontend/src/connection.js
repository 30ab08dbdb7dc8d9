// The stream of signals, kept open: it is opened again a second after it broke, and when it is silent for too long.
// It carries names of topics only. The position of the last event is sent along, so that nothing is missed.

const RETRY_MILLIS = 1000;
// The server gives a sign of life every 15 seconds.
const SILENCE_MILLIS = 35_000;

export class Connection {
  #topics = [];
  #position = '';
  #source = null;
  #heardAt = 0;
  #retry = 0;
  #watch = 0;

  /** @param {(message: object) => void} tell is given {kind: 'open' | 'lost'}, {kind: 'beat', now}, {kind: 'changed', topics} */
  constructor(tell) {
    this.tell = tell;
    this.open = false;
  }

  /** Listens to these topics for a page made at a position; opens anew when there are more than before. */
  listen(topics, position) {
    if (this.#source !== null && topics.every((topic) => this.#topics.includes(topic))) {
      return;
    }
    this.#position = this.#topics.length === 0 ? position : older(this.position, position);
    this.#topics = topics;
    this.#start();
  }

  get position() {
    return this.#position;
  }

  /** Tries now, not in a second: the network is back, or somebody looks at the page again. */
  hurry() {
    if (this.#topics.length > 0 && (!this.open || Date.now() - this.#heardAt > SILENCE_MILLIS)) {
      this.#start();
    }
  }

  close() {
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    this.#source?.close();
    this.#source = null;
  }

  #start() {
    this.close();
    const address = new URLSearchParams({ topics: this.#topics.join(','), since: this.#position });
    const source = new EventSource('/live?' + address);
    this.#source = source;
    this.#heardAt = Date.now();
    source.addEventListener('beat', (event) => {
      this.#heard(event);
      if (!this.open) {
        this.open = true;
        this.tell({ kind: 'open' });
      }
      this.tell({ kind: 'beat', now: Number(event.data) });
    });
    source.addEventListener('changed', (event) => {
      this.#heard(event);
      this.tell({ kind: 'changed', topics: event.data.split(' ') });
    });
    source.addEventListener('error', () => this.#lost());
    this.#watch = setInterval(() => {
      if (Date.now() - this.#heardAt > SILENCE_MILLIS) {
        this.#lost();
      }
    }, 5000);
  }

  #heard(event) {
    this.#heardAt = Date.now();
    this.#position = event.lastEventId;
  }

  #lost() {
    this.close();
    this.#retry = setTimeout(() => this.#start(), RETRY_MILLIS);
    if (this.open) {
      this.open = false;
      this.tell({ kind: 'lost' });
    }
  }
}

/** The earlier of two positions; none when they are of different nodes, which count for themselves. */
function older(a, b) {
  const [nodeA, numberA] = a.split('-');
  const [nodeB, numberB] = b.split('-');
  if (nodeA !== nodeB) {
    return '';
  }
  return Number(numberA) <= Number(numberB) ? a : b;
}
