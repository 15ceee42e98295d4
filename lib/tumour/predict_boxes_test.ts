import assert from "node:assert/strict";
import fc from "fast-check";
import { mirrored } from "./ask_network.ts";
import { patchBoxes } from "./predict_boxes.ts";

Deno.test("patchBoxes() cover every voxel of the bounds, whatever they are", () => {
  const span = fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 0, max: 90 }))
    .map(([first, length]) => [first, first + length] as const);
  const extent = fc.integer({ min: 4, max: 40 });
  fc.assert(fc.property(
    fc.tuple(span, span, span),
    fc.tuple(extent, extent, extent),
    fc.double({ min: 0, max: 0.9, noNaN: true }),
    (bounds, patch, overlap) => {
      const boxes = patchBoxes(bounds, { patch, overlap });
      for (const axis of [0, 1, 2] as const) {
        const covered = boxes.map(({ start, size }) => [start[axis], start[axis] + size[axis]]);
        for (let index = bounds[axis][0]; index <= bounds[axis][1]; index++) {
          assert.ok(
            covered.some(([from, to]) => index >= from! && index < to!),
            `${axis} ${index}`,
          );
        }
      }
    },
  ));
});

Deno.test("mirrored() turns one axis and twice gives the tensor back", () => {
  const tensor = { data: Float32Array.from({ length: 24 }, (_, n) => n), shape: [1, 2, 3, 4] };
  assert.deepEqual([...mirrored(tensor, "x").data.slice(0, 4)], [3, 2, 1, 0]);
  assert.deepEqual([...mirrored(tensor, "y").data.slice(0, 4)], [8, 9, 10, 11]);
  for (const axis of ["x", "y", "z"] as const) {
    assert.deepEqual(mirrored(mirrored(tensor, axis), axis), tensor);
  }
});
