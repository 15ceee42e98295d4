import { Queue } from "bullmq";
import type { Config } from "../config/config.ts";
import type { OutboxTable } from "../database/tables.ts";
import { asFault, Fault } from "../fault/fault.ts";
import type { Log } from "../log/log.ts";
import { closeRedis, openRedis } from "./redis.ts";

/** Name of a queue. */
export type QueueName = OutboxTable["queue"];

/** Every queue there is. */
export const QUEUE_NAMES = [
  "tumour-segmentation",
  "metastasis-prediction",
  "publish",
  "sync",
] as const satisfies readonly QueueName[];

/** What a job says: ids only, for Redis keeps it in clear text. */
export type JobBody = Readonly<Record<string, string>>;

/** The producing end of every queue. */
export interface Queues {
  readonly all: Readonly<Record<QueueName, Queue<JobBody>>>;
  close(): Promise<void>;
}

/** How long Redis may take to answer; BullMQ itself would wait for its return. */
const PATIENCE_MS = 3000;
/** Tries of one job at most; the worker's policy (retry_policy.ts) ends it earlier. */
const MOST_TRIES = 1_000_000;

/** Opens the queues on one connection. Nothing fails here while Redis is away. */
export function openQueues(config: Config["redis"], log: Log): Queues {
  const redis = openRedis(config, log);
  const open = (name: QueueName) => {
    const queue = new Queue<JobBody>(name, {
      prefix: config.prefix,
      connection: redis,
      skipWaitingForReady: true,
      skipVersionCheck: true,
      defaultJobOptions: {
        attempts: MOST_TRIES,
        backoff: { type: "custom" },
        removeOnComplete: true,
        removeOnFail: { count: 1000 },
      },
    });
    queue.on("error", () => {}); // the connection reports its own errors
    return queue;
  };
  const all = {
    "tumour-segmentation": open("tumour-segmentation"),
    "metastasis-prediction": open("metastasis-prediction"),
    publish: open("publish"),
    sync: open("sync"),
  };
  return {
    all,
    close: async () => {
      await Promise.all(Object.values(all).map((queue) => queue.close()));
      await closeRedis(redis);
    },
  };
}

/**
 * Puts a job on a queue; an id that the queue knows is not added again. Fault `queue_unavailable`
 * when Redis does not take it in time: it may still arrive later, which is as good.
 */
export async function addJob(
  queues: Queues,
  name: QueueName,
  jobId: string,
  body: JobBody,
): Promise<void> {
  await ofQueue(queues.all[name].add(name, body, { jobId }));
}

/** Where a job is ("waiting", "active", "failed", ...), or "unknown". Fault `queue_unavailable`. */
export async function jobState(queues: Queues, name: QueueName, jobId: string): Promise<string> {
  return await ofQueue(queues.all[name].getJobState(jobId));
}

/** Jobs of a queue by where they are. Fault `queue_unavailable`. */
export async function countJobs(queues: Queues, name: QueueName) {
  const { waiting = 0, active = 0, delayed = 0, failed = 0 } = await ofQueue(
    queues.all[name].getJobCounts("waiting", "active", "delayed", "failed"),
  );
  return { waiting, active, delayed, failed };
}

/** Removes a job if it is not being worked on. Fault `queue_unavailable`. */
export async function removeJob(queues: Queues, name: QueueName, jobId: string): Promise<void> {
  await ofQueue(queues.all[name].remove(jobId));
}

async function ofQueue<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Fault("queue_unavailable", "Redis did not answer in time")),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } catch (error) {
    throw asFault(error, "queue_unavailable", "Redis did not answer");
  } finally {
    clearTimeout(timer);
  }
}
