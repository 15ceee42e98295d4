import { position, type Volume } from "../volume/volume.ts";

/** Directions that the extent is measured in; the longest is at most 1 % too short. */
const DIRECTIONS = 400;

/**
 * Longest diameter of a mask in mm: the largest distance of two of its voxel centres, found as the
 * largest extent over 400 directions spread evenly on the half sphere (Fibonacci lattice). 0 for a
 * mask of at most one voxel.
 */
export function longestDiameter({ data, size, affine }: Volume<Uint8Array>): number {
  const surface = surfacePoints(data, size, affine);
  let longest = 0;
  for (const [x, y, z] of directions()) {
    let [low, high] = [Infinity, -Infinity];
    for (let n = 0; n < surface.length; n += 3) {
      const along = surface[n]! * x + surface[n + 1]! * y + surface[n + 2]! * z;
      if (along < low) low = along;
      if (along > high) high = along;
    }
    longest = Math.max(longest, high - low);
  }
  return Number.isFinite(longest) ? longest : 0;
}

/** Positions in LPS mm of the first and last set voxel of each row: they contain the hull. */
function surfacePoints(
  data: Uint8Array,
  [ni, nj, nk]: Volume["size"],
  affine: Volume["affine"],
): number[] {
  const points: number[] = [];
  for (let row = 0; row < nj * nk; row++) {
    const line = data.subarray(row * ni, (row + 1) * ni);
    const first = line.findIndex((value) => value !== 0);
    if (first < 0) continue;
    const last = line.findLastIndex((value) => value !== 0);
    const [j, k] = [row % nj, Math.floor(row / nj)];
    points.push(...position(affine, first, j, k), ...position(affine, last, j, k));
  }
  return points;
}

function directions(): [number, number, number][] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: DIRECTIONS }, (_, n) => {
    const z = (n + 0.5) / DIRECTIONS;
    const radius = Math.sqrt(1 - z * z);
    return [radius * Math.cos(golden * n), radius * Math.sin(golden * n), z];
  });
}
