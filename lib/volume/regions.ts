import type { Affine, Size, Volume } from "./volume.ts";
import { neighbourOffsets } from "./neighbours.ts";
import type { Connectivity } from "./neighbours.ts";

/** Connected regions of a mask: `labels` holds 0 outside and 1..count inside, in scan order. */
export interface Regions {
  readonly labels: Int32Array;
  readonly size: Size;
  readonly affine: Affine;
  readonly count: number;
  /** Voxel count by label; index 0 is unused and stays 0. */
  readonly voxels: Int32Array;
}

/** What is known of one region: voxel count, centroid and bounds in voxel indices (inclusive). */
export interface RegionStatistics {
  readonly label: number;
  readonly voxels: number;
  readonly centroid: readonly [i: number, j: number, k: number];
  readonly low: readonly [i: number, j: number, k: number];
  readonly high: readonly [i: number, j: number, k: number];
}

/**
 * Connected regions of the non-zero voxels. Neighbours share a face (6), a face or an edge (18), or
 * any corner (26). Two passes with union-find; the numbering follows the first voxel of each
 * region.
 */
export function connectedRegions(mask: Volume<Uint8Array>, connectivity: Connectivity): Regions {
  const labels = new Int32Array(mask.data.length);
  const parent = firstPass(mask, connectivity, labels);
  const count = flatten(parent);
  const voxels = new Int32Array(count + 1);
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n]!;
    if (label === 0) continue;
    const root = parent[label]!;
    labels[n] = root;
    voxels[root]!++;
  }
  return { labels, size: mask.size, affine: mask.affine, count, voxels };
}

/** The largest region of a mask as a mask (the first of equals); an empty mask stays empty. */
export function largestRegion(
  mask: Volume<Uint8Array>,
  connectivity: Connectivity,
): Volume<Uint8Array> {
  const { labels, voxels, count } = connectedRegions(mask, connectivity);
  let best = 0;
  for (let label = 1; label <= count; label++) if (voxels[label]! > voxels[best]!) best = label;
  const data = new Uint8Array(labels.length);
  if (best > 0) { for (let n = 0; n < data.length; n++) data[n] = labels[n] === best ? 1 : 0; }
  return { data, size: mask.size, affine: mask.affine };
}

/** Voxel count, centroid and bounding box of each region, by label. */
export function regionStatistics(regions: Regions): RegionStatistics[] {
  const [ni, nj, nk] = regions.size;
  const sums = new Float64Array(3 * (regions.count + 1));
  const low = new Int32Array(sums.length).fill(0x7fffffff);
  const high = new Int32Array(sums.length).fill(-1);
  let n = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, n++) {
        const at = 3 * regions.labels[n]!;
        if (at === 0) continue;
        include(at, i);
        include(at + 1, j);
        include(at + 2, k);
      }
    }
  }
  return Array.from({ length: regions.count }, (_, index) => {
    const label = index + 1;
    const voxels = regions.voxels[label]!;
    const triple = (from: (at: number) => number): readonly [number, number, number] => [
      from(3 * label),
      from(3 * label + 1),
      from(3 * label + 2),
    ];
    return {
      label,
      voxels,
      centroid: triple((at) => sums[at]! / voxels),
      low: triple((at) => low[at]!),
      high: triple((at) => high[at]!),
    };
  });

  function include(at: number, index: number): void {
    sums[at]! += index;
    if (index < low[at]!) low[at] = index;
    if (index > high[at]!) high[at] = index;
  }
}

/** First pass: provisional labels into `labels`; gives back the union-find table (0 unused). */
function firstPass(
  mask: Volume<Uint8Array>,
  connectivity: Connectivity,
  labels: Int32Array,
): number[] {
  const [ni, nj, nk] = mask.size;
  const earlier = neighbourOffsets(connectivity).filter(([i, j, k]) =>
    k < 0 || (k === 0 && (j < 0 || (j === 0 && i < 0)))
  );
  const parent = [0];
  let n = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, n++) {
        if (mask.data[n] === 0) continue;
        let label = 0;
        for (const [di, dj, dk] of earlier) {
          const [p, q, r] = [i + di, j + dj, k + dk];
          if (p < 0 || p >= ni || q < 0 || q >= nj || r < 0) continue;
          const other = labels[n + di + ni * (dj + nj * dk)]!;
          if (other === 0) continue;
          label = label === 0 ? find(parent, other) : join(parent, label, other);
        }
        if (label === 0) label = parent.push(parent.length) - 1;
        labels[n] = label;
      }
    }
  }
  return parent;
}

/** Root of a label, with path halving. */
function find(parent: number[], label: number): number {
  while (parent[label] !== label) {
    parent[label] = parent[parent[label]!]!;
    label = parent[label]!;
  }
  return label;
}

/** Joins two trees under the smaller root, so that the numbering stays in scan order. */
function join(parent: number[], left: number, right: number): number {
  const a = find(parent, left);
  const b = find(parent, right);
  const root = Math.min(a, b);
  parent[Math.max(a, b)] = root;
  return root;
}

/** Makes every entry point at its final label 1..count (parents always come before children). */
function flatten(parent: number[]): number {
  let count = 0;
  for (let label = 1; label < parent.length; label++) {
    const up = parent[label]!;
    parent[label] = up === label ? ++count : parent[up]!;
  }
  return count;
}
