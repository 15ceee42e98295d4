import type { ReadSegmentation } from "../dicom/segmentation_read.ts";
import type { FindingCode, SegmentationResult, Volumes } from "../inference/result.ts";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import { volumeOf } from "../volume/measure.ts";
import type { Grid } from "../volume/resample.ts";

/** How many voxels carry a label; labels that are missing count none. */
export type VoxelCounts = ReadonlyMap<number, number>;

/**
 * Volumes of the tumour's parts in mm3 from voxel counts on the grid of the source images. Sums are
 * made of voxels, not of rounded volumes, so that each number is what its mask would give.
 */
export function measureVolumes(
  counts: VoxelCounts,
  { regions }: Pick<SegmentationOutput, "regions">,
  grid: Pick<Grid, "affine">,
): Volumes {
  const voxels = (name: "WT" | "TC" | "ET") =>
    counts.get(regions.find((region) => region.name === name)?.label ?? 0) ?? 0;
  const [oedema, core, enhancing] = [voxels("WT"), voxels("TC"), voxels("ET")];
  const mm3 = (count: number) => volumeOf(count, grid);
  return {
    necrosis: mm3(core),
    oedema: mm3(oedema),
    enhancing: mm3(enhancing),
    tumourCore: mm3(core + enhancing),
    wholeTumour: mm3(core + enhancing + oedema),
  };
}

/**
 * Voxel counts by label of a SEG that was read; `labelOf` gives the label value of a segment number.
 */
export function countVoxels(
  segmentation: Pick<ReadSegmentation, "segments">,
  labelOf: ReadonlyMap<number, number>,
): VoxelCounts {
  const counts = new Map<number, number>();
  for (const { number, voxels } of segmentation.segments) {
    const label = labelOf.get(number);
    if (label !== undefined) counts.set(label, voxels);
  }
  return counts;
}

/** Codes of the classes that a pack draws, by the name their volume has. */
export function codesOf(
  { regions, labels }: Pick<SegmentationOutput, "regions" | "labels">,
): SegmentationResult["codes"] {
  const codes: Partial<Record<"necrosis" | "oedema" | "enhancing", FindingCode>> = {};
  for (const { name, label } of regions) {
    const code = labels.find(({ value }) => value === label)?.code;
    if (code !== undefined) codes[CLASSES[name]] = code;
  }
  return codes;
}

/** The class that is in a region and in none of those inside it. */
const CLASSES = { WT: "oedema", TC: "necrosis", ET: "enhancing" } as const;
