import { fillHoles } from "../volume/holes.ts";
import { largestRegion } from "../volume/regions.ts";
import type { NetworkGrid } from "./network_grid.ts";

/** Least distance in mm that a voxel gets which the clean-up takes or adds. */
const JUST = 0.01;

/**
 * Makes the distances (mm, positive in the brain) say one brain without holes: the largest part in
 * view (6 neighbours), filled; CHANGES `distance` where that differs. Gives the mask.
 */
export function keepBrain(
  distance: Float32Array,
  view: Uint8Array,
  { size }: NetworkGrid,
): Uint8Array {
  const found = new Uint8Array(view.length);
  view.forEach((seen, n) => found[n] = seen === 1 && (distance[n] as number) > 0 ? 1 : 0);
  const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] as const;
  const brain = fillHoles(largestRegion({ data: found, size, affine }, 6)).data;
  for (let n = 0; n < brain.length; n++) {
    if (view[n] === 0) continue;
    const value = distance[n] as number;
    distance[n] = brain[n] === 1 ? Math.max(value, JUST) : Math.min(value, -JUST);
  }
  return brain;
}

/** Middle of the bounding box of a mask on the grid, mm from the grid's middle; undefined if empty. */
export function middleOf(
  mask: Uint8Array,
  { size: [nx, ny, nz], step }: NetworkGrid,
): readonly [number, number, number] | undefined {
  const low = [nx, ny, nz];
  const high = [-1, -1, -1];
  let n = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        if (mask[n++] === 0) continue;
        [x, y, z].forEach((index, axis) => {
          low[axis] = Math.min(low[axis] as number, index);
          high[axis] = Math.max(high[axis] as number, index);
        });
      }
    }
  }
  if (high[0] === -1) return undefined;
  const offset = (axis: 0 | 1 | 2) =>
    (low[axis]! + high[axis]! - ([nx, ny, nz][axis]! - 1)) / 2 * step;
  return [offset(0), offset(1), offset(2)];
}
