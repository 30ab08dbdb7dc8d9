// One stream for all tabs of a browser: HTTP/1.1 allows only six connections to a server, and seven tabs must work.
import { Connection } from './connection.js';

const tabs = new Map();

const connection = new Connection((message) => {
  for (const [port, topics] of tabs) {
    if (message.kind !== 'changed' || message.topics.some((topic) => topics.includes(topic))) {
      port.postMessage(message);
    }
  }
});

self.addEventListener('connect', (event) => {
  const port = event.ports[0];
  port.addEventListener('message', ({ data }) => {
    if (data.kind === 'listen') {
      tabs.set(port, data.topics);
      if (connection.open) {
        port.postMessage({ kind: 'open' });
        if (data.position !== connection.position) {
          // The stream may have told the other tabs what this page was made too early to show.
          port.postMessage({ kind: 'changed', topics: data.topics });
        }
      }
      connection.listen([...new Set([...tabs.values()].flat())].sort(), data.position);
    } else if (data.kind === 'hurry') {
      connection.hurry();
    } else {
      tabs.delete(port);
    }
  });
  port.start();
});
