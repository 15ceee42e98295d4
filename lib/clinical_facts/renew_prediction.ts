import type { Database } from "../database/connect.ts";
import { derivedId } from "../database/derived_id.ts";
import { insertInference, lockStudy } from "../inference/request_inference.ts";
import { transact } from "../inference/transact.ts";
import { caseLesions } from "../metastasis/lesion_features.ts";
import { originModel } from "../metastasis/origin_model.ts";
import { scoreCase } from "../metastasis/score_case.ts";
import type { PackList } from "../models/load_packs.ts";
import { isOriginPack, type OriginPack } from "../models/pack.ts";
import { recordedPrediction } from "./recorded_prediction.ts";
import { standingReadings } from "./standing_readings.ts";
import type { StudyMetastasis } from "./study_metastasis.ts";

/**
 * Asks the worker for new predictions of the study's standing readings whose recorded one is not of
 * the case as it is now, which happens when the chart has changed or was silent then, or when a
 * rejected reading was accepted after all: else the FHIR server would keep the old number. Each
 * completed prediction has at most one successor, so that asking again changes nothing while one is
 * under way. Nothing is asked for while the chart is silent, nor for the sake of a newer model.
 * Returns how many predictions were asked for. Faults: `study_not_found`, `database_unavailable`.
 */
export async function renewPredictions(
  db: Database,
  packs: PackList,
  { study, case: given, chart }: StudyMetastasis,
  person: { readonly userId: string },
): Promise<number> {
  const pack = packs.packs.find(isOriginPack);
  if (pack === undefined || chart.answer === "unavailable") return 0;
  const model = await originModel(packs);
  let renewed = 0;
  for (const { row, result: { lesions } } of await standingReadings(db, study)) {
    if (lesions === null) continue;
    const { origin } = scoreCase({ ...given, lesions: caseLesions(lesions) }, model);
    if (origin.status !== "answered") continue;
    const recorded = recordedPrediction(row, { origin, chart });
    if (recorded?.state !== "completed" || recorded.current) continue;
    renewed += Number(await renew(db, pack, { study, reading: row.id, userId: person.userId }));
  }
  return renewed;
}

interface Renewal {
  readonly study: string;
  readonly reading: string;
  readonly userId: string;
}

/** Asks for the successor of a reading's newest prediction; false where there is one already. */
async function renew(
  db: Database,
  { manifest }: OriginPack,
  { study, reading, userId }: Renewal,
): Promise<boolean> {
  return await transact(db, "A prediction could not be renewed", async (transaction) => {
    await lockStudy(transaction, study);
    const last = await transaction.selectFrom("inferences").select(["id", "state", "model_sha256"])
      .where("parent_id", "=", reading)
      .orderBy("created_at", "desc").orderBy("id").limit(1).executeTakeFirst();
    if (last?.state !== "completed" || last.model_sha256 !== manifest.sha256) return false;
    const id = derivedId("origin", last.id, "renewed");
    const known = await transaction.selectFrom("inferences").select("id").where("id", "=", id)
      .executeTakeFirst();
    if (known !== undefined) return false;
    await insertInference(transaction, {
      id,
      studyUid: study,
      manifest,
      requestedBy: userId,
      parentId: reading,
    });
    return true;
  });
}
