import assert from "node:assert/strict";
import fc from "fast-check";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import { ageAt } from "./age.ts";
import { codesOf, measureVolumes } from "./measure.ts";

const MORPHOLOGY = { scheme: "SCT", value: "49755003", meaning: "Altered" } as const;

function label(value: number): SegmentationOutput["labels"][number] {
  return {
    value,
    name: { en: `${value}`, ko: `${value}` },
    code: { scheme: "SCT", value: `${value}`, meaning: `label ${value}` },
    category: MORPHOLOGY,
    colour: [0, 0, 0],
  };
}

const OUTPUT: Pick<SegmentationOutput, "regions" | "labels"> = {
  regions: [
    { name: "WT", threshold: 0.5, label: 2 },
    { name: "TC", threshold: 0.5, label: 1 },
    { name: "ET", threshold: 0.5, label: 4 },
  ],
  labels: [label(1), label(2), label(4)],
};

Deno.test("`measureVolumes()` sums voxels, not rounded volumes", () => {
  const voxels = fc.integer({ min: 0, max: 2_000_000 });
  const edge = fc.double({ min: 0.3, max: 6, noNaN: true });
  fc.assert(fc.property(voxels, voxels, voxels, edge, edge, (core, oedema, enhancing, x, z) => {
    const affine = [x, 0, 0, 0, 0, x, 0, 0, 0, 0, z, 0] as const;
    const counts = new Map([[1, core], [2, oedema], [4, enhancing]]);
    const volumes = measureVolumes(counts, OUTPUT, { affine });
    const mm3 = (count: number) => Number((count * x * x * z).toFixed(6));
    const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 * Math.max(1, b);
    assert.ok(near(volumes.necrosis, mm3(core)));
    assert.ok(near(volumes.tumourCore, mm3(core + enhancing)));
    assert.ok(near(volumes.wholeTumour, mm3(core + enhancing + oedema)));
  }));
});

Deno.test("`measureVolumes()` and `codesOf()` do without classes that a pack does not draw", () => {
  const whole = { regions: OUTPUT.regions.slice(0, 1), labels: [label(2)] };
  const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] as const;
  assert.deepEqual(measureVolumes(new Map([[2, 7]]), whole, { affine }), {
    necrosis: 0,
    oedema: 7,
    enhancing: 0,
    tumourCore: 0,
    wholeTumour: 7,
  });
  assert.deepEqual(Object.keys(codesOf(whole)), ["oedema"]);
  assert.deepEqual(Object.keys(codesOf(OUTPUT)).sort(), ["enhancing", "necrosis", "oedema"]);
});

const ages: readonly (readonly [string | null, string | null, number | null])[] = [
  ["1960-01-02", "20260102", 66],
  ["19600102", "20260101", 65],
  ["1960-02-29", "2026-02-28", 65],
  ["2026-01-02", "20260102", 0],
  ["2027-01-02", "20260102", null],
  ["0000-00-00", "20260102", null],
  ["1960-02-30", "20260102", null],
  ["1960", "20260102", null],
  [null, "20260102", null],
  ["1960-01-02", null, null],
];

for (const [birth, day, age] of ages) {
  Deno.test(`somebody born ${birth} is ${age} on ${day}`, () => {
    assert.equal(ageAt(birth, day), age);
  });
}
