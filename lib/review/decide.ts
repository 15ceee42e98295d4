import type { Transaction } from "kysely";
import type { Database } from "../database/connect.ts";
import type { ReviewsTable, Tables } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";
import { lockInference } from "../inference/change_inference.ts";
import { promisePublication } from "../inference/promise_publication.ts";
import { transact } from "../inference/transact.ts";

/** What a person decides about a result. */
export interface Decision {
  readonly inferenceId: string;
  readonly decision: ReviewsTable["decision"];
  /** In the person's words; must not be empty to reject. */
  readonly reason: string;
  readonly person: { readonly userId: string };
}

/** Longest reason in characters. */
const LONGEST_REASON = 2000;

/**
 * Stores a decision about a completed reading and promises to tell the FHIR server, in one
 * transaction; the newest decision counts, and the same person saying the same again changes nothing.
 * The caller has checked that the person may decide, and
 * writes the audit row. Faults: `input_invalid` (fact `field`), `not_found`,
 * `inference_state_illegal` unless completed, `database_unavailable`.
 */
export async function decide(
  db: Database,
  { inferenceId, decision, reason, person }: Decision,
): Promise<{ id: string; decision: ReviewsTable["decision"] }> {
  const words = reason.normalize("NFC").trim();
  if (decision === "rejected" && words === "") throw invalid("a rejection needs a reason");
  if ([...words].length > LONGEST_REASON) throw invalid("the reason is too long");
  return await transact(db, "A decision could not be stored", async (transaction) => {
    const row = await lockInference(transaction, inferenceId);
    // A part has no result of its own to decide about: its numbers stand with the whole.
    if (row.state !== "completed" || row.parent_id !== null) {
      throw new Fault("inference_state_illegal", `A ${row.state} reading cannot be decided`, {
        facts: { state: row.state },
      });
    }
    if (await isSaidAlready(transaction, inferenceId, { decision, words, person })) {
      return { id: inferenceId, decision };
    }
    const { insertId } = await transaction.insertInto("reviews").values({
      inference_id: inferenceId,
      decision,
      reason: words,
      decided_by: person.userId,
    }).executeTakeFirstOrThrow();
    await transaction.updateTable("inferences").set({ updated_at: new Date() })
      .where("id", "=", inferenceId).execute();
    await promisePublication(transaction, inferenceId, `review-${insertId}`);
    return { id: inferenceId, decision };
  });
}

/** Whether the newest decision is this very one: a button pressed twice, a request sent again. */
async function isSaidAlready(
  transaction: Transaction<Tables>,
  inferenceId: string,
  { decision, words, person }: Pick<Decision, "decision" | "person"> & { readonly words: string },
): Promise<boolean> {
  const newest = await transaction.selectFrom("reviews").select([
    "decision",
    "reason",
    "decided_by",
  ])
    .where("inference_id", "=", inferenceId).orderBy("id", "desc").limit(1).executeTakeFirst();
  return newest?.decision === decision && newest.reason === words &&
    newest.decided_by === person.userId;
}

function invalid(message: string): Fault {
  return new Fault("input_invalid", message, { facts: { field: "reason" } });
}
