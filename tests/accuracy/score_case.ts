/** Scores the segmentation of one case against its reference. */
import type { SegmentationPack } from "../../lib/models/pack.ts";
import type { ProviderReport, RuntimeOptions } from "../../lib/onnx/provider.ts";
import type { RegionConfidence } from "../../lib/tumour/confidence.ts";
import type { StudyKnowledge } from "../../lib/tumour/judge_knowledge.ts";
import type { StageTimes } from "../../lib/tumour/stages.ts";
import { segmentTumour, type TumourThread } from "../../lib/tumour/segment_tumour.ts";
import { volumeOf } from "../../lib/volume/measure.ts";
import { gzip, writeNifti } from "../../lib/volume/nifti.ts";
import { hausdorff95 } from "../../lib/volume/hausdorff.ts";
import { dice, maskOf } from "../../lib/volume/overlap.ts";
import { resampleNearest } from "../../lib/volume/resample.ts";
import type { Volume } from "../../lib/volume/volume.ts";
import { readCase } from "./read_case.ts";

/** Label values of the three regions; some references write 3 for enhancing tumour, some 4. */
const REGIONS = { wt: [1, 2, 3, 4], tc: [1, 3, 4], et: [3, 4] } as const;

/** A number for whole tumour, tumour core and enhancing tumour. */
export type ByRegion<T = number> = Record<keyof typeof REGIONS, T>;

/** How well one case went. */
export interface CaseScore {
  readonly case: string;
  readonly reference: string;
  readonly dice: ByRegion;
  /** 95th percentile of the surface distances in mm; null where a region is empty on one side. */
  readonly hd95: ByRegion<number | null>;
  readonly volumes_mm3: ByRegion;
  readonly reference_mm3: ByRegion;
  /** Whether the network knows such studies; null for a pack that does not say what it knows. */
  readonly knowledge: StudyKnowledge | null;
  readonly confidence: readonly RegionConfidence[];
  readonly seconds: number;
  readonly stages_ms: StageTimes;
  /** Highest resident memory of the process seen in samples every 50 ms, in MiB. */
  readonly peak_rss_mb: number;
  readonly provider: ProviderReport;
}

/** What to score with. */
export interface ScoreOptions {
  readonly pack: SegmentationPack;
  readonly thread: TumourThread;
  readonly runtime: RuntimeOptions;
  /** Where to write the labels as NIfTI. */
  readonly out?: string | undefined;
}

/** Reads a case (see readCase), segments it as the worker does and compares with its reference. */
export async function scoreCase(folder: string, options: ScoreOptions): Promise<CaseScore> {
  const { input, reference: given, kind } = await readCase(folder);
  const memory = watchMemory();
  const started = performance.now();
  const result = await segmentTumour(input, options.pack, options).finally(memory.stop);
  const seconds = (performance.now() - started) / 1000;
  if (options.out !== undefined) {
    await Deno.writeFile(options.out, await gzip(writeNifti(result.labels)));
  }
  const reference = resampleNearest(given, result.labels);
  const each = <T>(measure: (found: Mask, wanted: Mask) => T) =>
    byRegion((values) => measure(maskOf(result.labels, values), maskOf(reference, values)));
  return {
    case: folder.slice(folder.lastIndexOf("/") + 1),
    reference: kind,
    dice: each(dice),
    hd95: each((found, wanted) => finiteOrNull(hausdorff95(found, wanted))),
    volumes_mm3: each(millimetres),
    reference_mm3: each((_, wanted) => millimetres(wanted)),
    knowledge: result.knowledge,
    confidence: result.confidence,
    seconds,
    stages_ms: result.stagesMs,
    peak_rss_mb: memory.peakMiB(),
    provider: result.provider,
  };
}

type Mask = Volume<Uint8Array>;

function byRegion<T>(value: (labels: readonly number[]) => T): ByRegion<T> {
  return { wt: value(REGIONS.wt), tc: value(REGIONS.tc), et: value(REGIONS.et) };
}

function millimetres(mask: Mask): number {
  return volumeOf(mask.data.reduce((sum, value) => sum + value, 0), mask);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function watchMemory() {
  let most = 0;
  const look = () => most = Math.max(most, Deno.memoryUsage().rss / 2 ** 20);
  const timer = setInterval(look, 50);
  return {
    stop() {
      clearInterval(timer);
      look();
    },
    peakMiB: () => Math.round(most),
  };
}
