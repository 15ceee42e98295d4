import { distanceTo } from "./distance.ts";
import { requireSameSize } from "./overlap.ts";
import { cellSurfaceAreas } from "./surface_area.ts";
import { spacing, type Volume } from "./volume.ts";

/** A mask's surface within a box: cells that it passes through, and its area in each (mm2). */
interface Surface {
  readonly cells: Volume<Uint8Array>;
  readonly areas: Float64Array;
}

/** Bounds in voxel indices, inclusive. */
interface Box {
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
}

/**
 * 95th percentile of the Hausdorff distance in mm: the larger of the two directed ones, each
 * surface cell counted by its area (Nikolov et al. 2018, arXiv:1809.04430). NaN when a mask is
 * empty. Throws `geometry_unusable` for grids of different size.
 */
export function hausdorff95(left: Volume<Uint8Array>, right: Volume<Uint8Array>): number {
  requireSameSize(left, right);
  const box = commonBox(left, right);
  if (box === undefined) return NaN;
  const [a, b] = [surfaceOf(left, box), surfaceOf(right, box)];
  return Math.max(directed95(a, b), directed95(b, a));
}

/** Bounds of the set voxels of both masks, or undefined when nothing is set. */
function commonBox(left: Volume<Uint8Array>, right: Volume<Uint8Array>): Box | undefined {
  const [ni, nj, nk] = left.size;
  let [i0, j0, k0] = [ni, nj, nk];
  let [i1, j1, k1] = [-1, -1, -1];
  let n = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, n++) {
        if (left.data[n] === 0 && right.data[n] === 0) continue;
        [i0, j0, k0] = [Math.min(i0, i), Math.min(j0, j), Math.min(k0, k)];
        [i1, j1, k1] = [Math.max(i1, i), Math.max(j1, j), Math.max(k1, k)];
      }
    }
  }
  return i1 < 0 ? undefined : { low: [i0, j0, k0], high: [i1, j1, k1] };
}

/** Cell (i, j, k) has the voxels i - 1 and i, j - 1 and j, k - 1 and k at its corners. */
function surfaceOf(mask: Volume<Uint8Array>, { low, high }: Box): Surface {
  const [ni, nj, nk] = mask.size;
  const size = [high[0] - low[0] + 2, high[1] - low[1] + 2, high[2] - low[2] + 2] as const;
  const area = cellSurfaceAreas(spacing(mask.affine));
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const areas = new Float64Array(data.length);
  const bit = (i: number, j: number, k: number) =>
    i >= 0 && j >= 0 && k >= 0 && i < ni && j < nj && k < nk &&
      mask.data[i + ni * (j + nj * k)] !== 0
      ? 1
      : 0;
  let n = 0;
  for (let k = low[2] - 1; k <= high[2]; k++) {
    for (let j = low[1] - 1; j <= high[1]; j++) {
      for (let i = low[0] - 1; i <= high[0]; i++, n++) {
        let pattern = 0;
        for (let corner = 0; corner < 8; corner++) {
          pattern |= bit(i + (corner & 1), j + ((corner >> 1) & 1), k + (corner >> 2)) << corner;
        }
        data[n] = pattern === 0 || pattern === 255 ? 0 : 1;
        areas[n] = area[pattern]!;
      }
    }
  }
  return { cells: { data, size, affine: mask.affine }, areas };
}

function directed95(from: Surface, to: Surface): number {
  const distance = distanceTo(to.cells).data;
  const found: { mm: number; area: number }[] = [];
  for (let n = 0; n < distance.length; n++) {
    if (from.cells.data[n] === 1) found.push({ mm: distance[n]!, area: from.areas[n]! });
  }
  found.sort((p, q) => p.mm - q.mm);
  const whole = found.reduce((sum, cell) => sum + cell.area, 0);
  let sum = 0;
  for (const { mm, area } of found) {
    sum += area;
    if (sum >= 0.95 * whole) return mm === Infinity ? NaN : mm;
  }
  return NaN;
}
