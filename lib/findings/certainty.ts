import type { SegmentationResult, Volumes } from "../inference/result.ts";

/** The region whose confidence is a volume's, and whether that of its own class alone is. */
const REGION_OF: Readonly<
  Record<keyof Volumes, readonly [region: "WT" | "TC" | "ET", own: boolean]>
> = {
  wholeTumour: ["WT", false],
  tumourCore: ["TC", false],
  enhancing: ["ET", false],
  necrosis: ["TC", true],
  oedema: ["WT", true],
};

/** A share of 0 to 1 for each volume that has one. */
export type Certainties = Readonly<Partial<Record<keyof Volumes, number>>>;

/**
 * For each volume that was drawn, the share of its voxels that is expected to belong to it: the mean
 * probability over them. Volumes of nothing have none, and results of earlier versions none at all.
 */
export function certaintiesOf(
  { confidence = [], volumes_mm3 }:
    & Pick<SegmentationResult, "volumes_mm3">
    & Partial<Pick<SegmentationResult, "confidence">>,
): Certainties {
  const shares = Object.entries(REGION_OF).flatMap(([volume, [name, own]]) => {
    const region = confidence.find((one) => one.region === name);
    if (region?.evidence === undefined) return [];
    if (volumes_mm3[volume as keyof Volumes] === 0) return [];
    return [[volume, own ? region.evidence.classProbability : region.meanProbability] as const];
  });
  return Object.fromEntries(shares);
}
