import type { Selectable } from "kysely";
import type { Database } from "../database/connect.ts";
import type { OutboxTable } from "../database/tables.ts";
import { jsonOf } from "./json_column.ts";
import { addJob, type JobBody, type Queues } from "./queue.ts";
import { query } from "./transact.ts";

/** Promises kept in one pass. */
const BATCH = 100;

/**
 * Puts what the outbox promises on its queues, oldest first, and marks it as sent. It may be
 * repeated and may run in several processes at once: a queue takes an id only once, and a job that
 * comes a second time after it was done finds its request moved on. Returns how many were sent.
 * Faults: `queue_unavailable` (the rest stays promised), `database_unavailable`.
 */
export async function relayOutbox(db: Database, queues: Queues): Promise<number> {
  const rows = await query(
    "The outbox could not be read",
    () =>
      db.selectFrom("outbox").selectAll().where("sent_at", "is", null).orderBy("id").limit(BATCH)
        .execute(),
  );
  for (const row of rows) await relay(db, queues, row);
  return rows.length;
}

async function relay(db: Database, queues: Queues, row: Selectable<OutboxTable>): Promise<void> {
  const body = jsonOf<JobBody>(row.body);
  await addJob(queues, row.queue, row.job_id, body);
  await query("The outbox could not be marked", async () => {
    await db.updateTable("outbox").set({ sent_at: new Date() }).where("id", "=", row.id).execute();
    if (row.queue === "publish" || row.queue === "sync") return;
    await db.updateTable("inferences").set({ state: "queued", updated_at: new Date() })
      .where("id", "=", body.inferenceId ?? "").where("state", "=", "requested").execute();
  });
}
