import type { FaultCode } from "../fault/codes.ts";
import type { FaultFacts } from "../fault/fault.ts";

/** What the main thread sends: one job at a time. */
export interface ToThread<Job> {
  readonly job: Job;
}

/** What the worker answers: any number of progress messages, then one result or fault. */
export type FromThread<Result, Progress> =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "result"; readonly result: Result }
  | {
    readonly kind: "fault";
    readonly code: FaultCode;
    readonly message: string;
    readonly facts: FaultFacts;
  };
