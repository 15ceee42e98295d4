import type { Sequence } from "../models/manifest_input.ts";
import type { StripperManifest } from "../models/manifest.ts";
import type { ModelFile } from "../onnx/model_file.ts";
import { openNetwork } from "../onnx/network.ts";
import type { RuntimeOptions } from "../onnx/provider.ts";
import { checkSignal, settleBackground } from "../tumour/check_signal.ts";
import { findSkulls } from "../tumour/find_skulls.ts";
import type { SequenceVolumes } from "../tumour/prepare.ts";
import type { Volume } from "../volume/volume.ts";
import { stripSkull } from "./strip_skull.ts";

/** The series of one examination as they travel to the thread. */
export interface StripJob {
  readonly volumes: SequenceVolumes;
  readonly manifest: StripperManifest;
  readonly model: ModelFile;
  readonly runtime: RuntimeOptions;
}

/** The series without their skulls. */
export interface StrippedStudy {
  readonly volumes: SequenceVolumes;
  /** Those that had a skull; none when all came stripped. */
  readonly stripped: readonly Sequence[];
}

/**
 * Takes the skull from each series that shows one, in the calling thread: voxels outside the brain
 * become 0 in a series' own array, which is CHANGED. Series that show a brain alone stay as they
 * are (as do single slices, which no network here takes), and without any other the network is not
 * even opened. `report` hears the share that is done.
 * Faults: `series_values_unusable`; those of `stripSkull`, with the sequence among the facts.
 */
export async function stripStudy(
  { volumes, manifest, model, runtime }: StripJob,
  report: (fraction: number) => void,
): Promise<StrippedStudy> {
  const stripped: Sequence[] = [];
  const sequences: readonly Sequence[] = ["T1", "T1c", "T2", "FLAIR"];
  settleBackground(volumes);
  checkSignal(volumes);
  const whole = sequences.filter((sequence) => Math.min(...volumes[sequence].size) > 1);
  const skulls = new Set(findSkulls(volumes, whole).map(({ sequence }) => sequence));
  for (const [n, sequence] of sequences.entries()) {
    if (skulls.has(sequence)) {
      const volume = volumes[sequence];
      const engine = await openNetwork(model, runtime);
      cut(volume, await stripSkull(volume, manifest, { engine, sequence }));
      stripped.push(sequence);
    }
    report((n + 1) / sequences.length);
  }
  return { volumes, stripped };
}

function cut({ data }: Volume<Float32Array>, mask: Volume<Uint8Array>): void {
  mask.data.forEach((inside, n) => {
    if (inside === 0) data[n] = 0;
  });
}
