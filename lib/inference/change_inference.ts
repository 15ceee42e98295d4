import type { Selectable, Transaction } from "kysely";
import type { Database } from "../database/connect.ts";
import type { InferencesTable, OutboxTable, Tables } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";
import { findPack, type PackList } from "../models/load_packs.ts";
import { lockStudy, promiseJob, underWay } from "./request_inference.ts";
import { assertMove, type InferenceState, REPEATABLE } from "./states.ts";
import { transact } from "./transact.ts";

/** A request after a person changed it. */
export interface ChangedInference {
  readonly id: string;
  readonly state: InferenceState;
}

/**
 * Cancels a request that has not ended. A worker that runs it sees this at its next step at the
 * latest (and at once when `announceCancel` reaches it); whatever it still writes does not count.
 * Faults: `not_found`, `inference_state_illegal`, `database_unavailable`.
 */
export async function cancelInference(db: Database, id: string): Promise<ChangedInference> {
  return await transact(db, "A reading could not be cancelled", async (transaction) => {
    const row = await lockInference(transaction, id);
    assertMove(row.state, "cancelled");
    await transaction.updateTable("inferences").set({
      state: "cancelled",
      // A worker of the old fence can write nothing any more.
      fence: row.fence + 1,
      stage: null,
      code: "inference_cancelled",
      facts: null,
      updated_at: new Date(),
    }).where("id", "=", id).execute();
    return { id, state: "cancelled" };
  });
}

/**
 * Queues a request again that failed, was cancelled or needed input, as a new attempt and with the
 * model as it is installed now. Faults: `not_found`, `inference_state_illegal`, `conflict` while
 * another reading by the same model is under way, `study_not_found`, those of `findPack`,
 * `database_unavailable`.
 */
export async function retryInference(
  db: Database,
  packs: PackList,
  id: string,
): Promise<ChangedInference> {
  return await transact(db, "A reading could not be repeated", async (transaction) => {
    const { study_uid } = await readStudyOf(transaction, id);
    await lockStudy(transaction, study_uid);
    const row = await lockInference(transaction, id);
    if (!REPEATABLE.includes(row.state)) throw stateIllegal(row.state);
    if (await underWay(transaction, row.study_uid, row.model) !== undefined) {
      throw new Fault("conflict", "Another reading by this model is under way for the study", {
        facts: { case: "reading" },
      });
    }
    const { manifest } = findPack(packs, row.model);
    const attempt = row.attempt + 1;
    await transaction.updateTable("inferences").set({
      state: "queued",
      attempt,
      model_version: manifest.version,
      model_sha256: manifest.sha256,
      stage: null,
      percent: 0,
      code: null,
      facts: null,
      updated_at: new Date(),
    }).where("id", "=", id).execute();
    await promiseJob(transaction, queueOf(row), id, attempt);
    return { id, state: "queued" };
  });
}

/** The queue that a request's jobs go to: a request that is part of another predicts its origin. */
export function queueOf({ parent_id }: Pick<InferencesTable, "parent_id">): OutboxTable["queue"] {
  return parent_id === null ? "tumour-segmentation" : "metastasis-prediction";
}

/** Reads a request and locks its row until the transaction ends. Fault `not_found`. */
export async function lockInference(
  transaction: Transaction<Tables>,
  id: string,
): Promise<Selectable<InferencesTable>> {
  const row = await transaction.selectFrom("inferences").selectAll().where("id", "=", id)
    .forUpdate().executeTakeFirst();
  if (row === undefined) throw noSuchReading();
  return row;
}

async function readStudyOf(transaction: Transaction<Tables>, id: string) {
  const row = await transaction.selectFrom("inferences").select("study_uid").where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw noSuchReading();
  return row;
}

function noSuchReading(): Fault {
  return new Fault("not_found", "There is no such reading", { facts: { case: "reading" } });
}

function stateIllegal(state: InferenceState): Fault {
  return new Fault("inference_state_illegal", `A ${state} reading is not repeated`, {
    facts: { state },
  });
}
