// The process diagram of a plan. Where the page lists the states of the plan's actions (data-element, data-state), they
// are drawn in it: a shape on the task, and the very words of the list.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

const CLOSE = 0.9;
const STEP = 1.4;
const MARGIN = 20;
/** What a response consists of while it is active (docs/plan-model.md). */
const IN_FORCE = 'subprocess_active';

/** Draws the model of data-source into the element; gives back a function that draws the states anew. */
export async function show(element) {
  const [model] = await Promise.all([load(element.dataset.source), style(element.dataset.style)]);
  const kept = document.createElement('div');
  kept.dataset.liveKeep = '';
  kept.className = 'diagram-canvas';
  const tools = document.createElement('div');
  tools.className = 'diagram-tools';
  const canvasPlace = document.createElement('div');
  canvasPlace.className = 'diagram-drawing';
  kept.append(tools, canvasPlace);
  element.append(kept);
  const look = getComputedStyle(element);
  const viewer = new NavigatedViewer({
    container: canvasPlace,
    textRenderer: { defaultStyle: { fontFamily: look.fontFamily } },
    bpmnRenderer: {
      defaultFillColor: look.getPropertyValue('--paper').trim(),
      defaultStrokeColor: look.getPropertyValue('--ink-soft').trim(),
      defaultLabelColor: look.getPropertyValue('--ink').trim(),
    },
  });
  await viewer.importXML(model);
  const canvas = viewer.get('canvas');
  for (const [words, act] of [
    [element.dataset.whole, () => canvas.zoom('fit-viewport', 'auto')],
    [element.dataset.closer, () => canvas.zoom(canvas.zoom() * STEP)],
    [element.dataset.further, () => canvas.zoom(canvas.zoom() / STEP)],
  ]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    button.textContent = words;
    button.addEventListener('click', act);
    tools.append(button);
  }
  legible(viewer);
  const drawn = new Map();
  const update = () => states(viewer, drawn);
  update();
  follow(viewer);
  return update;
}

/** A plan's diagram is far taller than wide: as a whole it can't be read, so it begins at the head of what is in force. */
function legible(viewer) {
  const canvas = viewer.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const { x, y, width } = viewer.get('elementRegistry').get(IN_FORCE) ?? inner;
  const scale = Math.min(1, outer.width / (width + 2 * MARGIN));
  canvas.viewbox({ x: x - MARGIN, y: y - MARGIN, width: outer.width / scale, height: outer.height / scale });
}

async function load(source) {
  const answer = await fetch(source);
  if (!answer.ok) {
    throw new Error('status ' + answer.status);
  }
  return answer.text();
}

function style(address) {
  return new Promise((done, failed) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = address;
    link.addEventListener('load', done);
    link.addEventListener('error', failed);
    document.head.append(link);
  });
}

function entries() {
  return document.querySelectorAll('[data-element]');
}

/** Draws what the list says, where it has changed. */
function states(viewer, drawn) {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  for (const entry of entries()) {
    const id = entry.dataset.element;
    const { state } = entry.dataset;
    const words = entry.querySelector('.diagram-state').textContent.trim();
    const before = drawn.get(id);
    if (!registry.get(id) || before?.state === state && before.words === words) {
      continue;
    }
    if (before) {
      canvas.removeMarker(id, `state--${before.state}`);
      overlays.remove(before.overlay);
    }
    canvas.addMarker(id, `state--${state}`);
    const html = document.createElement('div');
    html.className = `diagram-state state--${state}`;
    html.textContent = words;
    const { height } = registry.get(id);
    // Shown at every scale: on the whole diagram it is small, and the task's own shape tells its state.
    const overlay = overlays.add(id, 'state', {
      position: { top: height + 3, left: 0 }, show: { minZoom: 0, maxZoom: 10 }, scale: true, html,
    });
    drawn.set(id, { state, words, overlay });
  }
}

/** The list leads the diagram, by keyboard too; a task that is clicked leads to its entry in the list. */
function follow(viewer) {
  const canvas = viewer.get('canvas');
  let marked = null;
  const mark = (id) => {
    if (marked !== null) {
      canvas.removeMarker(marked, 'is-marked');
    }
    marked = id;
    canvas.addMarker(id, 'is-marked');
  };
  document.addEventListener('focusin', ({ target }) => {
    const entry = target.closest('[data-element]');
    if (entry && viewer.get('elementRegistry').get(entry.dataset.element)) {
      mark(entry.dataset.element);
      if (canvas.zoom() < CLOSE) {
        canvas.zoom(CLOSE);
      }
      canvas.scrollToElement(entry.dataset.element, { top: 80, bottom: 80, left: 60, right: 60 });
    }
  });
  viewer.on('element.click', ({ element }) => {
    const entry = document.querySelector(`[data-element="${CSS.escape(element.id)}"]`);
    if (entry) {
      mark(element.id);
      entry.querySelector('a').focus({ preventScroll: true });
      entry.scrollIntoView({ block: 'nearest' });
    }
  });
}
