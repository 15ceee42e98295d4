import type { Log } from "../lib/log/log.ts";

/** What to keep running, and where to say so. */
export interface Supervision {
  /** Program and arguments of the real worker. */
  readonly command: readonly [string, ...string[]];
  readonly log: Log;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A worker that ran this long was well: the next pause is the shortest again. */
const WELL_MS = 60_000;
/** How long a worker may take to hand its jobs back when it is told to end. */
const GOODBYE_MS = 10_000;

/**
 * Starts the worker and starts it again whenever it ends by itself, after a pause that doubles up to
 * 30 s. The worker's input stays open as long as this process lives (see `lifeline`). SIGTERM and
 * SIGINT are passed on; when the worker has ended then, or was killed because it
 * did not, this returns the exit code of the whole.
 */
export async function supervise({ command, log }: Supervision): Promise<number> {
  const [program, ...args] = command;
  const ending = new AbortController();
  let child: Deno.ChildProcess | undefined;
  const end = () => {
    ending.abort();
    if (child !== undefined) goodbye(child);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, end);
  let pause = FIRST_PAUSE_MS;
  while (!ending.signal.aborted) {
    const started = Date.now();
    child = new Deno.Command(program, { args, stdin: "piped" }).spawn();
    log.info({ pid: child.pid }, "The worker was started");
    const { code, signal } = await child.status;
    cut(child); // what a wrapper that was killed has left behind ends now
    if (ending.signal.aborted) break;
    if (Date.now() - started > WELL_MS) pause = FIRST_PAUSE_MS;
    log.error({ status: code, outcome: signal ?? "exit", ms: pause }, "The worker died");
    await sleep(pause, ending.signal);
    pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
  }
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.removeSignalListener(signal, end);
  return 0;
}

/**
 * Asks the worker to end, and ends it when it does not. Its input is its lifeline: a signal stops at
 * the wrapper where npm's `deno` is one, the end of the input does not.
 */
function goodbye(child: Deno.ChildProcess): void {
  send(child, "SIGTERM");
  cut(child);
  const timer = setTimeout(() => send(child, "SIGKILL"), GOODBYE_MS);
  child.status.finally(() => clearTimeout(timer));
}

/** Ends the worker's input. */
function cut(child: Deno.ChildProcess): void {
  child.stdin.close().catch(() => {}); // it was closed before
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has ended already.
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Settles when the input ends: whoever started this process has told it to end, or is dead. */
export async function lifeline(input: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of input);
}
