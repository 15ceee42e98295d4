import type { SegmentationManifest } from "../models/manifest.ts";
import type { Knowledge } from "../models/knowledge_file.ts";
import type { ModelFile } from "../onnx/model_file.ts";
import { type Network, openNetwork } from "../onnx/network.ts";
import type { ProviderReport, RuntimeOptions } from "../onnx/provider.ts";
import type { Volume } from "../volume/volume.ts";
import { checkAligned } from "./check_aligned.ts";
import { checkSignal, settleBackground } from "./check_signal.ts";
import { checkStripped } from "./find_skulls.ts";
import { confidenceOf, type RegionConfidence } from "./confidence.ts";
import { decideRegions } from "./decide.ts";
import { judgeKnowledge, type StudyKnowledge } from "./judge_knowledge.ts";
import { type LesionConfidence, lesionConfidence } from "./lesion_confidence.ts";
import { predictBoxes } from "./predict_boxes.ts";
import { predictSlices } from "./predict_slices.ts";
import { prepare, type Prepared, type SequenceVolumes } from "./prepare.ts";
import type { Stage, StageTimes, TumourProgress } from "./stages.ts";
import { labelsOnSource } from "./to_source_grid.ts";

/** One segmentation as it travels to the worker. */
export interface TumourJob {
  readonly volumes: SequenceVolumes;
  readonly manifest: SegmentationManifest;
  readonly model: ModelFile;
  /** What the network was trained on; without it nothing is said about that. */
  readonly knowledge?: Knowledge | undefined;
  readonly runtime: RuntimeOptions;
}

/** A finished segmentation. No tumour is a result too: all labels 0. */
export interface TumourResult {
  /** Labels of the pack's manifest on the grid of the T1c source images; 0 is no tumour. */
  readonly labels: Volume<Uint8Array>;
  readonly confidence: readonly RegionConfidence[];
  /** Connected parts of the whole tumour, the largest first, at most 20. */
  readonly lesions: readonly LesionConfidence[];
  /** Whether the network knows such studies; null for a pack that does not say what it knows. */
  readonly knowledge: StudyKnowledge | null;
  readonly provider: ProviderReport;
  readonly stagesMs: StageTimes;
}

/**
 * The whole way from four volumes to labels, in the calling thread: checks, model grid, network,
 * thresholds and component rule, source grid. The volumes' arrays are CHANGED.
 * Faults: `series_values_unusable`, `series_not_stripped`, `series_not_aligned`, `model_broken`, `model_unfit`,
 * `runtime_crashed`.
 */
export async function runPipeline(
  { volumes, manifest, model, knowledge, runtime }: TumourJob,
  report: (progress: TumourProgress) => void,
): Promise<TumourResult> {
  const { input, output } = manifest;
  const clock = new StageClock(report);
  const network = await openNetwork(model, runtime);
  clock.begin("check");
  checkFitness(volumes, manifest);
  clock.report(1);
  clock.begin("prepare");
  const prepared = prepare(volumes, input, (fraction) => clock.report(fraction));
  const judged = knowledge === undefined ? null : judgeKnowledge(prepared, knowledge);
  clock.begin("infer");
  const probabilities = await predict(network, prepared, manifest, (done) => clock.report(done));
  clock.begin("clean");
  const masks = decideRegions(probabilities, prepared.grid, output);
  clock.report(0.5);
  const confidence = confidenceOf(masks, probabilities, prepared.mask, output);
  const lesions = lesionConfidence(masks[0]!, probabilities[0]!);
  const labels = labelsOnSource(masks, probabilities, volumes.T1c, output);
  const provider = network.provider;
  return { labels, confidence, lesions, knowledge: judged, provider, stagesMs: clock.end() };
}

function checkFitness(
  volumes: SequenceVolumes,
  { input }: SegmentationManifest,
): void {
  const { T1c, ...others } = volumes;
  settleBackground(volumes);
  checkSignal(volumes);
  if (input.stripped) checkStripped(volumes, input.channels);
  if (input.aligned) checkAligned(T1c, others);
}

function predict(
  network: Network,
  prepared: Prepared,
  { input, output }: SegmentationManifest,
  onProgress: (fraction: number) => void,
): Promise<Float32Array[]> {
  return input.kind === "slices-2.5d"
    ? predictSlices(network, prepared, input, output, onProgress)
    : predictBoxes(network, prepared, input, output, onProgress);
}

/** Takes the time of each stage and tells how far it is. */
class StageClock {
  readonly #report: (progress: TumourProgress) => void;
  readonly #times: Record<Stage, number> = { check: 0, prepare: 0, infer: 0, clean: 0 };
  #stage: Stage = "check";
  #started = performance.now();

  constructor(report: (progress: TumourProgress) => void) {
    this.#report = report;
  }

  begin(stage: Stage): void {
    this.#close();
    this.#stage = stage;
    this.report(0);
  }

  report(fraction: number): void {
    this.#report({ stage: this.#stage, fraction });
  }

  end(): StageTimes {
    this.#close();
    this.report(1);
    return this.#times;
  }

  #close(): void {
    const now = performance.now();
    this.#times[this.#stage] += Math.round(now - this.#started);
    this.#started = now;
  }
}
