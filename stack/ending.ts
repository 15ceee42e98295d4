import { StackFault } from "./fault.ts";
import { identityOf } from "./process_identity.ts";
import { watchWrappers, wrappersOf } from "./wrappers.ts";

/** When a command has to end. */
export interface Ending {
  /** Aborted with the fault to end with. */
  readonly signal: AbortSignal;
  /** What was started detached is ready: from now on it outlives whoever started it. */
  outlive(): void;
}

/**
 * Listens for the end of this command: the person's or the system's signal, or that the program in
 * front of it is gone. That is `npx` or `deno task`; for a `detached` start, the --detach that waits
 * for it.
 */
export function openEnding(detached: boolean): Ending {
  const ending = new AbortController();
  const outlived = new AbortController();
  const end = (message: string) =>
    ending.abort(new StackFault(message, { action: "Nothing is left running." }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => end("Stopped."));
  }
  const starter = detached ? identityOf(Deno.ppid) : null;
  watchWrappers(
    detached ? (starter === null ? [] : [starter]) : wrappersOf(Deno.pid),
    () => end("Stopped with the command that started it."),
    AbortSignal.any([ending.signal, outlived.signal]),
  );
  return {
    signal: ending.signal,
    outlive: () => {
      if (detached) outlived.abort();
    },
  };
}
