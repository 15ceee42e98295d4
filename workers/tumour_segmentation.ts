import type { Transaction } from "kysely";
import { derivedId } from "../lib/database/derived_id.ts";
import type { Tables } from "../lib/database/tables.ts";
import { Fault } from "../lib/fault/fault.ts";
import { codesOf, measureVolumes } from "../lib/findings/measure.ts";
import { makeResultObjects, type ResultObjects } from "../lib/findings/result_objects.ts";
import { removeObjects, storeObjects, verifyStored } from "../lib/findings/store_result.ts";
import { promisePublication } from "../lib/inference/promise_publication.ts";
import { insertInference } from "../lib/inference/request_inference.ts";
import type { SegmentationResult, Stripping } from "../lib/inference/result.ts";
import { lesionFeatures } from "../lib/metastasis/lesion_features.ts";
import { findPack } from "../lib/models/load_packs.ts";
import {
  isOriginPack,
  isSegmentationPack,
  isStripperPack,
  type SegmentationPack,
} from "../lib/models/pack.ts";
import { stripWhereNeeded } from "../lib/stripping/strip_where_needed.ts";
import { chooseSequences } from "../lib/studies/choose_sequences.ts";
import { fetchSequences } from "../lib/studies/fetch_sequences.ts";
import { readSeriesFacts } from "../lib/studies/series_facts.ts";
import type { SequenceVolumes } from "../lib/tumour/prepare.ts";
import type { TumourProgress } from "../lib/tumour/stages.ts";
import { segmentTumour } from "../lib/tumour/segment_tumour.ts";
import type { WorkContext } from "./context.ts";
import type { Finished, Work } from "./run_attempt.ts";
import { StageTimer } from "./stage_timer.ts";

/** Where each stage of the network's work begins and ends, in percent of the whole reading. */
const SPANS: Readonly<Record<TumourProgress["stage"], readonly [string, number, number]>> = {
  check: ["prepare", 20, 26],
  prepare: ["prepare", 26, 36],
  infer: ["segment", 36, 86],
  clean: ["segment", 86, 90],
};

/**
 * One reading of a tumour: chooses the sequences, fetches them, draws the tumour, writes SEG and SR
 * to the PACS, reads them back, and counts. No tumour is a result too: a report without a SEG. The
 * result promises what follows: the prediction of the origin, and telling the FHIR server.
 */
export async function segment(context: WorkContext, work: Work): Promise<Finished> {
  const { orthanc, tumourThread, runtime, config } = context;
  const { attempt: { row }, signal, report } = work;
  const pack = packOf(context, row.model, row.model_sha256);
  const timer = new StageTimer(report);
  timer.begin("select", 1);
  const series = await readSeriesFacts(orthanc, row.study_uid, { signal });
  const { sequences, ignored } = chooseSequences(series);
  timer.begin("fetch", 3);
  const { T1, T1c, T2, FLAIR } = await fetchSequences(orthanc, row.study_uid, sequences, {
    signal,
    onProgress: (fraction) => report("fetch", 3 + 15 * fraction),
  });
  timer.end();
  const brains = await withoutSkulls(
    context,
    work,
    { T1: T1.volume, T1c: T1c.volume, T2: T2.volume, FLAIR: FLAIR.volume },
    pack,
  );
  const { volumes } = brains;
  const drawn = await segmentTumour(
    { t1: volumes.T1, t1c: volumes.T1c, t2: volumes.T2, flair: volumes.FLAIR },
    pack,
    {
      thread: tumourThread,
      runtime,
      signal,
      onProgress: ({ stage, fraction }) => {
        const [name, from, to] = SPANS[stage];
        report(name, from + (to - from) * fraction);
      },
    },
  );
  timer.begin("write", 90);
  const grid = { size: T1c.volume.size, affine: T1c.volume.affine };
  const said = {
    confidence: drawn.confidence,
    calibrated: pack.manifest.output.calibrated ?? false,
    knowledge: drawn.knowledge,
    ...(brains.stripping === undefined ? {} : { stripping: brains.stripping }),
  };
  const objects = await makeResultObjects({
    inferenceId: row.id,
    created: row.created_at,
    manifest: pack.manifest,
    instance: config.instance,
    timeZone: config.timeZone,
    source: { headers: T1c.headers, grid },
    otherInputs: [T1, T2, FLAIR].flatMap(({ headers }) => headers),
    labels: drawn.labels,
    said,
  });
  signal.throwIfAborted();
  work.undoIfCancelled(() => removeObjects(orthanc, objects));
  timer.begin("store", 92);
  await storeObjects(orthanc, objects, { signal });
  timer.begin("verify", 96);
  const counts = await verifyStored(orthanc, row.study_uid, objects, grid, { signal });
  timer.end();
  const result: SegmentationResult = {
    sequences: Object.values(sequences),
    ignored,
    ...placesOf(objects),
    volumes_mm3: measureVolumes(counts, pack.manifest.output, grid),
    codes: codesOf(pack.manifest.output),
    stages_ms: { ...timer.times, ...brains.stagesMs, ...drawn.stagesMs },
    ...said,
    lesionConfidence: drawn.lesions,
    skippedProviders: drawn.provider.skipped,
    lesions: objects.segmentation === null ? null : lesionFeatures(drawn.labels, meaningOf(pack)),
  };
  return {
    provider: drawn.provider.used,
    result,
    followUp: (transaction) => promise(context, work, result, transaction),
  };
}

