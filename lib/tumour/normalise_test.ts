import assert from "node:assert/strict";
import { boundsOf, brainMask } from "./brain_mask.ts";
import { normalise } from "./normalise.ts";

Deno.test("normalise() clips for the statistics, not for the values, and clears outside", () => {
  // 0..100 inside; percentiles 10 and 90 clip the statistics to 10..90.
  const image = Float32Array.from({ length: 102 }, (_, n) => n === 101 ? 7777 : n);
  const mask = new Uint8Array(102).fill(1);
  mask[101] = 0;
  normalise(image, mask, { clipPercentiles: [10, 90], zScore: true, clamp: [-1.5, 9] });
  const clipped = Array.from({ length: 101 }, (_, n) => Math.max(10, Math.min(90, n)));
  const deviation = Math.sqrt(clipped.reduce((sum, one) => sum + (one - 50) ** 2, 0) / 101);
  assert.ok(Math.abs(image[100]! - 50 / deviation) < 1e-5);
  assert.equal(image[0], -1.5);
  assert.equal(image[101], 0);
});

Deno.test("normalise() does not divide by zero in a flat image", () => {
  const image = new Float32Array(10).fill(3);
  normalise(image, new Uint8Array(10).fill(1), {
    clipPercentiles: null,
    zScore: true,
    clamp: [-4, 7],
  });
  assert.ok(image.every((value) => value === 0));
});

Deno.test("brainMask() asks enough sequences, takes the largest part and fills its holes", () => {
  const size = [12, 12, 12] as const;
  const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] as const;
  const at = (i: number, j: number, k: number) => i + 12 * (j + 12 * k);
  const image = () => {
    const data = new Float32Array(12 ** 3);
    for (let k = 1; k < 8; k++) {
      for (let j = 1; j < 8; j++) data.fill(5, at(1, j, k), at(8, j, k));
    }
    return { data, size, affine };
  };
  const images = [image(), image(), image(), image()];
  for (const { data } of images) data[at(4, 4, 4)] = 0;
  for (const { data } of images.slice(0, 2)) data.fill(5, at(10, 10, 10), at(12, 10, 10));
  const rule = { positive: 3, open: false, largest: true, fillHoles: true };
  const mask = brainMask(images, rule);
  assert.deepEqual(boundsOf(mask), [[1, 7], [1, 7], [1, 7]]);
  assert.equal(mask.data.reduce((sum, value) => sum + value, 0), 343);
});
