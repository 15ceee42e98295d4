import { Fault } from "../fault/fault.ts";
import { distanceTo } from "./distance.ts";
import type { Volume } from "./volume.ts";

/** Values of a label map as a mask: 1 where the label is one of `values`. */
export function maskOf(labels: Volume<Uint8Array>, values: readonly number[]): Volume<Uint8Array> {
  const wanted = new Uint8Array(256);
  for (const value of values) wanted[value] = 1;
  return { ...labels, data: labels.data.map((value) => wanted[value]!) };
}

/**
 * Dice overlap of two masks on one grid: twice the common voxels over the sum of both; 1 when both
 * are empty. Throws `geometry_unusable` for grids of different size.
 */
export function dice(left: Volume<Uint8Array>, right: Volume<Uint8Array>): number {
  requireSameSize(left, right);
  let [both, either] = [0, 0];
  for (let n = 0; n < left.data.length; n++) {
    const [a, b] = [left.data[n] !== 0, right.data[n] !== 0];
    if (a && b) both++;
    either += Number(a) + Number(b);
  }
  return either === 0 ? 1 : 2 * both / either;
}

/**
 * 95th percentile of the Hausdorff distance in mm: the larger of the two directed ones between the
 * surfaces. A surface point is a corner that set and unset voxels share. NaN when a mask is empty.
 * Points count alike; weighting them by the area they stand for moves the result by a voxel at
 * most.
 */
export function hausdorff95(left: Volume<Uint8Array>, right: Volume<Uint8Array>): number {
  requireSameSize(left, right);
  const box = commonBox(left, right);
  if (box === undefined) return NaN;
  const [a, b] = [surface(left, box), surface(right, box)];
  return Math.max(directed95(a, b), directed95(b, a));
}

type Box = readonly [low: readonly number[], high: readonly number[]];

/** Bounds of the set voxels of both masks, inclusive, or undefined when nothing is set. */
function commonBox(left: Volume<Uint8Array>, right: Volume<Uint8Array>): Box | undefined {
  const [ni, nj, nk] = left.size;
  const low = [ni, nj, nk];
  const high = [-1, -1, -1];
  for (let n = 0; n < left.data.length; n++) {
    if (left.data[n] === 0 && right.data[n] === 0) continue;
    [n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))].forEach((at, axis) => {
      low[axis] = Math.min(low[axis]!, at);
      high[axis] = Math.max(high[axis]!, at);
    });
  }
  return high[0]! < 0 ? undefined : [low, high];
}

/** Corners between voxels of both kinds; corner (i, j, k) is shared by voxels i-1..i and so on. */
function surface(mask: Volume<Uint8Array>, [low, high]: Box): Volume<Uint8Array> {
  const [ni, nj, nk] = mask.size;
  const size = [0, 1, 2].map((axis) => high[axis]! - low[axis]! + 2) as [number, number, number];
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  const set = (i: number, j: number, k: number) =>
    i >= 0 && j >= 0 && k >= 0 && i < ni && j < nj && k < nk &&
    mask.data[i + ni * (j + nj * k)] !== 0;
  let n = 0;
  for (let k = low[2]!; k <= high[2]! + 1; k++) {
    for (let j = low[1]!; j <= high[1]! + 1; j++) {
      for (let i = low[0]!; i <= high[0]! + 1; i++, n++) {
        let count = 0;
        for (let corner = 0; corner < 8; corner++) {
          if (set(i - (corner & 1), j - ((corner >> 1) & 1), k - (corner >> 2))) count++;
        }
        data[n] = count > 0 && count < 8 ? 1 : 0;
      }
    }
  }
  return { data, size, affine: mask.affine };
}

function directed95(from: Volume<Uint8Array>, to: Volume<Uint8Array>): number {
  const distance = distanceTo(to);
  const found: number[] = [];
  for (let n = 0; n < from.data.length; n++) if (from.data[n] !== 0) found.push(distance.data[n]!);
  found.sort((p, q) => p - q);
  const value = found[Math.ceil(0.95 * found.length) - 1];
  return value === undefined || value === Infinity ? NaN : value;
}

function requireSameSize(left: Volume<Uint8Array>, right: Volume<Uint8Array>): void {
  if (left.size.every((count, axis) => count === right.size[axis])) return;
  const reason = "the two label maps differ in size";
  throw new Fault("geometry_unusable", reason, { facts: { reason } });
}
