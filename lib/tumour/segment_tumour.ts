import { Fault } from "../fault/fault.ts";
import type { SegmentationPack } from "../models/pack.ts";
import type { RuntimeOptions } from "../onnx/provider.ts";
import { InferenceThread } from "../onnx/thread.ts";
import type { Volume } from "../volume/volume.ts";
import { checkMemory, memoryNeedMiB } from "./memory_need.ts";
import type { TumourJob, TumourResult } from "./pipeline.ts";
import type { SequenceVolumes } from "./prepare.ts";
import type { TumourProgress } from "./stages.ts";

/** Four series of one examination, each with its own grid in the same patient space (LPS mm). */
export interface TumourInput {
  readonly t1: Volume<Float32Array>;
  readonly t1c: Volume<Float32Array>;
  readonly t2: Volume<Float32Array>;
  readonly flair: Volume<Float32Array>;
}

/** Options of one segmentation. */
export interface SegmentOptions {
  /** Thread to run on, from {@linkcode openTumourThread}; it keeps networks open between jobs. */
  readonly thread: TumourThread;
  readonly runtime: RuntimeOptions;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TumourProgress) => void) | undefined;
}

/** The thread that segmentations run on, one at a time. */
export type TumourThread = InferenceThread<TumourJob, TumourResult, TumourProgress>;

/** Starts nothing yet; the first job does. Close it when done: it keeps the process alive. */
export function openTumourThread(): TumourThread {
  return new InferenceThread(new URL("./tumour_worker.ts", import.meta.url), "tumour");
}

/**
 * Segments a tumour: checks that the series are stripped and aligned, brings them onto the pack's
 * grid, runs the network, cleans up and gives labels on the grid of the T1c source images. All heavy
 * work happens in the thread. The voxel arrays of `input` are handed over: they are EMPTY afterwards.
 *
 * Faults: `series_not_stripped`, `series_not_aligned`, `series_single_slice`, `geometry_unusable`,
 * `too_large` (needs more memory than the pack allows), `model_broken`, `model_unfit`,
 * `runtime_crashed` (also: longer than the pack's limit), `inference_cancelled`.
 */
export async function segmentTumour(
  input: TumourInput,
  pack: SegmentationPack,
  { thread, runtime, signal, onProgress }: SegmentOptions,
): Promise<TumourResult> {
  const { manifest, model, knowledge } = pack;
  const volumes = { T1: input.t1, T1c: input.t1c, T2: input.t2, FLAIR: input.flair };
  for (const [sequence, volume] of Object.entries(volumes)) checkVolume(volume, sequence);
  checkMemory(memoryNeedMiB(Object.values(volumes), volumes.T1c, manifest), manifest);
  return await thread.run({ volumes, manifest, model, knowledge, runtime }, {
    signal,
    onProgress,
    timeoutMs: manifest.limits.seconds * 1000,
    transfer: buffersOf(volumes),
  });
}

function checkVolume({ data, size, affine }: Volume<Float32Array>, sequence: string): void {
  const voxels = size[0] * size[1] * size[2];
  if (size[2] < 2 || size[0] < 2 || size[1] < 2) {
    throw new Fault("series_single_slice", `${sequence} is ${size.join("x")} voxels`, {
      facts: { series: sequence, slices: size[2] },
    });
  }
  const unusable = data.length !== voxels
    ? `${sequence} holds ${data.length} voxels instead of ${voxels}`
    : !affine.every(Number.isFinite) || !data.every(Number.isFinite)
    ? `${sequence} holds values that are not finite`
    : undefined;
  if (unusable === undefined) return;
  throw new Fault("geometry_unusable", unusable, { facts: { reason: unusable } });
}

/** Each buffer once: two volumes may share one. */
function buffersOf(volumes: SequenceVolumes): Transferable[] {
  return [...new Set(Object.values(volumes).map(({ data }) => data.buffer))];
}
