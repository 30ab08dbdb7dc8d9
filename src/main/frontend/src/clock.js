// Times that run on, from the server's clock: the reader's may be wrong.

const words = JSON.parse(document.body.dataset.words);
const MINUTE = 60_000;
const EVERY_MILLIS = 5000;
/** The server may give an answer that is a second old. */
const SETTLED_MILLIS = 1000;

// A copy of a page was true when it was made.
let ahead = Number(document.body.dataset.now) - Number(document.body.dataset.copy ?? Date.now());

export function word(key, ...values) {
  return words[key].replace(/\{(\d)\}/g, (_, n) => values[n]);
}

export function serverTime() {
  return Date.now() + ahead;
}

export function setServerTime(now) {
  ahead = now - Date.now();
}

/** @param due is called when a deadline on the page passes: what was in time is late now */
export function startClock(due) {
  let last = serverTime();
  const tick = () => {
    const now = serverTime();
    let passed = false;
    for (const element of document.querySelectorAll('[data-tick]')) {
      const [kind, moment] = element.dataset.tick.split(' ');
      const at = Date.parse(moment);
      const text = kind === 'clock' ? absolute(now) : relative(kind, at, now);
      if (element.textContent !== text) {
        element.textContent = text;
      }
      passed ||= kind === 'left' && at + SETTLED_MILLIS > last && at + SETTLED_MILLIS <= now;
    }
    last = now;
    if (passed) {
      due();
    }
  };
  tick();
  setInterval(tick, EVERY_MILLIS);
  return tick;
}

/** How long ago, with seconds while there are no minutes. */
export function age(millis) {
  return millis < MINUTE ? word('time.seconds-ago', Math.round(millis / 1000)) : ago(millis);
}

function relative(kind, at, now) {
  switch (kind) {
    case 'left':
      return left(at - now);
    case 'since':
      return duration(Math.abs(now - at));
    default:
      return at - now >= MINUTE ? left(at - now) : ago(now - at);
  }
}

function left(millis) {
  return millis < 0 ? word('time.late', duration(-millis)) : word('time.left', duration(millis));
}

export function ago(millis) {
  const minutes = Math.floor(Math.abs(millis) / MINUTE);
  if (minutes === 0) {
    return word('time.just-now');
  }
  return minutes < 60 ? word('time.minutes-ago', minutes) : word('time.ago', duration(millis));
}

function duration(millis) {
  const all = Math.floor(millis / MINUTE);
  const days = Math.floor(all / 1440);
  const hours = Math.floor(all / 60) % 24;
  const minutes = all % 60;
  if (days === 1 && hours === 0 && minutes === 0) {
    return word('time.hours', 24);
  }
  if (days > 0) {
    return hours === 0 ? word('time.days', days) : word('time.days-hours', days, hours);
  }
  if (hours > 0) {
    return minutes === 0 ? word('time.hours', hours) : word('time.hours-minutes', hours, minutes);
  }
  return minutes === 0 ? word('time.under-a-minute') : word('time.minutes', minutes);
}

/** A moment as the server tells it: by its pattern, in the site's zone, with the year where it is another. */
export function absolute(millis) {
  const told = parts(millis);
  const pattern = word(told.yyyy === parts(serverTime()).yyyy ? 'time.this-year' : 'time.other-year');
  return pattern.replace(/yyyy|MMM|MM|dd|d|HH|mm/g, (name) => told[name]);
}

function parts(millis) {
  const timeZone = document.body.dataset.zone;
  const part = Object.fromEntries(new Intl.DateTimeFormat('en-US', {
    timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(millis).map(({ type, value }) => [type, value]));
  return {
    yyyy: part.year, MM: part.month, MMM: new Intl.DateTimeFormat('en-US', { timeZone, month: 'short' }).format(millis),
    dd: part.day, d: String(Number(part.day)), HH: part.hour, mm: part.minute,
  };
}
