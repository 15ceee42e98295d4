import type { Selectable, Transaction } from "kysely";
import type { Database } from "../database/connect.ts";
import type { InferencesTable, Tables } from "../database/tables.ts";
import { Fault, type FaultFacts } from "../fault/fault.ts";
import { lockInference } from "./change_inference.ts";
import { jsonOf } from "./json_column.ts";
import { query, transact } from "./transact.ts";

/** The right to work on a request: whoever holds the newest fence writes the one visible result. */
export interface Attempt {
  readonly id: string;
  readonly fence: number;
  readonly row: Selectable<InferencesTable>;
  /** How often a worker died on this attempt so far. */
  readonly crashes: number;
}

/** A request whose worker died this often in one attempt is not tried again. */
const MOST_CRASHES = 3;

/**
 * Takes a request over for this process: it is running from now on, under a new fence, so that a
 * worker that still believes to have it can write nothing. Null when there is nothing to do: the
 * request has ended, was cancelled, or the job belongs to an earlier attempt. A request that kills
 * its worker again and again is failed here (`runtime_crashed`), so that it cannot take the queue
 * down with it. Fault `database_unavailable`.
 */
export async function beginAttempt(
  db: Database,
  id: string,
  attempt: number,
): Promise<Attempt | null> {
  return await transact(db, "A reading could not be begun", async (transaction) => {
    const row = await lockKnown(transaction, id);
    if (row === null || row.attempt !== attempt) return null;
    if (row.state !== "requested" && row.state !== "queued" && row.state !== "running") return null;
    const fence = row.fence + 1;
    const crashes = row.state === "running" ? crashesOf(row) + 1 : crashesOf(row);
    if (crashes >= MOST_CRASHES) {
      const end = { code: "runtime_crashed", facts: JSON.stringify({ crashes }) };
      await write(transaction, id, { state: "failed", fence, stage: null, ...end });
      return null;
    }
    await write(transaction, id, {
      state: "running",
      fence,
      stage: "starting",
      percent: 0,
      code: null,
      facts: JSON.stringify({ crashes }),
    });
    return { id, fence, row: { ...row, fence, state: "running" }, crashes };
  });
}

/**
 * Notes how far an attempt is, which is also its sign of life. False when the attempt has lost its
 * right: the request was cancelled, or another worker has taken it over.
 */
export async function noteProgress(
  db: Database,
  { id, fence }: Attempt,
  stage: string,
  percent: number,
): Promise<boolean> {
  const { numUpdatedRows } = await query(
    "Progress could not be noted",
    () =>
      db.updateTable("inferences").set({
        stage,
        percent: Math.round(percent),
        updated_at: new Date(),
      })
        .where("id", "=", id).where("fence", "=", fence).where("state", "=", "running")
        .executeTakeFirstOrThrow(),
  );
  return numUpdatedRows > 0n;
}

/** How an attempt ended without a result. */
export interface AttemptEnd {
  /** `queued`: to be tried again by itself; the code says what it waits for. */
  readonly state: "queued" | "needs_input" | "failed";
  readonly code: string | null;
  readonly facts: FaultFacts;
}

/** Notes that an attempt ended without a result. False when it had lost its right. */
export async function endAttempt(
  db: Database,
  { id, fence, crashes }: Attempt,
  { state, code, facts }: AttemptEnd,
): Promise<boolean> {
  const { numUpdatedRows } = await query(
    "The end of an attempt could not be noted",
    () =>
      db.updateTable("inferences").set({
        state,
        stage: null,
        updated_at: new Date(),
        code,
        // What will be tried again keeps the count of its crashes.
        facts: JSON.stringify(state === "queued" ? { ...facts, crashes } : facts),
      }).where("id", "=", id).where("fence", "=", fence).where("state", "=", "running")
        .executeTakeFirstOrThrow(),
  );
  return numUpdatedRows > 0n;
}

/** The result of an attempt, as it is stored. */
export interface AttemptResult {
  readonly provider: string | null;
  readonly result: object;
}

/**
 * Writes the one visible result, and with it in the same transaction whatever follows (`then`: the
 * promises to predict, to publish). False, and nothing written, when the attempt lost its right.
 */
export async function completeAttempt(
  db: Database,
  { id, fence }: Attempt,
  { provider, result }: AttemptResult,
  then: (transaction: Transaction<Tables>) => Promise<void>,
): Promise<boolean> {
  return await transact(db, "A result could not be stored", async (transaction) => {
    const now = new Date();
    const { numUpdatedRows } = await transaction.updateTable("inferences").set({
      state: "completed",
      stage: null,
      percent: 100,
      code: null,
      facts: null,
      provider,
      result: JSON.stringify(result),
      updated_at: now,
      completed_at: now,
    }).where("id", "=", id).where("fence", "=", fence).where("state", "=", "running")
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await then(transaction);
    return true;
  });
}

async function lockKnown(transaction: Transaction<Tables>, id: string) {
  try {
    return await lockInference(transaction, id);
  } catch (error) {
    if (error instanceof Fault && error.code === "not_found") return null;
    throw error;
  }
}

async function write(
  transaction: Transaction<Tables>,
  id: string,
  change: Partial<Pick<InferencesTable, "state" | "fence" | "stage" | "percent" | "code">> & {
    facts?: string | null;
  },
): Promise<void> {
  await transaction.updateTable("inferences").set({ ...change, updated_at: new Date() })
    .where("id", "=", id).execute();
}

function crashesOf({ facts }: Pick<Selectable<InferencesTable>, "facts">): number {
  return facts === null ? 0 : Number(jsonOf<FaultFacts>(facts).crashes ?? 0);
}
