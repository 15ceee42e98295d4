import type { Database } from "../database/connect.ts";
import { asFault } from "../fault/fault.ts";
import { countJobs, QUEUE_NAMES, type QueueName, type Queues } from "../inference/queue.ts";

/** Jobs of one queue by where they are; `outbox` are those promised but not yet on the queue. */
export interface QueueCounts {
  readonly name: QueueName;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly outbox: number;
}

/**
 * How full each queue is, from Redis and from the outbox.
 *
 * @throws {Fault} `queue_unavailable` when Redis does not answer, `database_unavailable`
 */
export async function queueCounts(db: Database, queues: Queues): Promise<QueueCounts[]> {
  const owed = await unsent(db);
  return await Promise.all(QUEUE_NAMES.map(async (name) => ({
    name,
    ...await countJobs(queues, name),
    outbox: owed.get(name) ?? 0,
  })));
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
