import { type Grid, resampleTrilinear } from "../../lib/volume/resample.ts";
import { position, spacing } from "../../lib/volume/volume.ts";
import type { Random } from "./random.ts";

/**
 * A smooth random field on `grid`: normal values at lattice points `scale` mm apart, trilinear in
 * between, brought to a standard deviation of about 1.
 */
export function smoothField(grid: Grid, scale: number, random: Random): Float32Array {
  const edges = spacing(grid.affine);
  const count = (axis: 0 | 1 | 2) => Math.ceil(grid.size[axis] * edges[axis] / scale) + 2;
  const size = [count(0), count(1), count(2)] as const;
  const lattice = {
    data: Float32Array.from({ length: size[0] * size[1] * size[2] }, () => random.normal()),
    size,
    affine: scaled(grid, scale),
  };
  const field = resampleTrilinear(lattice, grid).data;
  // Trilinear mixing leaves (2/3)^3 of the variance on average.
  for (let n = 0; n < field.length; n++) field[n] = field[n]! * 1.84;
  return field;
}

/** The grid's axes with `scale` mm between points, beginning half a point outside. */
function scaled(grid: Grid, scale: number): Grid["affine"] {
  const [a, b, c, , d, e, f, , g, h, l] = grid.affine;
  const [p, q, r] = spacing(grid.affine).map((edge) => scale / edge) as [number, number, number];
  const [x, y, z] = position(grid.affine, -p / 2, -q / 2, -r / 2);
  return [a * p, b * q, c * r, x, d * p, e * q, f * r, y, g * p, h * q, l * r, z];
}

/** Gaussian blur in place, `sigma` in voxels, along all three axes; borders repeat. */
export function blur(data: Float32Array, size: Grid["size"], sigma: number): void {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, n) => {
    return Math.exp(-((n - reach) ** 2) / (2 * sigma * sigma));
  });
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  const [ni, nj, nk] = size;
  const lines: [step: number, count: number, starts: (visit: (from: number) => void) => void][] = [
    [1, ni, (visit) => {
      for (let row = 0; row < nj * nk; row++) visit(row * ni);
    }],
    [ni, nj, (visit) => {
      for (let k = 0; k < nk; k++) for (let i = 0; i < ni; i++) visit(i + k * ni * nj);
    }],
    [ni * nj, nk, (visit) => {
      for (let n = 0; n < ni * nj; n++) visit(n);
    }],
  ];
  for (const [step, count, starts] of lines) {
    const line = new Float64Array(count + 2 * reach);
    starts((from) => {
      for (let n = -reach; n < count + reach; n++) {
        line[n + reach] = data[from + Math.min(count - 1, Math.max(0, n)) * step]!;
      }
      for (let n = 0; n < count; n++) {
        let total = 0;
        for (let t = 0; t < kernel.length; t++) total += kernel[t]! * line[n + t]!;
        data[from + n * step] = total / sum;
      }
    });
  }
}
