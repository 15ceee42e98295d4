import type { ComponentRule, SegmentationOutput } from "../models/manifest_output.ts";
import { fillHolesBySlice } from "../volume/holes.ts";
import { connectedRegions } from "../volume/regions.ts";
import type { Grid } from "../volume/resample.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";

/**
 * From probabilities to nested masks on one grid, outermost region first: thresholds, each region
 * inside the one before it, the component rule on the outermost, holes of the core filled.
 */
export function decideRegions(
  probabilities: readonly Float32Array[],
  grid: Grid,
  output: Pick<SegmentationOutput, "regions" | "components">,
): Volume<Uint8Array>[] {
  const { components } = output;
  const masks: Volume<Uint8Array>[] = [];
  output.regions.forEach(({ threshold }, n) => {
    const values = probabilities[n] as Float32Array;
    const outer = masks[n - 1]?.data;
    const data = new Uint8Array(values.length);
    for (let i = 0; i < data.length; i++) {
      data[i] = (values[i] as number) > threshold && outer?.[i] !== 0 ? 1 : 0;
    }
    let mask: Volume<Uint8Array> = { data, size: grid.size, affine: grid.affine };
    if (n === 0 && components !== null) {
      mask = keepComponents(mask, values, probabilities[1] ?? values, components);
    }
    if (n === 1 && components?.fillCore) mask = fillCore(mask, masks[0] as Volume<Uint8Array>);
    masks.push(mask);
  });
  return masks;
}

/** Connected components (26 neighbours) that are sure enough for their size, in the core or as a whole. */
function keepComponents(
  mask: Volume<Uint8Array>,
  whole: Float32Array,
  core: Float32Array,
  rule: ComponentRule,
): Volume<Uint8Array> {
  const { labels, voxels, count } = connectedRegions(mask, 26);
  const surest = new Float64Array(count + 1);
  const sum = new Float64Array(count + 1);
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n] as number;
    sum[label] = (sum[label] as number) + (whole[n] as number);
    surest[label] = Math.max(surest[label] as number, core[n] as number);
  }
  const voxel = voxelVolume(mask.affine);
  const keep = Uint8Array.from(voxels, (size, label) => {
    const asked = rule.sizes.findLast(({ fromMm3 }) => size * voxel >= fromMm3);
    if (label === 0 || asked === undefined) return 0;
    const believed = (surest[label] as number) > asked.sureCore ||
      (sum[label] as number) > rule.sureMean * size;
    return believed ? 1 : 0;
  });
  return { ...mask, data: Uint8Array.from(labels, (label) => keep[label] as number) };
}

/** Fills the core slice by slice; what was filled belongs to the whole tumour too (in place). */
function fillCore(core: Volume<Uint8Array>, whole: Volume<Uint8Array>): Volume<Uint8Array> {
  const filled = fillHolesBySlice(core);
  filled.data.forEach((value, n) => {
    if (value !== 0) whole.data[n] = 1;
  });
  return filled;
}

/** One label a voxel: that of the innermost region it belongs to, 0 outside all. */
export function labelsOf(
  masks: readonly Volume<Uint8Array>[],
  { regions }: Pick<SegmentationOutput, "regions">,
): Volume<Uint8Array> {
  const first = masks[0] as Volume<Uint8Array>;
  const data = new Uint8Array(first.data.length);
  masks.forEach((mask, n) => {
    const label = regions[n]?.label ?? 0;
    mask.data.forEach((value, i) => {
      if (value !== 0) data[i] = label;
    });
  });
  return { data, size: first.size, affine: first.affine };
}
