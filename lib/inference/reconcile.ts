import type { Database } from "../database/connect.ts";
import type { InferencesTable } from "../database/tables.ts";
import { queueOf } from "./change_inference.ts";
import { jsonOf } from "./json_column.ts";
import { addJob, type JobBody, jobState, type QueueName, type Queues, removeJob } from "./queue.ts";
import { jobIdOf } from "./request_inference.ts";
import { query } from "./transact.ts";

/** A worker that runs a job notes it in the row more often than this. */
const SILENCE_MS = 20_000;
/** A promise sent less than this ago may still be on its way from being done to being noted. */
const SETTLE_MS = 5_000;
const BATCH = 500;

/** What was put right. */
export interface Reconciled {
  /** Jobs that Redis had forgotten and has again. */
  readonly requeued: number;
  /** Requests whose job Redis had given up: they are failed now, with the reason. */
  readonly failed: number;
}

/**
 * Compares the database, which is the record of what was promised, with Redis, which may have been
 * flushed or lost its last second: whatever is still to be done and has no job gets it again. A
 * reading that a worker is busy with is left alone as long as its row shows signs of life.
 * Faults: `queue_unavailable`, `database_unavailable`.
 */
export async function reconcile(
  db: Database,
  queues: Queues,
  now: Date = new Date(),
): Promise<Reconciled> {
  const readings = await reconcileReadings(db, queues, now);
  const publications = await reconcilePublications(db, queues, now);
  const uploads = await reconcileUploads(db, queues);
  return { ...readings, requeued: readings.requeued + publications + uploads };
}

async function reconcileReadings(db: Database, queues: Queues, now: Date): Promise<Reconciled> {
  const rows = await query(
    "The readings under way could not be read",
    () =>
      db.selectFrom("inferences").select(["id", "attempt", "state", "parent_id"])
        .where(({ or, and, eb }) =>
          or([
            // `requested` and settled: its job was sent, but the process died before it could say so.
            and([
              eb("state", "in", ["requested", "queued"]),
              eb("updated_at", "<", before(now, SETTLE_MS)),
            ]),
            and([eb("state", "=", "running"), eb("updated_at", "<", before(now, SILENCE_MS))]),
          ])
        ).orderBy("updated_at").limit(BATCH).execute(),
  );
  let requeued = 0;
  let failed = 0;
  for (const row of rows) {
    const [queue, jobId] = [queueOf(row), jobIdOf(row.id, row.attempt)];
    const state = await jobState(queues, queue, jobId);
    const body = { inferenceId: row.id, attempt: String(row.attempt) };
    if (state === "failed") failed += await giveUp(db, row, now);
    else requeued += await restore(queues, queue, jobId, body, state);
  }
  return { requeued, failed };
}

/** BullMQ gave the job up by itself, as it does when its worker died again and again. */
async function giveUp(
  db: Database,
  row: Pick<InferencesTable, "id" | "attempt" | "state">,
  now: Date,
): Promise<number> {
  const { numUpdatedRows } = await query(
    "A reading could not be failed",
    () =>
      db.updateTable("inferences").set(({ eb }) => ({
        state: "failed",
        stage: null,
        code: "runtime_crashed",
        fence: eb("fence", "+", 1),
        updated_at: now,
      })).where("id", "=", row.id).where("attempt", "=", row.attempt).where("state", "=", row.state)
        .executeTakeFirstOrThrow(),
  );
  return Number(numUpdatedRows);
}

async function reconcilePublications(db: Database, queues: Queues, now: Date): Promise<number> {
  const pending = await query(
    "The publications could not be read",
    () =>
      db.selectFrom("publications").select("inference_id").where("state", "=", "pending")
        .where("updated_at", "<", before(now, SETTLE_MS)).orderBy("updated_at").limit(BATCH)
        .execute(),
  );
  let requeued = 0;
  for (const { inference_id } of pending) {
    // The newest promise is enough: its job publishes all there is to say.
    const promise = await query(
      "A promise could not be read",
      () =>
        db.selectFrom("outbox").select(["job_id", "body", "sent_at"]).where("queue", "=", "publish")
          .where("job_id", "like", `${inference_id}-publish-%`).orderBy("id", "desc").limit(1)
          .executeTakeFirst(),
    );
    if (promise === undefined || promise.sent_at === null) continue;
    const state = await jobState(queues, "publish", promise.job_id);
    requeued += await restore(
      queues,
      "publish",
      promise.job_id,
      jsonOf<JobBody>(promise.body),
      state,
    );
  }
  return requeued;
}

/** Uploads of patients that are still owed (lib/patients writes their promises). */
async function reconcileUploads(db: Database, queues: Queues): Promise<number> {
  const rows = await query(
    "The owed uploads could not be read",
    () =>
      db.selectFrom("patients").select(["id", "fetched_at"]).where("fhir_sync", "=", "pending")
        .limit(BATCH).execute(),
  );
  let requeued = 0;
  for (const { id, fetched_at } of rows) {
    const jobId = `sync-${id}-${fetched_at.getTime().toString(36)}`;
    const state = await jobState(queues, "sync", jobId);
    // An upload that the server rejects would be rejected again; the next look-up promises anew.
    if (state === "failed") continue;
    requeued += await restore(queues, "sync", jobId, { patientId: id }, state);
  }
  return requeued;
}

/** Adds a job that Redis does not have; one that it holds as done is in the way and goes first. */
async function restore(
  queues: Queues,
  queue: QueueName,
  jobId: string,
  body: JobBody,
  state: string,
): Promise<number> {
  if (state !== "unknown" && state !== "completed" && state !== "failed") return 0;
  if (state !== "unknown") await removeJob(queues, queue, jobId);
  await addJob(queues, queue, jobId, body);
  return 1;
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms);
}