/**
 * The series as the network wants them: where it wants brains alone, the first skull stripper takes
 * the skull from those that still have one. Without a stripper the network's own check refuses them.
 */
async function withoutSkulls(
  { packs, strippingThread: thread, runtime }: WorkContext,
  { signal, report }: Work,
  volumes: SequenceVolumes,
  { manifest: { input } }: SegmentationPack,
): Promise<{ volumes: SequenceVolumes; stripping?: Stripping; stagesMs?: { strip: number } }> {
  const pack = packs.packs.find(isStripperPack);
  if (pack === undefined || !input.stripped) return { volumes };
  const began = performance.now();
  const { stripped: sequences, ...brains } = await stripWhereNeeded(volumes, pack, {
    thread,
    runtime,
    signal,
    onProgress: (fraction) => report("prepare", 18 + 2 * fraction),
  });
  if (sequences.length === 0) return brains;
  const { id: model, version, sha256 } = pack.manifest;
  return {
    ...brains,
    stripping: { model, version, sha256, sequences },
    stagesMs: { strip: Math.round(performance.now() - began) },
  };
}

/** The pack that was asked for, as it was then: another file of the same name is another model. */
function packOf({ packs }: WorkContext, id: string, sha256: string): SegmentationPack {
  const pack = findPack(packs, id);
  if (isSegmentationPack(pack) && pack.manifest.sha256 === sha256) return pack;
  throw new Fault("model_unknown", `The model ${id} is not the one that was asked for`);
}

function placesOf({ segmentation, report }: ResultObjects) {
  const place = ({ seriesUid, sopInstanceUid }: { seriesUid: string; sopInstanceUid: string }) => ({
    seriesUid,
    sopUid: sopInstanceUid,
  });
  return { seg: segmentation === null ? null : place(segmentation), sr: place(report) };
}

/** Which labels of a pack mean what, for the features of the lesions. */
function meaningOf({ manifest: { output: { regions } } }: SegmentationPack) {
  const label = (name: string) =>
    regions.filter((region) => region.name === name).map((region) => region.label);
  return {
    core: [...label("TC"), ...label("ET")],
    enhancing: label("ET"),
    oedema: label("WT"),
  };
}

/**
 * Promises, with the result, all that follows from it. The prediction of the origin is a request of
 * its own, a part of this one (`parent_id`): it has its own model, attempts and fence, and whatever
 * happens to it leaves the segmentation as it is. Its id derives from this one's.
 */
async function promise(
  { packs }: WorkContext,
  { attempt: { row } }: Work,
  result: SegmentationResult,
  transaction: Transaction<Tables>,
): Promise<void> {
  await promisePublication(transaction, row.id, "result");
  const pack = packs.packs.find(isOriginPack);
  if (pack === undefined || result.lesions === null) return;
  await insertInference(transaction, {
    id: derivedId("origin", row.id),
    studyUid: row.study_uid,
    manifest: pack.manifest,
    requestedBy: row.requested_by,
    parentId: row.id,
  });
}
