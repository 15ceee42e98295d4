import { UnrecoverableError } from "bullmq";
import type { Transaction } from "kysely";
import type { Tables } from "../lib/database/tables.ts";
import { asFault, Fault } from "../lib/fault/fault.ts";
import {
  type Attempt,
  type AttemptResult,
  beginAttempt,
  completeAttempt,
  endAttempt,
  noteProgress,
} from "../lib/inference/attempt.ts";
import { announceInference, publishProgress } from "../lib/inference/progress.ts";
import { readInference } from "../lib/inference/read_inference.ts";
import { outcomeOf } from "../lib/inference/retry_policy.ts";
import type { WorkContext } from "./context.ts";

/** What a queue's work gets: the request, how to tell how far it is, and when to stop. */
export interface Work {
  readonly attempt: Attempt;
  readonly signal: AbortSignal;
  /** Tells the stage and the percent of the whole that is done. */
  report(stage: string, percent: number): void;
  /** What takes back a step outside the database, should the reading turn out to be cancelled. */
  undoIfCancelled(undo: () => Promise<void>): void;
}

/** What work gives back: the result, and what must be promised together with it. */
export interface Finished extends AttemptResult {
  readonly followUp: (transaction: Transaction<Tables>) => Promise<void>;
}

/** One job: ids, how often it was tried before, and the signals that end it early. */
export interface AttemptJob {
  readonly inferenceId: string;
  readonly attempt: number;
  /** Tries of this job that failed before this one. */
  readonly triesBefore: number;
  /** Aborts when this process is to end. */
  readonly shutdown: AbortSignal;
}

/** How often a running attempt gives a sign of life, and finds out that it was cancelled. */
const HEARTBEAT_MS = 2000;

/** Attempts that run in this process, by request, so that a cancellation can reach them. */
export type RunningAttempts = Map<string, AbortController>;

/**
 * Runs one attempt from its beginning to its end: takes the fence, gives signs of life, writes the
 * result or the reason. Throws when the queue is to try again, UnrecoverableError when the reading
 * has failed; returns when it is done, waits for a person, or is no longer this worker's to do.
 */
export async function runAttempt(
  context: WorkContext,
  running: RunningAttempts,
  job: AttemptJob,
  work: (work: Work) => Promise<Finished>,
): Promise<void> {
  const { db, log } = context;
  const attempt = await beginAttempt(db, job.inferenceId, job.attempt);
  if (attempt === null) return;
  const own = log.child({ inferenceId: attempt.id, attempt: job.attempt });
  own.info({ state: "running" }, "A reading was begun");
  await tell(context, attempt.id);
  const stop = new AbortController();
  running.set(attempt.id, stop);
  const onShutdown = () => stop.abort(new Fault("runtime_crashed", "The worker is stopped"));
  job.shutdown.addEventListener("abort", onShutdown);
  const pulse = beat(context, attempt, stop);
  const undos: (() => Promise<void>)[] = [];
  try {
    const { followUp, ...result } = await work({
      attempt,
      signal: stop.signal,
      report: pulse.report,
      undoIfCancelled: (undo) => undos.push(undo),
    });
    if (job.shutdown.aborted) onShutdown();
    stop.signal.throwIfAborted();
    const counts = await completeAttempt(db, attempt, result, followUp);
    own.info({ outcome: counts ? "stored" : "too late" }, "A reading was completed");
    if (!counts) await undoCancelled(context, attempt.id, undos);
  } catch (error) {
    if (job.shutdown.aborted) return await handBack(context, attempt);
    if (stop.signal.aborted) {
      own.info({ outcome: "given up" }, "A reading was cancelled or taken over");
      return await undoCancelled(context, attempt.id, undos);
    }
    await end(context, attempt, job, asFault(error, "internal", "A reading failed unexpectedly"));
  } finally {
    pulse.stop();
    running.delete(attempt.id);
    job.shutdown.removeEventListener("abort", onShutdown);
    await tell(context, attempt.id);
  }
}

/** Signs of life while the work goes on; what is reported reaches listeners at most twice a second. */
function beat(context: WorkContext, attempt: Attempt, stop: AbortController) {
  const { db, news } = context;
  const { study_uid: study, model, attempt: number } = attempt.row;
  let [stage, percent, told, noting] = ["starting", 0, 0, false];
  const note = async () => {
    if (noting) return;
    noting = true;
    try {
      if (await noteProgress(db, attempt, stage, percent)) return;
      stop.abort(new Fault("inference_cancelled", "The reading was cancelled or taken over"));
    } catch {
      // The database is away: the fence still decides at the end whether the result counts.
    } finally {
      noting = false;
    }
  };
  const timer = setInterval(note, HEARTBEAT_MS);
  return {
    report(newStage: string, newPercent: number) {
      const newly = newStage !== stage;
      [stage, percent] = [newStage, Math.min(99, Math.max(percent, Math.floor(newPercent)))];
      if (!newly && Date.now() - told < 500) return;
      told = Date.now();
      void note();
      const { id } = attempt;
      const event = { id, study, model, state: "running" as const, stage, percent };
      void publishProgress(news, { ...event, attempt: number, code: null, review: null });
    },
    stop: () => clearInterval(timer),
  };
}

/** Gives a request back to the queue because this process ends: nobody's fault, next one at once. */
async function handBack({ db }: WorkContext, attempt: Attempt): Promise<void> {
  await endAttempt(db, attempt, { state: "queued", code: null, facts: {} });
  throw new Fault("runtime_crashed", "The worker was stopped; another one goes on");
}

async function end(
  context: WorkContext,
  attempt: Attempt,
  { triesBefore }: AttemptJob,
  fault: Fault,
): Promise<void> {
  const outcome = outcomeOf(fault, triesBefore + 1);
  const state = outcome === "again" ? "queued" : outcome;
  const { code, facts } = fault;
  context.log.warn({ inferenceId: attempt.id, state, code, error: fault }, "An attempt ended");
  await endAttempt(context.db, attempt, { state, code, facts });
  if (outcome === "again") throw fault;
  if (outcome === "failed") throw new UnrecoverableError(code);
}

/** Takes back what a cancelled reading left elsewhere; one that was taken over keeps it. */
async function undoCancelled(
  { db, log }: WorkContext,
  id: string,
  undos: readonly (() => Promise<void>)[],
): Promise<void> {
  if (undos.length === 0 || (await readInference(db, id)).state !== "cancelled") return;
  for (const undo of undos) await undo();
  log.info({ inferenceId: id }, "The objects of a cancelled reading were removed");
}

/** Announces the reading as it stands; no news is worth an attempt. */
async function tell({ news, db, log }: WorkContext, id: string): Promise<void> {
  try {
    await announceInference(news, db, id);
  } catch (error) {
    log.debug({ inferenceId: id, error }, "News of a reading could not be told");
  }
}
