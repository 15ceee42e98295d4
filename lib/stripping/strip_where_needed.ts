import type { StripperPack } from "../models/pack.ts";
import type { RuntimeOptions } from "../onnx/provider.ts";
import { InferenceThread } from "../onnx/thread.ts";
import type { SequenceVolumes } from "../tumour/prepare.ts";
import type { StripJob, StrippedStudy } from "./strip_study.ts";

/** The thread that skulls are taken off in, one examination at a time. */
export type StrippingThread = InferenceThread<StripJob, StrippedStudy, number>;

/** Options of one examination. */
export interface StripStudyOptions {
  /** From {@linkcode openStrippingThread}; it keeps the network open between jobs. */
  readonly thread: StrippingThread;
  readonly runtime: RuntimeOptions;
  readonly signal?: AbortSignal | undefined;
  /** Hears the share that is done, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Starts nothing yet; the first job does. Close it when done: it keeps the process alive. */
export function openStrippingThread(): StrippingThread {
  return new InferenceThread(new URL("./stripping_worker.ts", import.meta.url), "stripping");
}

/**
 * Takes the skull from each series of an examination that shows one, and leaves the others as they
 * are. All of it happens in the thread; the voxel arrays of `volumes` are handed over and are EMPTY
 * afterwards: go on with those that come back.
 * Faults: those of `stripSkull`; `runtime_crashed` (also: longer than the pack's limit);
 * `inference_cancelled`.
 */
export async function stripWhereNeeded(
  volumes: SequenceVolumes,
  { manifest, model }: StripperPack,
  { thread, runtime, signal, onProgress }: StripStudyOptions,
): Promise<StrippedStudy> {
  return await thread.run({ volumes, manifest, model, runtime }, {
    signal,
    onProgress,
    timeoutMs: manifest.limits.seconds * 1000,
    transfer: [...new Set(Object.values(volumes).map(({ data }) => data.buffer))],
  });
}
