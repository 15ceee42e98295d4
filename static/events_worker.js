// One EventSource for all tabs of this browser. HTTP/1.1 gives a page six connections and the
// viewer wants them all; a stream a tab would starve it. Words: see lib/view/live_events.ts.

const RETRY_AFTER = 5000;
const ports = new Set();
let source = null;
let person = null;
let openedAt = 0;

function tell(word) {
  for (const port of ports) port.postMessage(word);
}

function isUp() {
  return source !== null && source.readyState === EventSource.OPEN;
}

function open() {
  close();
  source = new EventSource("/api/events");
  openedAt = Date.now();
  source.onopen = () => tell({ type: "link", up: true });
  source.onerror = () => {
    tell({ type: "link", up: false });
    // CLOSED: the server refused (401); otherwise the browser reconnects by itself.
    if (source.readyState === EventSource.CLOSED) renew();
  };
  // The stream is there, but what should feed it (Redis) is not.
  source.addEventListener("link", ({ data }) => tell({ type: "link", up: JSON.parse(data).up }));
  // The server says that the session is over; a new one may have begun in some tab.
  source.addEventListener("ended", () => {
    close();
    renew();
  });
  source.addEventListener("reading", ({ data }) => {
    tell({ type: "reading", event: JSON.parse(data) });
  });
}

/**
 * Renews the session once for all tabs; they are told when it cannot be. A stream that is refused
 * though the session is good (something behind it does not answer) is not asked for in a rush.
 */
async function renew() {
  try {
    const response = await fetch("/api/session/renew", { method: "POST" });
    if (response.ok) setTimeout(openAgain, openedAt + RETRY_AFTER - Date.now());
    else if (response.status === 401) tell({ type: "closed" });
    else setTimeout(renew, RETRY_AFTER);
  } catch {
    setTimeout(renew, RETRY_AFTER);
  }
}

function openAgain() {
  if (ports.size > 0 && !isUp()) open();
}

function close() {
  source?.close();
  source = null;
}

function onWord(port, word) {
  if (word.type === "hello") {
    ports.add(port);
    // Somebody else signed in: what the old stream may see is not what the new person may see.
    if (source === null || source.readyState === EventSource.CLOSED || word.person !== person) {
      person = word.person;
      open();
    }
    if (isUp()) port.postMessage({ type: "link", up: true });
  } else if (word.type === "reopen") {
    if (!isUp()) open();
  } else if (word.type === "bye") {
    ports.delete(port);
    if (ports.size === 0) close();
  }
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => onWord(port, data);
  port.start();
};
