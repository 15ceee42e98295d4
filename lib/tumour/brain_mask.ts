import type { SegmentationInput } from "../models/manifest_input.ts";
import { fillHoles } from "../volume/holes.ts";
import { open } from "../volume/morphology.ts";
import { largestRegion } from "../volume/regions.ts";
import type { Volume } from "../volume/volume.ts";

/** First and last index along one axis, both inclusive. */
export type Span = readonly [first: number, last: number];

/**
 * The brain on the model's grid: voxels where at least `rule.positive` of the images are > 0, then
 * opened (6 neighbours), largest component (6), holes filled, each as the manifest asks.
 */
export function brainMask(
  images: readonly Volume<Float32Array>[],
  rule: SegmentationInput["mask"],
): Volume<Uint8Array> {
  const { size, affine } = images[0] as Volume<Float32Array>;
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  for (const image of images) image.data.forEach((value, n) => value > 0 && data[n]!++);
  for (let n = 0; n < data.length; n++) data[n] = (data[n] as number) >= rule.positive ? 1 : 0;
  let mask: Volume<Uint8Array> = { data, size, affine };
  if (rule.open) mask = open(mask);
  if (rule.largest) mask = largestRegion(mask, 6);
  return rule.fillHoles ? fillHoles(mask) : mask;
}

/** Bounding box of the mask along i, j, k; undefined for an empty mask. */
export function boundsOf({ data, size }: Volume<Uint8Array>): [Span, Span, Span] | undefined {
  const [ni, nj, nk] = size;
  const low = [ni, nj, nk];
  const high = [-1, -1, -1];
  let n = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, n++) {
        if (data[n] === 0) continue;
        [i, j, k].forEach((index, axis) => {
          low[axis] = Math.min(low[axis] as number, index);
          high[axis] = Math.max(high[axis] as number, index);
        });
      }
    }
  }
  if (high[0] === -1) return undefined;
  const span = (axis: number): Span => [low[axis] as number, high[axis] as number];
  return [span(0), span(1), span(2)];
}
