import assert from "node:assert/strict";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import type { Grid } from "../volume/resample.ts";
import { decideRegions, labelsOf } from "./decide.ts";
import { labelsOnSource } from "./to_source_grid.ts";

type Rule = Pick<SegmentationOutput, "regions" | "components">;

const REGIONS: SegmentationOutput["regions"] = [
  { name: "WT", threshold: 0.5, label: 2 },
  { name: "TC", threshold: 0.5, label: 1 },
  { name: "ET", threshold: 0.4, label: 4 },
];
const RULE: Rule = {
  regions: REGIONS,
  components: { sizes: [{ fromMm3: 4, sureCore: 0.8 }], sureMean: 1, fillCore: true },
};
/** 20 x 7 x 3 voxels of 1 mm. */
const GRID: Grid = { size: [20, 7, 3], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
const VOXELS = 20 * 7 * 3;

function empty(): Float32Array {
  return new Float32Array(VOXELS);
}

function box(values: Float32Array, [i0, i1]: [number, number], value: number, rows = [1, 5]): void {
  for (let k = 0; k < 3; k++) {
    for (let j = rows[0]!; j <= rows[1]!; j++) {
      values.fill(value, i0 + 20 * (j + 7 * k), i1 + 1 + 20 * (j + 7 * k));
    }
  }
}

function columnsOf(data: Uint8Array): number[] {
  return [...new Set([...data.keys()].filter((n) => data[n] !== 0).map((n) => n % 20))].sort((
    a,
    b,
  ) => a - b);
}

Deno.test("decideRegions() keeps each region inside the one before it", () => {
  const [wt, tc, et] = [empty(), empty(), empty()];
  box(wt, [2, 9], 0.99);
  box(tc, [5, 14], 0.9);
  box(et, [8, 18], 0.45);
  const masks = decideRegions([wt, tc, et], GRID, RULE);
  assert.deepEqual(masks.map(({ data }) => columnsOf(data)), [
    [2, 3, 4, 5, 6, 7, 8, 9],
    [5, 6, 7, 8, 9],
    [8, 9],
  ]);
  const labels = labelsOf(masks, RULE).data;
  assert.deepEqual([labels[2 + 20 * 8], labels[6 + 20 * 8], labels[8 + 20 * 8]], [2, 1, 4]);
});

Deno.test("decideRegions() takes away components without a sure core, and small ones", () => {
  const [wt, tc] = [empty(), empty()];
  box(wt, [0, 4], 0.6);
  tc[2 + 20 * (3 + 7)] = 0.81;
  box(wt, [7, 8], 0.99);
  box(tc, [7, 8], 0.79);
  box(wt, [10, 10], 0.99, [3, 3]);
  box(tc, [10, 10], 0.99, [3, 3]);
  const [mask] = decideRegions([wt, tc, empty()], GRID, RULE);
  assert.deepEqual(columnsOf(mask!.data), [0, 1, 2, 3, 4]);
});

Deno.test("decideRegions() keeps a component that is sure as a whole, whatever its core", () => {
  const wt = empty();
  box(wt, [0, 4], 0.86);
  box(wt, [7, 11], 0.84);
  box(wt, [8, 8], 0.99, [3, 3]);
  box(wt, [14, 14], 0.99, [3, 3]);
  const components = { ...RULE.components!, sureMean: 0.85 };
  const [mask] = decideRegions([wt, empty(), empty()], GRID, { regions: REGIONS, components });
  assert.deepEqual(columnsOf(mask!.data), [0, 1, 2, 3, 4]);
});

Deno.test("decideRegions() asks a large component for more than a small one", () => {
  const [wt, tc] = [empty(), empty()];
  box(wt, [0, 1], 0.6, [2, 3]);
  tc[20 * (3 + 7)] = 0.75;
  box(wt, [5, 6], 0.6, [2, 3]);
  tc[5 + 20 * (3 + 7)] = 0.65;
  box(wt, [9, 12], 0.6);
  tc[9 + 20 * (3 + 7)] = 0.85;
  box(wt, [15, 18], 0.6);
  tc[15 + 20 * (3 + 7)] = 0.95;
  const sizes = [{ fromMm3: 4, sureCore: 0.7 }, { fromMm3: 60, sureCore: 0.9 }];
  const components = { sizes, sureMean: 1, fillCore: false };
  const [mask] = decideRegions([wt, tc, empty()], GRID, { regions: REGIONS, components });
  assert.deepEqual(columnsOf(mask!.data), [0, 1, 15, 16, 17, 18]);
});

Deno.test("decideRegions() goes by the only region where there is no core", () => {
  const wt = empty();
  box(wt, [0, 4], 0.81);
  box(wt, [7, 10], 0.79);
  const rule = { ...RULE, regions: [REGIONS[0]!] };
  const [mask] = decideRegions([wt], GRID, rule);
  assert.deepEqual(columnsOf(mask!.data), [0, 1, 2, 3, 4]);
});

Deno.test("decideRegions() fills the core slice by slice and adds it to the whole", () => {
  const [wt, tc] = [empty(), empty()];
  box(wt, [2, 10], 0.99);
  box(tc, [2, 10], 0.99);
  box(wt, [5, 6], 0.1, [3, 3]);
  box(tc, [5, 6], 0.1, [3, 3]);
  const [whole, core] = decideRegions([wt, tc, empty()], GRID, RULE);
  assert.equal(core!.data[5 + 20 * (3 + 7)], 1);
  assert.equal(whole!.data[5 + 20 * (3 + 7)], 1);
});

Deno.test("decideRegions() without a component rule is thresholds and nesting only", () => {
  const wt = empty();
  wt[50] = 0.51;
  const [mask] = decideRegions([wt, empty(), empty()], GRID, { ...RULE, components: null });
  assert.equal(mask!.data.reduce((sum, value) => sum + value, 0), 1);
});

Deno.test("labelsOnSource() interpolates what the clean-up left, and nothing that it took away", () => {
  const wt = empty();
  box(wt, [0, 4], 0.99);
  box(wt, [12, 13], 0.7);
  const tc = empty();
  tc[1 + 20 * (3 + 7)] = 0.9;
  const probabilities = [wt, tc, empty()];
  const masks = decideRegions(probabilities, GRID, RULE);
  const fine: Grid = { size: [40, 14, 6], affine: [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0] };
  const { data, size } = labelsOnSource(masks, probabilities, fine, RULE);
  assert.deepEqual(size, fine.size);
  const columns = new Set([...data.keys()].filter((n) => data[n] !== 0).map((n) => n % 40));
  assert.equal(Math.max(...columns), 8, "0.99 falls to one half between columns 4 and 5");
});
