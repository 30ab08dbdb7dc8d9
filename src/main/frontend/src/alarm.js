// The first priority: what somebody must decide or answer now. New ones are told together, flash the title until the
// page is looked at, and sound where the reader wants it, at most once in ten minutes for all tabs of a browser.
import { word } from './clock.js';

const QUIET_MILLIS = 10 * 60_000;
const user = document.body.dataset.user;
const wanted = `fengsui-sound ${user}`;
const sounded = `fengsui-sounded ${user}`;

const known = new Set(alarms().map((element) => element.dataset.alarm));
const audio = { context: null };
let flashing = 0;
let title = document.title;

export function startAlarms() {
  const button = document.getElementById('live-sound');
  button.hidden = false;
  const show = () => {
    const on = localStorage.getItem(wanted) === 'on';
    button.setAttribute('aria-pressed', String(on));
    button.textContent = word(on ? 'live.sound-on' : 'live.sound-off');
  };
  show();
  button.addEventListener('click', () => {
    localStorage.setItem(wanted, localStorage.getItem(wanted) === 'on' ? 'off' : 'on');
    show();
    if (localStorage.getItem(wanted) === 'on') {
      beep();
    }
  });
  addEventListener('storage', show);
  document.addEventListener('visibilitychange', calm);
  addEventListener('focus', calm);
  // Browsers give no sound before the reader has touched the page.
  addEventListener('pointerdown', () => audio.context?.resume(), { capture: true });
}

/** After the page was brought up to date. */
export function checkAlarms(newTitle) {
  title = newTitle;
  if (!flashing) {
    document.title = title;
  }
  const fresh = alarms().filter((element) => !known.has(element.dataset.alarm));
  known.clear();
  alarms().forEach((element) => known.add(element.dataset.alarm));
  if (fresh.length === 0) {
    return;
  }
  const what = fresh.map((element) => element.querySelector('strong, h2, b')?.textContent.trim()).join('；');
  document.getElementById('live-assertive').textContent = word('live.alarms', fresh.length, what);
  flash(fresh.length);
  if (localStorage.getItem(wanted) === 'on'
    && Date.now() - Number(localStorage.getItem(sounded) ?? 0) > QUIET_MILLIS) {
    localStorage.setItem(sounded, String(Date.now()));
    beep();
  }
}

function alarms() {
  return [...document.querySelectorAll('[data-alarm]')];
}

function flash(count) {
  clearInterval(flashing);
  let on = true;
  const show = () => {
    document.title = on ? `▲ (${count}) ${title}` : title;
    on = !on;
  };
  show();
  flashing = setInterval(show, 1000);
  if (document.hasFocus()) {
    setTimeout(calm, 5000);
  }
}

function calm() {
  if (!document.hidden && flashing) {
    clearInterval(flashing);
    flashing = 0;
    document.title = title;
  }
}

function beep() {
  audio.context ??= new AudioContext();
  const { context } = audio;
  for (const [start, frequency] of [[0, 880], [0.25, 660], [0.5, 880]]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.value = 0.2;
    tone.connect(volume).connect(context.destination);
    tone.start(context.currentTime + start);
    tone.stop(context.currentTime + start + 0.2);
  }
}
