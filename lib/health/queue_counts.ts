import type { Database } from "../database/connect.ts";
import { QUEUE_NAMES, type QueueName, type Queues } from "../inference/queue.ts";
import { asFault, Fault } from "../fault/fault.ts";

/** Jobs of one queue by where they are; `outbox` are those promised but not yet on the queue. */
export interface QueueCounts {
  readonly name: QueueName;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly outbox: number;
}

const PATIENCE = 2000;

/**
 * How full each queue is, from Redis and from the outbox.
 *
 * @throws {Fault} `queue_unavailable` when Redis does not answer, `database_unavailable`
 */
export async function queueCounts(db: Database, queues: Queues): Promise<QueueCounts[]> {
  const owed = await unsent(db);
  return await Promise.all(QUEUE_NAMES.map(async (name) => {
    const counts = await inTime(
      queues.all[name].getJobCounts("waiting", "active", "delayed", "failed"),
    );
    const of = (kind: string) => counts[kind] ?? 0;
    return {
      name,
      waiting: of("waiting"),
      active: of("active"),
      delayed: of("delayed"),
      failed: of("failed"),
      outbox: owed.get(name) ?? 0,
    };
  }));
}

async function unsent(db: Database): Promise<Map<QueueName, number>> {
  try {
    const rows = await db.selectFrom("outbox").select("queue")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("sent_at", "is", null).groupBy("queue").execute();
    return new Map(rows.map(({ queue, count }) => [queue, Number(count)]));
  } catch (error) {
    throw asFault(error, "database_unavailable", "The outbox could not be counted");
  }
}

/** BullMQ itself would wait for Redis to come back. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Fault("queue_unavailable", "Redis did not answer in time")),
    PATIENCE,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } catch (error) {
    throw asFault(error, "queue_unavailable", "Redis did not answer");
  } finally {
    clearTimeout(timer);
  }
}
