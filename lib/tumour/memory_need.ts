import { Fault } from "../fault/fault.ts";
import type { SegmentationManifest } from "../models/manifest.ts";
import { axialGrid, type Grid } from "../volume/resample.ts";

const MIB = 2 ** 20;
/** Runtime, weights and one batch of the network; measured with the shipped pack. */
const BASE_MIB = 400;

/**
 * Memory in MiB that a segmentation needs at its peak: the source images, and on the model's grid
 * the images (4 bytes), probabilities (4 bytes a region), masks and scratch space.
 */
export function memoryNeedMiB(
  sources: readonly Grid[],
  reference: Grid,
  { input, output }: Pick<SegmentationManifest, "input" | "output">,
): number {
  const source = sources.reduce((sum, grid) => sum + voxelsOf(grid), 0);
  const perVoxel = 4 * input.channels.length + 5 * output.regions.length + 12;
  return Math.ceil(
    BASE_MIB + (4 * source + perVoxel * voxelsOf(axialGrid(reference, input.spacing))) / MIB,
  );
}

/** Throws Fault `too_large`, with both numbers, when the need is above the pack's limit. */
export function checkMemory(
  needMiB: number,
  { limits }: Pick<SegmentationManifest, "limits">,
): void {
  if (needMiB <= limits.memoryMb) return;
  const reason =
    `the images need about ${needMiB} MiB, the model's limit is ${limits.memoryMb} MiB`;
  throw new Fault("too_large", reason, { facts: { reason } });
}

function voxelsOf({ size }: Grid): number {
  return size[0] * size[1] * size[2];
}
