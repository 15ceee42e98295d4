import assert from "node:assert/strict";
import fc from "fast-check";
import { fillHoles, fillHolesBySlice } from "./holes.ts";
import { labelVolumes } from "./measure.ts";
import { close, dilate, erode, open } from "./morphology.ts";
import { neighbourOffsets } from "./neighbours.ts";
import { connectedRegions, largestRegion, regionStatistics } from "./regions.ts";
import type { Affine, Volume } from "./volume.ts";

const UNIT: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

function mask(size: readonly [number, number, number], on: readonly number[]): Volume<Uint8Array> {
  const data = new Uint8Array(size[0] * size[1] * size[2]);
  for (const n of on) data[n] = 1;
  return { data, size, affine: UNIT };
}

const anyMask = fc
  .array(fc.boolean(), { minLength: 5 * 4 * 3, maxLength: 5 * 4 * 3 })
  .map((bits) => mask([5, 4, 3], bits.flatMap((bit, n) => bit ? [n] : [])));

/** Regions by repeated flooding: slow and plain, the oracle for the union-find. */
function floodCount(volume: Volume<Uint8Array>, connectivity: 6 | 18 | 26): number {
  const [ni, nj, nk] = volume.size;
  const left = new Set([...volume.data.keys()].filter((n) => volume.data[n] === 1));
  let count = 0;
  for (const start of left) {
    count++;
    const open = [start];
    left.delete(start);
    for (let n = open.pop(); n !== undefined; n = open.pop()) {
      const [i, j, k] = [n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))];
      for (const [di, dj, dk] of neighbourOffsets(connectivity)) {
        const [p, q, r] = [i + di, j + dj, k + dk];
        const m = p + ni * (q + nj * r);
        const inside = p >= 0 && q >= 0 && r >= 0 && p < ni && q < nj && r < nk;
        if (inside && left.delete(m)) open.push(m);
      }
    }
  }
  return count;
}

Deno.test("`connectedRegions()` finds as many regions as flooding does, at 6, 18 and 26", () => {
  for (const connectivity of [6, 18, 26] as const) {
    fc.assert(fc.property(anyMask, (volume) => {
      const regions = connectedRegions(volume, connectivity);
      assert.equal(regions.count, floodCount(volume, connectivity));
      const total = regions.voxels.reduce((sum, value) => sum + value, 0);
      assert.equal(total, volume.data.reduce((sum, value) => sum + value, 0));
    }));
  }
});

Deno.test("voxels that touch at a corner are one region at 26 and two at 18", () => {
  const volume = mask([2, 2, 2], [0, 7]);
  assert.equal(connectedRegions(volume, 26).count, 1);
  assert.equal(connectedRegions(volume, 18).count, 2);
});

Deno.test("`largestRegion()` keeps the largest and `regionStatistics()` says where it lies", () => {
  const volume = mask([5, 1, 2], [0, 2, 3, 8]);
  assert.deepEqual(Array.from(largestRegion(volume, 6).data), [0, 0, 1, 1, 0, 0, 0, 0, 1, 0]);
  assert.deepEqual(regionStatistics(connectedRegions(volume, 6)), [
    { label: 1, voxels: 1, centroid: [0, 0, 0], low: [0, 0, 0], high: [0, 0, 0] },
    { label: 2, voxels: 3, centroid: [8 / 3, 0, 1 / 3], low: [2, 0, 0], high: [3, 0, 1] },
  ]);
});

Deno.test("`fillHoles()` fills a closed cavity and leaves an open one", () => {
  const shell = mask(
    [5, 5, 5],
    [...Array(125).keys()].filter((n) => {
      const [i, j, k] = [n % 5, Math.floor(n / 5) % 5, Math.floor(n / 25)];
      return Math.max(Math.abs(i - 2), Math.abs(j - 2), Math.abs(k - 2)) === 1;
    }),
  );
  const centre = 2 + 5 * (2 + 5 * 2);
  assert.equal(fillHoles(shell).data[centre], 1);
  shell.data[centre + 25] = 0;
  assert.equal(fillHoles(shell).data[centre], 0);
  assert.equal(fillHolesBySlice(shell).data[centre], 1);
});

Deno.test("opening shrinks, closing grows, and both are idempotent", () => {
  fc.assert(fc.property(anyMask, fc.constantFrom(6, 18, 26), (volume, connectivity) => {
    const opened = open(volume, 1, connectivity);
    const closed = close(volume, 1, connectivity);
    for (const [n, value] of volume.data.entries()) {
      assert.ok(opened.data[n]! <= value && value <= closed.data[n]!);
    }
    assert.deepEqual(open(opened, 1, connectivity).data, opened.data);
    assert.deepEqual(close(closed, 1, connectivity).data, closed.data);
  }));
});

Deno.test("erosion of the mask is dilation of its complement, away from the border", () => {
  fc.assert(fc.property(anyMask, (volume) => {
    const complement = { ...volume, data: volume.data.map((value) => 1 - value) };
    const inner = 2 + 5 * (1 + 4 * 1);
    assert.equal(erode(volume).data[inner], 1 - dilate(complement).data[inner]!);
  }));
});

Deno.test("`labelVolumes()` counts each label and multiplies by the voxel's volume", () => {
  const volume: Volume<Uint8Array> = {
    data: Uint8Array.of(0, 1, 1, 4, 0, 1, 2, 4),
    size: [2, 2, 2],
    affine: [0.5, 0, 0, 0, 0, 0, -3, 0, 0, 2, 0, 0],
  };
  assert.deepEqual(labelVolumes(volume), [
    { label: 1, voxels: 3, mm3: 9 },
    { label: 2, voxels: 1, mm3: 3 },
    { label: 4, voxels: 2, mm3: 6 },
  ]);
});
