import { type Job, UnrecoverableError, Worker } from "bullmq";
import { asFault, type Fault } from "../lib/fault/fault.ts";
import type { JobBody, QueueName } from "../lib/inference/queue.ts";
import { redisOptions } from "../lib/inference/redis.ts";
import { isWorthRepeating, pauseBefore } from "../lib/inference/retry_policy.ts";
import type { WorkContext } from "./context.ts";

/**
 * A job whose worker was killed is taken over when its lock ends: after 10 s at most, and up to 4 s
 * until somebody looks. The lock is renewed every 5 s, from a thread that never computes.
 */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 4_000;
/** The database counts crashes (lib/inference/attempt.ts); BullMQ must not give up before it. */
const MOST_STALLS = 20;

/** One queue's jobs: how many at a time, and what to do with one. */
export interface QueueWork {
  readonly concurrency: number;
  run(job: Job<JobBody>): Promise<void>;
}

/** Starts to work on a queue; `close()` lets the jobs under way end. */
export function openQueueWorker(
  context: WorkContext,
  name: QueueName,
  { concurrency, run }: QueueWork,
): Worker<JobBody> {
  const { config, log } = context;
  const worker = new Worker<JobBody>(name, run, {
    prefix: config.redis.prefix,
    connection: { ...redisOptions(config.redis), maxRetriesPerRequest: null },
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: MOST_STALLS,
    skipVersionCheck: true,
    settings: { backoffStrategy: pauseBefore },
  });
  let down = false;
  worker.on("error", (error) => {
    if (!down) log.warn({ queue: name, error }, "A queue does not answer");
    down = true;
  });
  worker.on("ready", () => down = false);
  worker.on("stalled", (jobId) => log.warn({ queue: name, jobId }, "A job lost its worker"));
  return worker;
}

/**
 * Runs work that has no row of attempts of its own: a fault that a later try may heal goes back to
 * the queue, any other ends the job. `onFault` notes it where people look.
 */
export async function withRetries(
  job: Job<JobBody>,
  run: () => Promise<void>,
  onFault: (fault: Fault, again: boolean) => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    const fault = asFault(error, "internal", "A job failed unexpectedly");
    const again = isWorthRepeating(fault, job.attemptsMade + 1);
    await onFault(fault, again);
    throw again ? fault : new UnrecoverableError(fault.code);
  }
}
