import type { SegmentationOutput } from "../models/manifest_output.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";

/**
 * How sure the network is of one region. Probabilities are the network's answers, averaged over the
 * mirrored runs; where the pack says `calibrated` they were fitted so that of many voxels with
 * probability p a share p is tumour, on synthetic patients. docs/decisions/0014 defines each number.
 */
export interface RegionConfidence {
  readonly region: "WT" | "TC" | "ET";
  /** Voxels of the region on the model's grid. */
  readonly voxels: number;
  /**
   * Mean probability inside the region: the share of its voxels that is expected to belong to it. 0
   * when it is empty.
   */
  readonly meanProbability: number;
  /** Share of the region's voxels with a probability above 0.9, 0 when it is empty. */
  readonly sureShare: number;
  /** What the probabilities say besides; left out by readings before version 0.2 of the result. */
  readonly evidence?: RegionEvidence | undefined;
}

/** What the probabilities of one region say of the whole brain, drawn or not. Volumes in mm3. */
export interface RegionEvidence {
  /**
   * Mean probability of the region's own class over its voxels: in the region and in none inside it
   * (oedema of WT, core without enhancement of TC). 0 when it is empty.
   */
  readonly classProbability: number;
  /** The largest probability anywhere in the brain. */
  readonly largestProbability: number;
  /** Volume of the voxels with a probability above 0.05. */
  readonly possibleMm3: number;
  /**
   * Expected volume: the sum of the probabilities above 0.05. Those below add up to millilitres over
   * a whole brain, also where there is nothing.
   */
  readonly expectedMm3: number;
  /**
   * Volumes of the voxels above the two probabilities of the pack's `range`, moved out to the expected
   * volume where that lies beyond, and the share of synthetic patients whose volume lay between them;
   * null for a pack without one.
   */
  readonly range: {
    readonly leastMm3: number;
    readonly mostMm3: number;
    readonly share: number;
  } | null;
}

/** Probability above which tumour is possible at a voxel. */
const POSSIBLE = 0.05;
const SURE = 0.9;

/** Confidence of each region from its final mask and the probabilities in the brain. */
export function confidenceOf(
  masks: readonly Volume<Uint8Array>[],
  probabilities: readonly Float32Array[],
  brain: Volume<Uint8Array>,
  { regions }: Pick<SegmentationOutput, "regions">,
): RegionConfidence[] {
  return regions.map(({ name, range }, n) => {
    const values = probabilities[n]!;
    const drawn = drawnPart(masks[n]!.data, values);
    return {
      region: name,
      ...drawn,
      evidence: {
        classProbability: classProbability(masks, probabilities, n),
        ...wholeBrain(values, brain, range),
      },
    };
  });
}

function drawnPart(mask: Uint8Array, values: Float32Array) {
  let [voxels, sum, sure] = [0, 0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const value = values[i]!;
    voxels++;
    sum += value;
    if (value > SURE) sure++;
  }
  const share = (value: number) => voxels === 0 ? 0 : value / voxels;
  return { voxels, meanProbability: share(sum), sureShare: share(sure) };
}

function classProbability(
  masks: readonly Volume<Uint8Array>[],
  probabilities: readonly Float32Array[],
  n: number,
): number {
  const [mask, inner] = [masks[n]!.data, masks[n + 1]?.data];
  const [values, less] = [probabilities[n]!, probabilities[n + 1]];
  let [voxels, sum] = [0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0 || (inner !== undefined && inner[i] !== 0)) continue;
    voxels++;
    // The regions' probabilities come from separate outputs: an inner one may be the larger.
    sum += Math.max(0, values[i]! - (less?.[i] ?? 0));
  }
  return voxels === 0 ? 0 : sum / voxels;
}

function wholeBrain(
  values: Float32Array,
  { data, affine }: Volume<Uint8Array>,
  range: SegmentationOutput["regions"][number]["range"],
): Omit<RegionEvidence, "classProbability"> {
  let [largest, sum, possible, least, most] = [0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    const value = values[i]!;
    if (value > largest) largest = value;
    if (value > POSSIBLE) {
      possible++;
      sum += value;
    }
    if (range !== undefined && value > range.least) least++;
    if (range !== undefined && value > range.most) most++;
  }
  const mm3 = (voxels: number) => voxels * voxelVolume(affine);
  const between = (share: number) => {
    return { leastMm3: mm3(Math.min(least, sum)), mostMm3: mm3(Math.max(most, sum)), share };
  };
  return {
    largestProbability: largest,
    possibleMm3: mm3(possible),
    expectedMm3: mm3(sum),
    range: range === undefined ? null : between(range.share),
  };
}
