import { jsonOf } from "../inference/json_column.ts";
import type { OriginResult } from "../inference/result.ts";
import { query } from "../inference/transact.ts";
import { isSilent } from "./known_cancer.ts";
import { renewPredictions } from "./renew_prediction.ts";
import { type MetastasisNeighbours, studyMetastasis } from "./study_metastasis.ts";

/**
 * Asks for a new prediction of a reading whose last one was made while the FHIR server was silent,
 * or did not know the patient: for when something has just been stored there, so that an outage
 * heals without anybody opening the page. Returns how many predictions of the study were asked for;
 * none while the chart is silent still, and none without end, for only an answer gives a successor.
 * Faults: `study_not_found`, `database_unavailable`, `model_unknown`, `model_broken`.
 */
export async function renewAfterSilence(
  neighbours: MetastasisNeighbours,
  readingId: string,
): Promise<number> {
  const { db, sources, packs } = neighbours;
  const last = await query(
    "A prediction could not be read",
    () =>
      db.selectFrom("inferences").select(["study_uid", "requested_by", "state", "result"])
        .where("parent_id", "=", readingId).orderBy("created_at", "desc").orderBy("id").limit(1)
        .executeTakeFirst(),
  );
  if (last?.state !== "completed" || last.result === null) return 0;
  const { chart } = jsonOf<unknown>(last.result) as OriginResult;
  if (chart === undefined || !isSilent(chart)) return 0;
  // The server has just taken what was published: whoever gave up asking it may ask again.
  sources.breakers.fhir.report(false, Date.now());
  const metastasis = await studyMetastasis(neighbours, last.study_uid);
  return await renewPredictions(db, packs, metastasis, { userId: last.requested_by });
}
