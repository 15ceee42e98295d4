import { originBasis } from "../lib/clinical_facts/origin_basis.ts";
import { gatherCase } from "../lib/clinical_facts/study_metastasis.ts";
import { Fault } from "../lib/fault/fault.ts";
import { jsonOf } from "../lib/inference/json_column.ts";
import { promisePublication } from "../lib/inference/promise_publication.ts";
import type { OriginResult, SegmentationResult } from "../lib/inference/result.ts";
import { query } from "../lib/inference/transact.ts";
import type { LesionFeatures } from "../lib/metastasis/lesion_features.ts";
import { predictLesionOrigin } from "../lib/metastasis/predict_lesion_origin.ts";
import { findPack } from "../lib/models/load_packs.ts";
import { isOriginPack, type OriginPack } from "../lib/models/pack.ts";
import type { WorkContext } from "./context.ts";
import type { Finished, Work } from "./run_attempt.ts";

/**
 * Predicts where the lesions of a finished segmentation come from, by its numbers, the chart (age,
 * known cancer) and what people entered for the study. A chart that does not answer leaves the
 * cancer unknown, which widens the interval; the result says so, and is renewed when it answers
 * (lib/clinical_facts/renew_after_publication.ts), for a reading must not wait for a server that is
 * away for a day.
 */
export async function predict(context: WorkContext, work: Work): Promise<Finished> {
  const { attempt: { row }, signal, report } = work;
  const pack = packOf(context, row.model, row.model_sha256);
  const parentId = row.parent_id ?? "";
  report("prepare", 10);
  const features = await featuresOf(context, parentId);
  const { cancer, of } = await gatherCase(context, row.study_uid);
  const { given, sources } = of(features);
  report("segment", 40);
  const origin = await predictLesionOrigin(given, pack, {
    runtime: context.graphs,
    signal,
  });
  const result: OriginResult = {
    ...origin,
    model: pack.manifest.id,
    modelVersion: pack.manifest.version,
    chart: cancer,
    case: given,
    basis: originBasis(origin.inputs.map(({ name }) => name), { sources, chart: cancer }),
  };
  return {
    provider: origin.provider.used,
    result,
    followUp: (transaction) => promisePublication(transaction, parentId, `origin-${row.id}`),
  };
}

function packOf({ packs }: WorkContext, id: string, sha256: string): OriginPack {
  const pack = findPack(packs, id);
  if (isOriginPack(pack) && pack.manifest.sha256 === sha256) return pack;
  throw new Fault("model_unknown", `The model ${id} is not the one that was asked for`);
}

async function featuresOf({ db }: WorkContext, id: string): Promise<LesionFeatures> {
  const row = await query(
    "A segmentation could not be read",
    () =>
      db.selectFrom("inferences").select("result").where("id", "=", id)
        .where("state", "=", "completed").executeTakeFirst(),
  );
  const result = row?.result ? jsonOf<unknown>(row.result) as SegmentationResult : null;
  if (result?.lesions) return result.lesions;
  const reason = "the segmentation it belongs to found no lesion";
  throw new Fault("model_unfit", reason, { facts: { reason } });
}
