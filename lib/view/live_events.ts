import { asset } from "fresh/runtime";
import { renewSession, SESSION_BACK, SESSION_LOST } from "./api_client.ts";
import type { ReadingState } from "./reading.ts";

/** What the server tells when a reading moved: ids, state, numbers; texts are fetched when shown. */
export interface ReadingEvent {
  readonly id: string;
  readonly study: string;
  readonly model: string;
  readonly state: ReadingState;
  readonly stage: string | null;
  readonly percent: number;
  readonly review: "accepted" | "rejected" | null;
}

/** What a page does with live news. `onLink` hears whether news can arrive at all. */
export interface Listener {
  onReading?(event: ReadingEvent): void;
  onLink?(up: boolean): void;
}

type WorkerWord =
  | { readonly type: "reading"; readonly event: ReadingEvent }
  | { readonly type: "link"; readonly up: boolean }
  | { readonly type: "closed" };

interface Line {
  reopen(): void;
  close(): void;
}

/**
 * Listens to `/api/events`. All tabs of a browser share one connection through a SharedWorker
 * (HTTP/1.1 has six connections and the viewer wants them); browsers without one open their own.
 * Returns the function that stops listening.
 */
export function listenToEvents(person: string, listener: Listener): () => void {
  const onWord = (word: WorkerWord) => {
    if (word.type === "reading") listener.onReading?.(word.event);
    else if (word.type === "link") listener.onLink?.(word.up);
    else globalThis.dispatchEvent(new Event(SESSION_LOST));
  };
  const line = typeof SharedWorker === "function" ? shareLine(person, onWord) : openLine(onWord);
  const back = () => line.reopen();
  globalThis.addEventListener(SESSION_BACK, back);
  globalThis.addEventListener("pagehide", line.close);
  return () => {
    globalThis.removeEventListener(SESSION_BACK, back);
    globalThis.removeEventListener("pagehide", line.close);
    line.close();
  };
}

function shareLine(person: string, onWord: (word: WorkerWord) => void): Line {
  const worker = new SharedWorker(asset("/events_worker.js"), { name: "neuronova-events" });
  worker.port.onmessage = ({ data }: MessageEvent<WorkerWord>) => onWord(data);
  worker.port.start();
  worker.port.postMessage({ type: "hello", person });
  return {
    reopen: () => worker.port.postMessage({ type: "reopen" }),
    close: () => worker.port.postMessage({ type: "bye" }),
  };
}

/** The soonest that a refused stream is asked for again, in ms; as in static/events_worker.js. */
const RETRY_AFTER = 5000;

function openLine(onWord: (word: WorkerWord) => void): Line {
  let source: EventSource | null = null;
  let openedAt = 0;
  let left = false;
  const renew = async () => {
    if (await renewSession()) setTimeout(openAgain, openedAt + RETRY_AFTER - Date.now());
    else onWord({ type: "closed" });
  };
  const open = () => {
    source?.close();
    source = new EventSource("/api/events");
    openedAt = Date.now();
    left = false;
    source.addEventListener("open", () => onWord({ type: "link", up: true }));
    source.addEventListener("link", ({ data }) => {
      const { up } = JSON.parse(data) as { readonly up: boolean };
      onWord({ type: "link", up });
    });
    source.addEventListener("reading", ({ data }) => {
      onWord({ type: "reading", event: JSON.parse(data) as ReadingEvent });
    });
    source.addEventListener("ended", () => {
      source?.close();
      void renew();
    });
    source.addEventListener("error", () => {
      onWord({ type: "link", up: false });
      if (source?.readyState === EventSource.CLOSED) void renew();
    });
  };
  const openAgain = () => {
    if (!left && source?.readyState !== EventSource.OPEN) open();
  };
  const close = () => {
    left = true;
    source?.close();
  };
  open();
  return { reopen: open, close };
}
