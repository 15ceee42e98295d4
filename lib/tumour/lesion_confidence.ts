import { connectedRegions } from "../volume/regions.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";

/** How sure the network is of one lesion: a connected part of the whole tumour. */
export interface LesionConfidence {
  /** Volume on the model's grid in mm3. */
  readonly mm3: number;
  /** Mean probability of whole tumour over its voxels: the share expected to be tumour. */
  readonly meanProbability: number;
  /** Its surest voxel's probability. */
  readonly largestProbability: number;
}

/** More lesions than this are not listed. */
const MOST_LESIONS = 20;

/** The connected parts (26 neighbours) of the whole tumour, the largest first, at most 20. */
export function lesionConfidence(
  whole: Volume<Uint8Array>,
  probability: Float32Array,
): LesionConfidence[] {
  const { labels, voxels, count } = connectedRegions(whole, 26);
  const [sums, largest] = [new Float64Array(count + 1), new Float32Array(count + 1)];
  labels.forEach((label, n) => {
    if (label === 0) return;
    const value = probability[n]!;
    sums[label]! += value;
    if (value > largest[label]!) largest[label] = value;
  });
  const voxel = voxelVolume(whole.affine);
  return Array.from({ length: count }, (_, n) => ({
    mm3: voxels[n + 1]! * voxel,
    meanProbability: sums[n + 1]! / voxels[n + 1]!,
    largestProbability: largest[n + 1]!,
  })).sort((a, b) => b.mm3 - a.mm3).slice(0, MOST_LESIONS);
}
