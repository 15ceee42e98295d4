import assert from "node:assert/strict";
import type { SlicesInput } from "../models/manifest_input.ts";
import { slicesTensor } from "./predict_slices.ts";
import type { Prepared } from "./prepare.ts";

const INPUT: SlicesInput = {
  kind: "slices-2.5d",
  tensor: "image",
  channels: ["FLAIR", "T1c"],
  spacing: 2,
  orientation: "LPS",
  stripped: true,
  aligned: true,
  mask: { positive: 1, open: false, largest: false, fillHoles: false },
  normalisation: { clipPercentiles: null, zScore: false, clamp: null },
  flips: [],
  neighbours: [-4, 0, 4],
  position: ["below-top", "rows", "columns"],
  positionScale: 10,
  window: [4, 6],
  batch: 2,
};
const [NI, NJ, NK] = [5, 3, 4];

/** Voxel values that tell where they come from: sequence, k, j, i as digits. */
function prepared(): Prepared {
  const image = (sequence: number) =>
    Float32Array.from({ length: NI * NJ * NK }, (_, n) => {
      const [i, j, k] = [n % NI, Math.floor(n / NI) % NJ, Math.floor(n / (NI * NJ))];
      return 1000 * sequence + 100 * k + 10 * j + i;
    });
  const affine = [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0] as const;
  const size = [NI, NJ, NK] as const;
  return {
    grid: { size, affine },
    channels: [image(1), image(2)],
    mask: { data: new Uint8Array(NI * NJ * NK).fill(1), size, affine },
    bounds: [[0, 4], [0, 2], [0, 3]],
  };
}

function plane(data: Float32Array, channel: number): number[][] {
  const [rows, columns] = INPUT.window;
  return Array.from({ length: rows }, (_, row) => {
    const from = (channel * rows + row) * columns;
    return [...data.subarray(from, from + columns)];
  });
}

Deno.test("slicesTensor() puts sequence after sequence, neighbours in mm, clamped, zero padded", () => {
  // The window starts one row above the image and one column into it.
  const { data, shape } = slicesTensor(prepared(), INPUT, [-1, 1], [1]);
  assert.deepEqual(shape, [1, 2 * 3 + 3, 4, 6]);
  const slice = (sequence: number, k: number) => [
    [0, 0, 0, 0, 0, 0],
    ...[0, 1, 2].map((j) => [
      ...[1, 2, 3, 4].map((i) => 1000 * sequence + 100 * k + 10 * j + i),
      0,
      0,
    ]),
  ];
  // 4 mm are two slices: below slice 1 that is clamped to 0, above it is 3.
  assert.deepEqual(
    [0, 1, 2].map((channel) => plane(data, channel)),
    [0, 1, 3].map((k) => slice(1, k)),
  );
  assert.deepEqual(
    [3, 4, 5].map((channel) => plane(data, channel)),
    [0, 1, 3].map((k) => slice(2, k)),
  );
});

Deno.test("slicesTensor() says where a voxel lies in units of the position scale", () => {
  const { data } = slicesTensor(prepared(), INPUT, [-1, 1], [1]);
  const close = (found: number[], wanted: number[]) =>
    found.forEach((value, n) => assert.ok(Math.abs(value - wanted[n]!) < 1e-6, `${found}`));
  // Two slices of 2 mm below the top one, over 10 mm.
  close(plane(data, 6)[0]!, [0.4, 0.4, 0.4, 0.4, 0.4, 0.4]);
  // Rows -1..2 against the middle row 1; columns 1..6 against the middle column 2, without sign.
  close(plane(data, 7).map((row) => row[0]!), [-0.4, -0.2, 0, 0.2]);
  close(plane(data, 8)[0]!, [0.2, 0, 0.2, 0.4, 0.6, 0.8]);
});
