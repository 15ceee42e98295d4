import assert from "node:assert/strict";
import fc from "fast-check";
import { caseTest } from "../../tests/cases.ts";
import { distanceTo } from "./distance.ts";
import { readNifti } from "./nifti.ts";
import { hausdorff95 } from "./hausdorff.ts";
import { dice, maskOf } from "./overlap.ts";
import { cellSurfaceAreas } from "./surface_area.ts";
import type { Affine, Volume } from "./volume.ts";

const SIZE = [6, 5, 4] as const;
const AFFINE: Affine = [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0];

const anyMask = fc.uint8Array({ min: 0, max: 1, minLength: 120, maxLength: 120 })
  .map((data): Volume<Uint8Array> => ({ data, size: SIZE, affine: AFFINE }));

function placeOf(n: number): readonly [number, number, number] {
  return [n % 6, 2 * (Math.floor(n / 6) % 5), 3 * Math.floor(n / 30)];
}

Deno.test("`distanceTo()` is the distance to the nearest set voxel, spacing included", () => {
  fc.assert(fc.property(anyMask, (mask) => {
    const set = [...mask.data.keys()].filter((n) => mask.data[n] === 1).map(placeOf);
    const { data } = distanceTo(mask);
    for (let n = 0; n < data.length; n++) {
      const [x, y, z] = placeOf(n);
      const want = Math.min(...set.map(([a, b, c]) => Math.hypot(a - x, b - y, c - z)));
      assert.ok(data[n] === want || Math.abs(data[n]! - want) < 1e-5, `${n}: ${data[n]} ${want}`);
    }
  }));
});

Deno.test("Dice is symmetric, 1 for the same mask, 0 for disjoint ones, 1 for two empty ones", () => {
  fc.assert(fc.property(anyMask, anyMask, (left, right) => {
    assert.equal(dice(left, right), dice(right, left));
    assert.equal(dice(left, left), 1);
    const other = { ...left, data: left.data.map((value) => 1 - value) };
    if (left.data.includes(1)) assert.equal(dice(left, other), 0);
  }));
  const empty: Volume<Uint8Array> = { data: new Uint8Array(120), size: SIZE, affine: AFFINE };
  assert.equal(dice(empty, empty), 1);
  const other: Volume<Uint8Array> = { ...empty, size: [5, 6, 4] };
  assert.throws(() => dice(empty, other), { code: "geometry_unusable" });
});

Deno.test("HD95 is 0 for the same mask, the shift for a shifted block, NaN for an empty one", () => {
  const block = (from: number): Volume<Uint8Array> => {
    const data = new Uint8Array(20 * 20 * 20);
    for (let k = 5; k < 12; k++) {
      for (let j = 5; j < 12; j++) {
        for (let i = from; i < from + 7; i++) data[i + 20 * (j + 20 * k)] = 1;
      }
    }
    return { data, size: [20, 20, 20], affine: [1.5, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 1.5, 0] };
  };
  assert.equal(hausdorff95(block(5), block(5)), 0);
  assert.equal(hausdorff95(block(5), block(7)), 3);
  assert.ok(Number.isNaN(hausdorff95(block(5), { ...block(5), data: new Uint8Array(8000) })));
});

Deno.test("areas of surface cells: patterns by size, symmetric, and those of the published table", () => {
  const areas = cellSurfaceAreas([1, 1, 1]);
  const known: Record<string, number> = {};
  areas.forEach((area, pattern) => {
    assert.ok(Math.abs(area - areas[255 - pattern]!) < 1e-12 || corners(pattern) === 4);
    const key = `${corners(pattern)} corners, ${area.toFixed(4)}`;
    known[key] = (known[key] ?? 0) + 1;
  });
  assert.deepEqual(known, {
    "0 corners, 0.0000": 1,
    "1 corners, 0.2165": 8,
    "2 corners, 0.4330": 16,
    "2 corners, 0.7071": 12,
    "3 corners, 0.6495": 8,
    "3 corners, 0.9236": 24,
    "3 corners, 1.1495": 24,
    "4 corners, 0.8660": 2,
    "4 corners, 1.0000": 6,
    "4 corners, 1.2990": 8,
    "4 corners, 1.3660": 24,
    "4 corners, 1.4142": 6,
    "4 corners, 1.5731": 24,
    "5 corners, 0.6495": 8,
    "5 corners, 0.9236": 24,
    "5 corners, 1.1495": 24,
    "6 corners, 0.4330": 16,
    "6 corners, 0.7071": 12,
    "7 corners, 0.2165": 8,
    "8 corners, 0.0000": 1,
  });
  const flat = cellSurfaceAreas([2, 3, 5]);
  assert.equal(flat[0b00001111], 6);
  assert.equal(flat[0b01010101], 15);
});

function corners(pattern: number): number {
  return [0, 1, 2, 3, 4, 5, 6, 7].filter((corner) => (pattern >> corner) & 1).length;
}

interface Reference {
  readonly ref: string;
  readonly pred: string;
  readonly region: "WT" | "TC" | "ET";
  readonly dice: number;
  readonly hd95: number;
}

const REGIONS = { WT: [1, 2, 4], TC: [1, 4], ET: [4] } as const;

caseTest(
  "five algorithms against their fusion: Dice and HD95 as computed elsewhere",
  ["TCGA-FG-6692/seg_mav.nii.gz", "../references/ref_metrics.json"],
  async (folder) => {
    const text = await Deno.readTextFile(`${folder}/../references/ref_metrics.json`);
    const known = new Map<string, Volume<Uint8Array>>();
    for (const row of JSON.parse(text) as Reference[]) {
      for (const path of [row.ref, row.pred]) {
        if (known.has(path)) continue;
        const volume = await readNifti(await Deno.readFile(`${folder}/${path}`));
        known.set(path, { ...volume, data: Uint8Array.from(volume.data) });
      }
      const left = maskOf(known.get(row.ref)!, REGIONS[row.region]);
      const right = maskOf(known.get(row.pred)!, REGIONS[row.region]);
      const label = `${row.pred} ${row.region}`;
      assert.ok(Math.abs(dice(left, right) - row.dice) < 1e-12, label);
      assert.ok(Math.abs(hausdorff95(left, right) - row.hd95) < 1e-5, label);
    }
  },
);
