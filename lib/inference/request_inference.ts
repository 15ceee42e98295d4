import type { Transaction } from "kysely";
import type { Database } from "../database/connect.ts";
import type { OutboxTable, Tables } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";
import type { JobManifest } from "../models/manifest.ts";
import type { Pack } from "../models/pack.ts";
import { type InferenceState, UNDER_WAY } from "./states.ts";
import { transact } from "./transact.ts";

/** What is asked: which model on which study, and by whom. */
export interface InferenceRequest {
  readonly studyUid: string;
  /** The pack to run (`findPack` of lib/models gives it by id, or its fault). */
  readonly model: Pick<Pack, "manifest">;
  readonly person: { readonly userId: string };
}

/** The request that now stands: a new one, or the one that was under way already. */
export interface RequestedInference {
  readonly id: string;
  readonly state: InferenceState;
  readonly existing: boolean;
}

/**
 * Writes the request and the promise to queue it in one transaction: once this returns, nothing
 * that happens to Redis or to us loses it. While the same model works on the same study, that
 * reading is returned instead; the study's row is locked, so that two at once cannot both be new.
 * The study must be in the index (`ensureStudyIndexed`).
 * Faults: `study_not_found`, `model_unfit` for a pack of another kind, `database_unavailable`.
 */
export async function requestInference(
  db: Database,
  { studyUid, model: { manifest }, person }: InferenceRequest,
): Promise<RequestedInference> {
  if (manifest.queue !== "tumour-segmentation") {
    const reason = `${manifest.id} does not work on images`;
    throw new Fault("model_unfit", reason, { facts: { reason } });
  }
  return await transact(db, "A reading could not be requested", async (transaction) => {
    await lockStudy(transaction, studyUid);
    const running = await underWay(transaction, studyUid, manifest.id);
    if (running !== undefined) return { ...running, existing: true };
    const id = crypto.randomUUID();
    const asked = { id, studyUid, manifest, requestedBy: person.userId, parentId: null };
    await insertInference(transaction, asked);
    return { id, state: "requested", existing: false };
  });
}

/** A reading that nobody has begun. */
export interface NewInference {
  readonly id: string;
  readonly studyUid: string;
  readonly manifest: JobManifest;
  readonly requestedBy: string;
  /** The reading that this one is a part of. */
  readonly parentId: string | null;
}

/** Writes a new request and the promise of its first job. */
export async function insertInference(
  transaction: Transaction<Tables>,
  { id, studyUid, manifest, requestedBy, parentId }: NewInference,
): Promise<void> {
  await transaction.insertInto("inferences").values({
    id,
    study_uid: studyUid,
    model: manifest.id,
    model_version: manifest.version,
    model_sha256: manifest.sha256,
    requested_by: requestedBy,
    parent_id: parentId,
    state: "requested",
    stage: null,
    percent: 0,
    attempt: 1,
    fence: 0,
    code: null,
    facts: null,
    provider: null,
    result: null,
    updated_at: new Date(),
    completed_at: null,
  }).execute();
  await promiseJob(transaction, manifest.queue, id, 1);
}

/** Writes the promise of one attempt's job. A job carries ids only. */
export async function promiseJob(
  transaction: Transaction<Tables>,
  queue: OutboxTable["queue"],
  inferenceId: string,
  attempt: number,
): Promise<void> {
  await transaction.insertInto("outbox").values({
    queue,
    job_id: jobIdOf(inferenceId, attempt),
    body: JSON.stringify({ inferenceId, attempt: String(attempt) }),
    sent_at: null,
  }).execute();
}

/** Id of an attempt's job. BullMQ ignores an id it knows, so each attempt has one of its own. */
export function jobIdOf(inferenceId: string, attempt: number): string {
  return `${inferenceId}-${attempt}`;
}

/** Locks the study's row until the transaction ends: requests for one study come one by one. */
export async function lockStudy(
  transaction: Transaction<Tables>,
  studyUid: string,
): Promise<void> {
  const study = await transaction.selectFrom("studies").select("uid").where("uid", "=", studyUid)
    .where("gone_at", "is", null).forUpdate().executeTakeFirst();
  if (study === undefined) throw new Fault("study_not_found", "The index has no such study");
}

/** The reading by this model that is under way for a study, if any. */
export async function underWay(
  transaction: Transaction<Tables>,
  studyUid: string,
  model: string,
): Promise<{ id: string; state: InferenceState } | undefined> {
  return await transaction.selectFrom("inferences").select(["id", "state"])
    .where("study_uid", "=", studyUid).where("model", "=", model)
    .where("state", "in", UNDER_WAY).executeTakeFirst();
}
