import { Fault } from "../../lib/fault/fault.ts";

/**
 * How soon pages learn that their session was ended elsewhere. A comment line goes with it, for
 * nginx closes a silent upstream after a minute.
 */
const HEARTBEAT = 5000;

/** Events that may wait for a reader who does not read; then the stream ends and is opened anew. */
const MOST_WAITING = 1000;

/** What feeds a stream. */
export interface EventFeed {
  /** Sends events until `signal` aborts or nothing more can come; then the stream ends. */
  follow(send: (event: string, data: unknown) => void, signal: AbortSignal): Promise<void>;
  /** Asked at each heartbeat; what it throws ends the stream, `session_missing` with a word. */
  stillAllowed(): Promise<unknown>;
}

/**
 * Answers with server-sent events (HTML standard, section 9.2). The browser reconnects by itself
 * when a stream ends, and is then asked for its session again.
 */
export function eventStream(feed: EventFeed): Response {
  const stop = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => pump(controller, feed, stop),
    cancel: () => stop.abort(),
  }, { highWaterMark: MOST_WAITING });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store",
      // nginx would otherwise collect events before passing them on.
      "X-Accel-Buffering": "no",
    },
  });
}

function pump(
  controller: ReadableStreamDefaultController<Uint8Array>,
  feed: EventFeed,
  stop: AbortController,
): void {
  const encoder = new TextEncoder();
  const write = (text: string) => {
    if (stop.signal.aborted) return;
    if ((controller.desiredSize ?? 0) <= 0) return end();
    controller.enqueue(encoder.encode(text));
  };
  const refuse = (error: unknown) => {
    const ended = error instanceof Fault && error.code === "session_missing";
    if (ended) write("event: ended\ndata: {}\n\n");
    end();
  };
  const ask = () => feed.stillAllowed().then(() => write(": beat\n\n"), refuse);
  const beat = setInterval(ask, HEARTBEAT);
  const end = () => {
    clearInterval(beat);
    if (!stop.signal.aborted) {
      stop.abort();
      controller.close();
    }
  };
  stop.signal.addEventListener("abort", () => clearInterval(beat), { once: true });
  write("retry: 3000\n\n");
  feed.follow((event, data) => {
    write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }, stop.signal).then(end, end);
}
