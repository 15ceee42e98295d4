import { Fault } from "../fault/fault.ts";
import type { SegmentationInput, Sequence } from "../models/manifest_input.ts";
import { sameAffine } from "../volume/affine.ts";
import { axialGrid, type Grid, resampleTrilinear } from "../volume/resample.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";
import { boundsOf, brainMask, type Span } from "./brain_mask.ts";
import { normalise } from "./normalise.ts";

/** The four sequences of one examination. */
export type SequenceVolumes = Readonly<Record<Sequence, Volume<Float32Array>>>;

/** Everything a network is fed from, on the model's grid (cubic voxels, axes along LPS). */
export interface Prepared {
  readonly grid: Grid;
  /** Normalised images in the manifest's channel order, 0 outside the mask. */
  readonly channels: readonly Float32Array[];
  readonly mask: Volume<Uint8Array>;
  /** Bounding box of the mask along i, j, k. */
  readonly bounds: readonly [Span, Span, Span];
}

/** Less brain than this that all sequences share is no basis for anything. */
const LEAST_BRAIN_ML = 50;

/**
 * Resamples the sequences onto the model's grid over T1c's box, finds the brain and normalises.
 * Images that lie on that grid already are taken as they are, and CHANGED in place. Fault
 * `series_not_aligned` when the sequences share less than 50 ml of brain.
 */
export function prepare(
  volumes: SequenceVolumes,
  input: SegmentationInput,
  onProgress: (fraction: number) => void,
): Prepared {
  const grid = axialGrid(volumes.T1c, input.spacing);
  const steps = 2 * input.channels.length + 1;
  let done = 0;
  const images = input.channels.map((sequence) => {
    const image = onGrid(volumes[sequence], grid);
    onProgress(++done / steps);
    return image;
  });
  const mask = brainMask(images, input.mask);
  onProgress(++done / steps);
  const bounds = boundsOf(mask);
  const millilitres = mask.data.reduce((sum, value) => sum + value, 0) * voxelVolume(grid.affine) /
    1000;
  if (bounds === undefined || millilitres < LEAST_BRAIN_ML) {
    throw new Fault("series_not_aligned", `The sequences share ${millilitres.toFixed(0)} ml`, {
      facts: { sequences: input.channels.join(", ") },
    });
  }
  const channels = images.map(({ data }) => {
    normalise(data, mask.data, input.normalisation);
    onProgress(++done / steps);
    return data;
  });
  return { grid, channels, mask, bounds };
}

function onGrid(volume: Volume<Float32Array>, grid: Grid): Volume<Float32Array> {
  const same = volume.size.every((count, axis) => count === grid.size[axis]) &&
    sameAffine(volume.affine, grid.affine);
  return same ? volume : resampleTrilinear(volume, grid);
}
