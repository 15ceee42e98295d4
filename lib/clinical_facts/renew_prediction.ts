import type { Database } from "../database/connect.ts";
import { derivedId } from "../database/derived_id.ts";
import { insertInference, lockStudy } from "../inference/request_inference.ts";
import { transact } from "../inference/transact.ts";
import type { PackList } from "../models/load_packs.ts";
import { isOriginPack } from "../models/pack.ts";
import type { StudyMetastasis } from "./study_metastasis.ts";

/**
 * Asks the worker for a new prediction when the recorded one is not of the case as it is now, which
 * happens when the chart has changed since: else the FHIR server would keep the old number. Each
 * completed prediction has at most one successor, so that asking again changes nothing while one is
 * under way. Nothing is asked for while the chart is silent, nor for the sake of a newer model.
 * Returns whether a prediction was asked for. Faults: `study_not_found`, `database_unavailable`.
 */
export async function renewPrediction(
  db: Database,
  { packs }: PackList,
  { study, reading, chart, scored }: StudyMetastasis,
  person: { readonly userId: string },
): Promise<boolean> {
  const { predicted } = reading ?? {};
  const stale = predicted?.state === "completed" && !predicted.current;
  const pack = packs.find(isOriginPack);
  if (!reading || !stale || !pack || scored.origin.status !== "answered") return false;
  if (chart.answer === "unavailable") return false;
  return await transact(db, "A prediction could not be renewed", async (transaction) => {
    await lockStudy(transaction, study);
    const last = await transaction.selectFrom("inferences").select(["id", "state", "model_sha256"])
      .where("parent_id", "=", reading.id)
      .orderBy("created_at", "desc").orderBy("id").limit(1).executeTakeFirst();
    if (last?.state !== "completed" || last.model_sha256 !== pack.manifest.sha256) return false;
    const id = derivedId("origin", last.id, "renewed");
    const known = await transaction.selectFrom("inferences").select("id").where("id", "=", id)
      .executeTakeFirst();
    if (known !== undefined) return false;
    await insertInference(transaction, {
      id,
      studyUid: study,
      manifest: pack.manifest,
      requestedBy: person.userId,
      parentId: reading.id,
    });
    return true;
  });
}
