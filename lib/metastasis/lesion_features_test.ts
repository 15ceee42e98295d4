import assert from "node:assert/strict";
import { phantomGrid, phantomTruth } from "../../tests/accuracy/phantom.ts";
import type { Volume } from "../volume/volume.ts";
import { CASE_SCHEMA } from "./case.ts";
import { caseLesions, lesionFeatures } from "./lesion_features.ts";
import { longestDiameter } from "./longest_diameter.ts";

/** 20 mm cubes of 1 mm voxels with the given labels at the given boxes [low, high). */
function labels(
  boxes: readonly (readonly [label: number, low: number, high: number])[],
): Volume<Uint8Array> {
  const data = new Uint8Array(40 ** 3);
  for (const [label, low, high] of boxes) {
    for (let k = low; k < high; k++) {
      for (let j = low; j < high; j++) {
        data.fill(label, low + 40 * (j + 40 * k), high + 40 * (j + 40 * k));
      }
    }
  }
  return { data, size: [40, 40, 40], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] };
}

Deno.test("lesionFeatures() counts nothing in an empty map", () => {
  assert.deepEqual(lesionFeatures(labels([])), {
    lesionCount: 0,
    foci: 0,
    t2Connected: null,
    largestDiameterMm: null,
    diameterRatio: null,
    areaRatio: null,
    volumeRatio: null,
  });
});

Deno.test("lesionFeatures() counts cores that touch at a corner as one, apart as two", () => {
  assert.equal(lesionFeatures(labels([[4, 2, 8], [4, 8, 14]])).lesionCount, 1);
  assert.equal(lesionFeatures(labels([[4, 2, 8], [4, 9, 15]])).lesionCount, 2);
});

Deno.test("lesionFeatures() tells cores that one oedema joins from cores apart", () => {
  const counts = (map: Volume<Uint8Array>) => {
    const { lesionCount, foci, t2Connected } = lesionFeatures(map);
    return [lesionCount, foci, t2Connected];
  };
  assert.deepEqual(counts(labels([[2, 1, 21], [4, 2, 8], [4, 14, 20]])), [1, 2, true]);
  assert.deepEqual(counts(labels([[2, 1, 9], [4, 2, 8], [4, 20, 26]])), [2, 2, false]);
  assert.deepEqual(counts(labels([[2, 1, 21], [4, 2, 8], [4, 14, 20], [4, 30, 36]])), [2, 3, true]);
  assert.deepEqual(counts(labels([[4, 2, 8]])), [1, 1, null]);
});

Deno.test("lesionFeatures() takes pieces of a core near each other in one oedema for one core", () => {
  const pieces = labels([[2, 1, 20], [4, 2, 8], [4, 10, 16]]);
  assert.deepEqual([lesionFeatures(pieces).foci, lesionFeatures(pieces).t2Connected], [1, null]);
  const apart = labels([[4, 2, 8], [4, 10, 16]]);
  assert.deepEqual([lesionFeatures(apart).foci, lesionFeatures(apart).t2Connected], [2, false]);
});

Deno.test("lesionFeatures() gives the longest diameter of the largest core", () => {
  const { largestDiameterMm } = lesionFeatures(labels([[2, 1, 30], [4, 2, 8], [4, 14, 24]]));
  assert.ok(Math.abs((largestDiameterMm ?? 0) - 9 * Math.sqrt(3)) < 0.2);
});

Deno.test("lesionFeatures() does not count specks, but a finding of specks is one lesion", () => {
  assert.equal(lesionFeatures(labels([[4, 2, 8], [4, 20, 22]])).lesionCount, 1);
  assert.equal(lesionFeatures(labels([[4, 20, 22]])).lesionCount, 1);
});

Deno.test("lesionFeatures() counts the whole tumour where there is no core", () => {
  const { lesionCount, areaRatio, diameterRatio, volumeRatio } = lesionFeatures(
    labels([[2, 2, 10], [2, 20, 30]]),
  );
  assert.deepEqual([lesionCount, areaRatio, diameterRatio, volumeRatio], [2, null, null, null]);
});

Deno.test("lesionFeatures() measures the phantom: diameters 44 and 28, areas and volumes", () => {
  const found = lesionFeatures(phantomTruth(phantomGrid(1)));
  assert.equal(found.lesionCount, 1);
  assert.ok(Math.abs((found.diameterRatio ?? 0) - 22 / 14) < 0.03, `${found.diameterRatio}`);
  assert.ok(
    Math.abs((found.areaRatio ?? 0) - (22 ** 2 / 14 ** 2 - 1)) < 0.05,
    `${found.areaRatio}`,
  );
  assert.ok(Math.abs((found.volumeRatio ?? 0) - (22 ** 3 / 14 ** 3 - 1)) < 0.1);
});

Deno.test("whatever lesionFeatures() measures, a case takes: a speck in much oedema", () => {
  const lesions = caseLesions(lesionFeatures(labels([[2, 0, 40], [4, 20, 21]])));
  assert.equal(lesions.areaRatio, 1599);
  assert.deepEqual(CASE_SCHEMA.parse({ format: 1, lesions }).lesions, lesions);
  for (const areaRatio of [-1, Infinity, NaN, 1e30]) {
    assert.equal(
      CASE_SCHEMA.safeParse({ format: 1, lesions: { foci: 1, areaRatio } }).success,
      false,
    );
  }
});

Deno.test("longestDiameter() finds the diagonal of a box and 0 for nothing", () => {
  const box = labels([[1, 5, 25]]);
  assert.ok(Math.abs(longestDiameter(box) - 19 * Math.sqrt(3)) < 0.01 * 19 * Math.sqrt(3));
  assert.equal(longestDiameter(labels([])), 0);
});
