import { asFault } from "../fault/fault.ts";
import { reasonOf } from "./provider.ts";
import type { FromThread, ToThread } from "./thread_messages.ts";

/** What a job's function gives back: its result and the buffers to hand over with it. */
export interface JobOutcome<Result> {
  readonly result: Result;
  readonly transfer: Transferable[];
}

/**
 * Makes the calling module Web Worker answer an InferenceThread. `handle` does one job; what it
 * throws travels as a coded fault (`runtime_crashed` for anything that is not one already).
 */
export function serveJobs<Job, Result, Progress>(
  handle: (job: Job, report: (progress: Progress) => void) => Promise<JobOutcome<Result>>,
): void {
  const send = (message: FromThread<Result, Progress>, transfer: Transferable[]) =>
    self.postMessage(message, { transfer });
  self.onmessage = async ({ data }: MessageEvent<ToThread<Job>>) => {
    try {
      const { result, transfer } = await handle(
        data.job,
        (progress) => send({ kind: "progress", progress }, []),
      );
      send({ kind: "result", result }, transfer);
    } catch (error) {
      const fault = asFault(error, "runtime_crashed", `Unexpected: ${reasonOf(error)}`);
      const { code, message, facts } = fault;
      send({ kind: "fault", code, message, facts }, []);
    }
  };
}
