import { compose, invert } from "./affine.ts";
import type { Affine, Size, Volume, VoxelArray } from "./volume.ts";

/** Where voxels lie: every Volume is a grid, so one can be given where a grid is asked for. */
export interface Grid {
  readonly size: Size;
  readonly affine: Affine;
}

/**
 * Values of `source` at the voxel centres of `grid`, through patient space (LPS mm), trilinear.
 *
 * A point within half a voxel of the source's border takes the border's value (a voxel has extent);
 * farther out it is `outside`. Coordinates within 1e-5 of a voxel centre count as that centre, so a
 * grid that equals the source's gives back the very values. No low-pass: when going to a grid more
 * than twice as coarse, smooth first. Throws `geometry_unusable` for a singular source affine.
 */
export function resampleTrilinear(
  source: Volume<VoxelArray>,
  grid: Grid,
  outside = 0,
): Volume<Float32Array> {
  const [ni, nj, nk] = source.size;
  const { data } = source;
  const plane = ni * nj;
  const out = new Float32Array(grid.size[0] * grid.size[1] * grid.size[2]);
  walk(source, grid, (n, x, y, z) => {
    if (x < -0.5 || y < -0.5 || z < -0.5 || x > ni - 0.5 || y > nj - 0.5 || z > nk - 0.5) {
      out[n] = outside;
      return;
    }
    x = clampSnap(x, ni - 1);
    y = clampSnap(y, nj - 1);
    z = clampSnap(z, nk - 1);
    const i = x | 0;
    const j = y | 0;
    const k = z | 0;
    const u = x - i;
    const v = y - j;
    const w = z - k;
    // A zero weight steps nowhere, so that the last voxel never reads beyond the array.
    const base = i + j * ni + k * plane;
    const di = u > 0 ? 1 : 0;
    const dj = v > 0 ? ni : 0;
    const dk = w > 0 ? plane : 0;
    const a = mix(data[base]!, data[base + di]!, u);
    const b = mix(data[base + dj]!, data[base + dj + di]!, u);
    const c = mix(data[base + dk]!, data[base + dk + di]!, u);
    const d = mix(data[base + dk + dj]!, data[base + dk + dj + di]!, u);
    out[n] = mix(mix(a, b, v), mix(c, d, v), w);
  });
  return { data: out, size: grid.size, affine: grid.affine };
}

/**
 * Nearest-voxel values of `source` at the voxel centres of `grid` (for labels and masks); the same
 * rule at the border as {@linkcode resampleTrilinear}, ties go to the higher index.
 */
export function resampleNearest<T extends VoxelArray>(
  source: Volume<T>,
  grid: Grid,
  outside = 0,
): Volume<T> {
  const [ni, nj, nk] = source.size;
  const { data } = source;
  const out = emptyLike(data, grid.size[0] * grid.size[1] * grid.size[2]);
  walk(source, grid, (n, x, y, z) => {
    if (x < -0.5 || y < -0.5 || z < -0.5 || x > ni - 0.5 || y > nj - 0.5 || z > nk - 0.5) {
      out[n] = outside;
      return;
    }
    const i = Math.min(ni - 1, (x + 0.5) | 0);
    const j = Math.min(nj - 1, (y + 0.5) | 0);
    const k = Math.min(nk - 1, (z + 0.5) | 0);
    out[n] = data[i + ni * (j + nj * k)]!;
  });
  return { data: out, size: grid.size, affine: grid.affine };
}

/**
 * A grid of cubic voxels along the patient axes (i to the left, j to posterior, k to the head) that
 * covers `grid` whole. `edge` is the voxel edge in millimetres.
 */
export function axialGrid(grid: Grid, edge: number): Grid {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  const [ni, nj, nk] = grid.size;
  const m = grid.affine;
  for (let corner = 0; corner < 8; corner++) {
    const i = corner & 1 ? ni - 1 : 0;
    const j = corner & 2 ? nj - 1 : 0;
    const k = corner & 4 ? nk - 1 : 0;
    for (let axis = 0; axis < 3; axis++) {
      const at = m[4 * axis]! * i + m[4 * axis + 1]! * j + m[4 * axis + 2]! * k + m[4 * axis + 3]!;
      low[axis] = Math.min(low[axis]!, at);
      high[axis] = Math.max(high[axis]!, at);
    }
  }
  // The epsilon keeps a rounding error in the span from adding an empty plane.
  const count = (axis: number) => Math.ceil((high[axis]! - low[axis]!) / edge - 1e-4) + 1;
  const [x, y, z] = low as [number, number, number];
  return {
    size: [count(0), count(1), count(2)],
    affine: [edge, 0, 0, x, 0, edge, 0, y, 0, 0, edge, z],
  };
}

/** Calls `visit` with each voxel of `grid` in storage order and its source coordinates. */
function walk(
  source: Grid,
  grid: Grid,
  visit: (n: number, x: number, y: number, z: number) => void,
): void {
  const [a, b, c, x0, d, e, f, y0, g, h, l, z0] = compose(invert(source.affine), grid.affine);
  const [ni, nj, nk] = grid.size;
  let n = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const x = b * j + c * k + x0;
      const y = e * j + f * k + y0;
      const z = h * j + l * k + z0;
      for (let i = 0; i < ni; i++) visit(n++, a * i + x, d * i + y, g * i + z);
    }
  }
}

function clampSnap(value: number, last: number): number {
  if (value <= 0) return 0;
  if (value >= last) return last;
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-5 ? near : value;
}

function mix(from: number, to: number, weight: number): number {
  return from + (to - from) * weight;
}

/** A zeroed array of the same kind. */
function emptyLike<T extends VoxelArray>(data: T, length: number): T {
  const kind = data.constructor as new (length: number) => T;
  return new kind(length);
}
