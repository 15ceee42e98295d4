import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";

/**
 * Writes, in the transaction that made it due, the promise that the FHIR server is told of a
 * result. `occasion` keeps the promises of one reading apart: "result", "review-7", "facts-9",
 * "origin-" and the id of the prediction.
 */
export async function promisePublication(
  transaction: Transaction<Tables>,
  inferenceId: string,
  occasion: string,
): Promise<void> {
  await transaction.insertInto("outbox").values({
    queue: "publish",
    job_id: `${inferenceId}-publish-${occasion}`,
    body: JSON.stringify({ inferenceId }),
    sent_at: null,
  }).execute();
  const due = { state: "pending" as const, attempts: 0, code: null, updated_at: new Date() };
  await transaction.insertInto("publications").values({ inference_id: inferenceId, ...due })
    .onDuplicateKeyUpdate(due).execute();
}
