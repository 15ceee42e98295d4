import type { SegmentationOutput } from "../models/manifest_output.ts";
import { sameAffine } from "../volume/affine.ts";
import { type Grid, resampleTrilinear } from "../volume/resample.ts";
import type { Volume } from "../volume/volume.ts";
import { labelsOf } from "./decide.ts";

/**
 * Labels on the grid of the source images. Where it is the model's grid they are taken as decided.
 * Elsewhere each region's probability is interpolated linearly and decided again, after it was made
 * to agree with the clean-up: 0 where the clean-up took a voxel away, above the threshold where it
 * added one. `probabilities` are CHANGED.
 */
export function labelsOnSource(
  masks: readonly Volume<Uint8Array>[],
  probabilities: readonly Float32Array[],
  source: Grid,
  output: Pick<SegmentationOutput, "regions">,
): Volume<Uint8Array> {
  const model = masks[0] as Volume<Uint8Array>;
  const same = model.size.every((count, axis) => count === source.size[axis]) &&
    sameAffine(model.affine, source.affine);
  if (same) return { ...labelsOf(masks, output), affine: source.affine };
  const fine = masks.map((mask, n) => {
    const threshold = output.regions[n]?.threshold ?? 0.5;
    const values = probabilities[n] as Float32Array;
    agree(values, mask.data, threshold);
    const there = resampleTrilinear({ ...mask, data: values }, source).data;
    return { ...source, data: Uint8Array.from(there, (value) => value > threshold ? 1 : 0) };
  });
  return labelsOf(nested(fine), output);
}

function agree(values: Float32Array, mask: Uint8Array, threshold: number): void {
  const added = (1 + threshold) / 2;
  for (let n = 0; n < values.length; n++) {
    const above = (values[n] as number) > threshold;
    if (mask[n] === 0 && above) values[n] = 0;
    if (mask[n] !== 0 && !above) values[n] = added;
  }
}

/** Interpolation may put a voxel inside an inner region only: keep each inside the one before. */
function nested(masks: readonly Volume<Uint8Array>[]): readonly Volume<Uint8Array>[] {
  masks.forEach(({ data }, n) => {
    const outer = masks[n - 1]?.data;
    for (let i = 0; outer !== undefined && i < data.length; i++) {
      if (outer[i] === 0) data[i] = 0;
    }
  });
  return masks;
}
