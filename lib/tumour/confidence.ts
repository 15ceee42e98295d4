import type { SegmentationOutput } from "../models/manifest_output.ts";
import type { Volume } from "../volume/volume.ts";

/** How sure the network is of one region; its own word, not a calibrated probability. */
export interface RegionConfidence {
  readonly region: "WT" | "TC" | "ET";
  /** Voxels of the region on the model's grid. */
  readonly voxels: number;
  /** Mean probability inside the region, 0 when it is empty. */
  readonly meanProbability: number;
  /** Share of the region's voxels with a probability above 0.9, 0 when it is empty. */
  readonly sureShare: number;
}

/** Confidence of each region from the probabilities inside its final mask. */
export function confidenceOf(
  masks: readonly Volume<Uint8Array>[],
  probabilities: readonly Float32Array[],
  { regions }: Pick<SegmentationOutput, "regions">,
): RegionConfidence[] {
  return regions.map(({ name }, n) => {
    const mask = masks[n]?.data ?? new Uint8Array();
    const values = probabilities[n] ?? new Float32Array();
    let [voxels, sum, sure] = [0, 0, 0];
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) continue;
      const value = values[i] as number;
      voxels++;
      sum += value;
      if (value > 0.9) sure++;
    }
    const share = (value: number) => voxels === 0 ? 0 : value / voxels;
    return { region: name, voxels, meanProbability: share(sum), sureShare: share(sure) };
  });
}
