import type { SupervisorEvents } from "./supervise.ts";

/** Where a run tells people what it does. With --json that is standard error. */
export interface Report {
  line(text: string): void;
  /** One service or step that is done: its name, what became of it, its time. */
  step(name: string, what: string, ms: number): void;
}

/** Writes lines to standard output, or to standard error for `json`. */
export function openReport(json: boolean): Report {
  const stream = json ? Deno.stderr : Deno.stdout;
  const line = (text: string) => {
    try {
      writeAll(stream, `${text}\n`);
    } catch (error) {
      // What a detached demo says goes to a log: a full disk must not end the stack with it.
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    }
  };
  return {
    line,
    step: (name, what, ms) => {
      line(`${name.padEnd(16)} ${what.padEnd(36)} ${(ms / 1000).toFixed(1).padStart(6)} s`);
    },
  };
}

/** Writes a JSON document to standard output, which holds nothing else. */
export function answerJson(value: unknown): void {
  writeAll(Deno.stdout, `${JSON.stringify(value, null, 2)}\n`);
}

/** What the supervisor has to say, in words. */
export function supervisorWords(report: Report): Omit<SupervisorEvents, "changed"> {
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  return {
    ready: ({ name, port }, ms) => report.step(name, `ready on 127.0.0.1:${port}`, ms),
    died: (name, { code, signal }, againInMs) => {
      const how = signal === null ? `with code ${code}` : `by ${signal}`;
      report.line(`${name} ended ${how}; it is started again in ${seconds(againInMs)}`);
    },
    failed: (name, reason, againInMs) => {
      report.line(`${name} did not start: ${reason}\nnext attempt in ${seconds(againInMs)}`);
    },
  };
}

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
  } catch (error) {
    // Whoever listened is gone (a closed pipe or terminal); the stack goes on without them.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
