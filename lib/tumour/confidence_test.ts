import assert from "node:assert/strict";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import type { Volume } from "../volume/volume.ts";
import { confidenceOf } from "./confidence.ts";
import { lesionConfidence } from "./lesion_confidence.ts";

/** A row of eight voxels of 2 mm. */
function row(...values: readonly number[]): Volume<Uint8Array> {
  return {
    data: Uint8Array.from(values),
    size: [8, 1, 1],
    affine: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0],
  };
}

const RANGE = { least: 0.875, most: 0.125, share: 0.75 };
const REGIONS: SegmentationOutput["regions"] = [
  { name: "WT", threshold: 0.5, label: 2, range: RANGE },
  { name: "TC", threshold: 0.5, label: 1 },
  { name: "ET", threshold: 0.5, label: 4 },
];
const BRAIN = row(0, 1, 1, 1, 1, 1, 1, 1);
const MASKS = [
  row(0, 1, 1, 1, 0, 1, 0, 0),
  row(0, 0, 1, 1, 0, 0, 0, 0),
  row(0, 0, 0, 0, 0, 0, 0, 0),
];
const PROBABILITIES = [
  Float32Array.of(1, 0.75, 1, 1, 0.25, 0.5, 0.0625, 0),
  Float32Array.of(1, 0.25, 0.5, 1, 0, 0, 0, 0),
  Float32Array.of(1, 0, 0.25, 0, 0, 0, 0, 0),
];

function confidence() {
  return confidenceOf(MASKS, PROBABILITIES, BRAIN, { regions: REGIONS });
}

Deno.test("confidenceOf() means over what was drawn, and its own class alone", () => {
  const [whole, core, enhancing] = confidence();
  assert.deepEqual([whole?.voxels, whole?.meanProbability, whole?.sureShare], [4, 0.8125, 0.5]);
  assert.equal(whole?.evidence?.classProbability, (0.5 + 0.5) / 2);
  assert.deepEqual([core?.meanProbability, core?.evidence?.classProbability], [0.75, 0.625]);
  assert.deepEqual([enhancing?.meanProbability, enhancing?.evidence?.classProbability], [0, 0]);
});

Deno.test("confidenceOf() adds up the brain alone: largest, possible, expected and the range", () => {
  const [whole, core] = confidence();
  const { classProbability: _, ...evidence } = whole!.evidence!;
  assert.deepEqual(evidence, {
    largestProbability: 1,
    possibleMm3: 6 * 8,
    expectedMm3: 8 * 3.5625,
    range: { leastMm3: 2 * 8, mostMm3: 5 * 8, share: 0.75 },
  });
  assert.equal(core?.evidence?.range, null);
});

Deno.test("confidenceOf() leaves what is hardly possible out of the expected volume, and it in its range", () => {
  const values = Float32Array.of(1, 0.049, 0.04, 0.5, 0.5, 0.5, 0.5, 0);
  const regions: SegmentationOutput["regions"] = [
    { name: "WT", threshold: 0.9, label: 2, range: { least: 0.99, most: 0.6, share: 0.8 } },
  ];
  const [whole] = confidenceOf([row(0, 0, 0, 0, 0, 0, 0, 0)], [values], BRAIN, { regions });
  assert.equal(whole?.evidence?.expectedMm3, 8 * 2);
  assert.deepEqual(whole?.evidence?.range, { leastMm3: 0, mostMm3: 8 * 2, share: 0.8 });
});

Deno.test("lesionConfidence() lists the connected parts, the largest first", () => {
  assert.deepEqual(lesionConfidence(MASKS[0]!, PROBABILITIES[0]!), [
    { mm3: 24, meanProbability: 2.75 / 3, largestProbability: 1 },
    { mm3: 8, meanProbability: 0.5, largestProbability: 0.5 },
  ]);
  const drops = { data: new Uint8Array(90), size: [90, 1, 1] as const, affine: BRAIN.affine };
  drops.data.forEach((_, n) => drops.data[n] = n % 2);
  assert.equal(lesionConfidence(drops, new Float32Array(90)).length, 20);
});
