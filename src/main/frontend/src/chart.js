// What was observed over time, with the plan's thresholds as lines. The table beside it says the same.
import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { absolute, word } from './clock.js';

use([LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const HEIGHT = 220;
const HOUR = 3_600_000;
const SHORTEST = HOUR / 4;

/** Draws into the element what its data-source tells; gives back a function that brings it up to date. */
export async function show(element) {
  let facts = await load(element);
  let version = element.dataset.version;
  // Kept when the page is brought in line with the server's, which knows nothing of what is drawn here.
  const kept = document.createElement('div');
  kept.dataset.liveKeep = '';
  const choice = document.createElement('select');
  choice.setAttribute('aria-label', element.dataset.choose);
  const place = document.createElement('div');
  place.className = 'chart-place';
  place.setAttribute('role', 'img');
  kept.append(choice, place);
  element.append(kept);
  const chart = init(place, null, { renderer: 'svg', height: HEIGHT });
  let chosen = '';

  const draw = () => {
    const fact = facts.find(({ name }) => name === chosen) ?? facts[0];
    choose(choice, facts, fact);
    place.setAttribute('aria-label', label(element, fact));
    chart.setOption(option(fact, place), { replaceMerge: ['series'] });
  };
  choice.addEventListener('change', () => {
    chosen = choice.value;
    draw();
  });
  new ResizeObserver(() => {
    chart.resize({ height: HEIGHT });
    draw();
  }).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();

  return async () => {
    if (version !== element.dataset.version) {
      version = element.dataset.version;
      try {
        facts = await load(element);
        draw();
      } catch (error) {
        // The table is up to date; the next change tries again.
        console.warn('The chart could not be brought up to date', error);
        version = '';
      }
    }
  };
}

async function load(element) {
  const answer = await fetch(element.dataset.source, { headers: { Accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error('status ' + answer.status);
  }
  return answer.json();
}

function choose(choice, facts, fact) {
  const names = facts.map(({ name }) => name);
  if ([...choice.options].map(({ value }) => value).join('\n') !== names.join('\n')) {
    choice.replaceChildren(...facts.map(({ name, note }) => new Option(note === '' ? name : `${name}（${note}）`, name)));
  }
  choice.value = fact.name;
}

function label(element, { name, unit, points, lines }) {
  const values = [name, `${points.at(-1).value} ${unit}`, points.length,
    lines.map((line) => `${line.level} ${line.condition}`).join('；')];
  return element.dataset.label.replace(/\{(\d)\}/g, (_, n) => values[n]);
}

function option({ name, unit, points, lines }, place) {
  const style = getComputedStyle(place);
  const color = (token) => style.getPropertyValue(token).trim();
  const font = { fontFamily: style.fontFamily, fontSize: 13, color: color('--ink-soft') };
  const ahead = zoneOffset(points.at(-1).at);
  // ECharts knows the reader's own zone and UTC only: the site's local time is told to it as if it were UTC.
  const data = points.map(({ at, value }) => [at + ahead, Number(value)]);
  const now = Number(document.body.dataset.now) + ahead;
  const first = Math.min(data[0][0], now - SHORTEST);
  const latest = data.at(-1)[0];
  const last = Math.max(now, latest);
  const limits = merged(lines);
  const values = [...data.map(([, value]) => value), ...limits.map(({ at }) => at)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  return {
    useUTC: true,
    animation: false,
    textStyle: font,
    grid: { left: 8, right: 16, top: 16, bottom: 24, containLabel: false },
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true,
      backgroundColor: color('--paper'), borderColor: color('--line-strong'), textStyle: { ...font, color: color('--ink') },
      axisPointer: { lineStyle: { color: color('--line-strong') } },
      formatter: ([{ dataIndex }]) => {
        const { at, value, source } = points[dataIndex];
        return [absolute(at), `${value} ${unit}`, source].filter((part) => part !== '').join('\n');
      },
    },
    xAxis: {
      type: 'time', min: first, max: last, splitNumber: 4,
      axisLine: { lineStyle: { color: color('--line-strong') } }, axisTick: { show: false },
      axisLabel: { ...font, hideOverlap: true, formatter: (at) => axisTime(at - ahead) },
    },
    yAxis: { type: 'value', min: Math.max(low - room, low >= 0 ? 0 : -Infinity), max: high + room, show: false },
    series: [{
      name, type: 'line', data, showSymbol: true, symbol: 'circle', symbolSize: 6,
      lineStyle: { width: 2, color: color('--ink') }, itemStyle: { color: color('--ink') },
      label: {
        // Towards the middle: the latest value often stands at the very edge.
        show: true, position: 'top', align: latest - first > last - latest ? 'right' : 'left', fontFamily: style.fontFamily, fontSize: 14, fontWeight: 'bold', color: color('--ink'),
        formatter: ({ dataIndex }) => (dataIndex === points.length - 1 ? `${points[dataIndex].value} ${unit}` : ''),
      },
      labelLayout: { moveOverlap: 'shiftY' },
      markLine: {
        silent: true, symbol: 'none', lineStyle: { color: color('--line-strong'), type: [4, 3], width: 1 },
        data: limits.map(({ at, text }) => ({
          yAxis: at,
          label: { ...font, position: 'insideStartTop', distance: 2, formatter: text },
        })),
      },
    }],
  };
}

/** Levels whose conditions begin at the same value share a line. */
function merged(lines) {
  const at = new Map();
  for (const line of lines) {
    at.set(line.at, [...(at.get(line.at) ?? []), line.level]);
  }
  return [...at].map(([value, levels]) => ({ at: Number(value), text: `${levels.join(word('list-comma'))} ${value}` }));
}

/** How far the site's zone is ahead of UTC at a moment. */
function zoneOffset(at) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-US', {
    timeZone: document.body.dataset.zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
    - Math.floor(at / 1000) * 1000;
}

/** On an axis the day is said at midnight only. */
function axisTime(at) {
  const told = absolute(at);
  const clock = told.slice(-5);
  return clock === '00:00' ? told.slice(0, -6) : clock;
}
