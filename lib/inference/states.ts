import type { InferencesTable } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";

/** State of a request for a reading. */
export type InferenceState = InferencesTable["state"];

/**
 * Every legal move of a request. `running -> running` is a worker that takes over from one that
 * died; `running -> queued` an attempt that waits for a neighbour and is repeated. A completed
 * request never moves again: what is decided about its result is a review, not a state.
 */
export const MOVES: Readonly<Record<InferenceState, readonly InferenceState[]>> = {
  requested: ["queued", "running", "cancelled"],
  queued: ["running", "failed", "cancelled"],
  running: ["running", "queued", "needs_input", "completed", "failed", "cancelled"],
  needs_input: ["queued", "cancelled"],
  failed: ["queued"],
  cancelled: ["queued"],
  completed: [],
};

/** States in which the machine still has to do something by itself. */
export const UNDER_WAY = ["requested", "queued", "running"] as const;

/** States from which a person may have a request done again. */
export const REPEATABLE: readonly InferenceState[] = ["needs_input", "failed", "cancelled"];

/** Refuses a move that the table does not have: Fault `inference_state_illegal`. */
export function assertMove(from: InferenceState, to: InferenceState): void {
  if (MOVES[from].includes(to)) return;
  throw new Fault("inference_state_illegal", `A reading cannot go from ${from} to ${to}`, {
    facts: { state: from },
  });
}
