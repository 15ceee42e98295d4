import { query } from "../inference/transact.ts";
import { isOriginPack } from "../models/pack.ts";
import { renewPredictions } from "./renew_prediction.ts";
import { type MetastasisNeighbours, studyMetastasis } from "./study_metastasis.ts";

/**
 * Asks for new predictions of a study one of whose readings was just published, where the recorded
 * ones are not of the case as it is now: made while the FHIR server was silent, or of a reading that
 * was accepted again after facts had changed. So both heal without anybody opening the page. Returns
 * how many were asked for: none while the chart is silent, and none without end, for what was
 * predicted of the case as it is has no successor. Faults: `study_not_found`,
 * `database_unavailable`, `model_broken`.
 */
export async function renewAfterPublication(
  neighbours: MetastasisNeighbours,
  readingId: string,
): Promise<number> {
  const { db, sources, packs } = neighbours;
  if (!packs.packs.some(isOriginPack)) return 0;
  const last = await query(
    "A prediction could not be read",
    () =>
      db.selectFrom("inferences").select(["study_uid", "requested_by", "state"])
        .where("parent_id", "=", readingId).orderBy("created_at", "desc").orderBy("id").limit(1)
        .executeTakeFirst(),
  );
  if (last?.state !== "completed") return 0;
  // The server has just taken what was published: whoever gave up asking it may ask again.
  sources.breakers.fhir.report(false, Date.now());
  const metastasis = await studyMetastasis(neighbours, last.study_uid);
  return await renewPredictions(db, packs, metastasis, { userId: last.requested_by });
}
