import assert from "node:assert/strict";
import fc from "fast-check";
import { position, type Volume } from "../volume/volume.ts";
import { turnBack, turnUpright } from "./turn_upright.ts";

type Row = [number, number, number];

/** A volume of 3 x 4 x 5 voxels whose axes run along permuted, mirrored and slightly tilted axes. */
const volumes = fc.record({
  order: fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]),
  signs: fc.array(fc.constantFrom(-1, 1), { minLength: 3, maxLength: 3 }),
  tilt: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
}).map(({ order, signs, tilt }): Volume<Float32Array> => {
  const entry = (patient: number, axis: number) =>
    order[axis] === patient
      ? (signs[axis] as number) * (axis + 1)
      : order[axis] === (patient + 1) % 3
      ? tilt
      : 0;
  const row = (patient: number) => [0, 1, 2].map((axis) => entry(patient, axis));
  const [[a, b, c], [d, e, f], [g, h, i]] = [row(0), row(1), row(2)] as [Row, Row, Row];
  return {
    data: Float32Array.from({ length: 60 }, (_, n) => n),
    size: [3, 4, 5],
    affine: [a, b, c, 5, d, e, f, -7, g, h, i, 11],
  };
});

Deno.test("turnUpright() puts the first voxel to the right, to anterior, to the feet", () => {
  fc.assert(fc.property(volumes, (volume) => {
    const { data, size } = turnUpright(volume);
    const at = (n: number) => {
      const source = data[n] as number;
      return position(
        volume.affine,
        source % 3,
        Math.floor(source / 3) % 4,
        Math.floor(source / 12),
      );
    };
    const [first, x, y, z] = [at(0), at(1), at(size[0]), at(size[0] * size[1])];
    assert.ok(x[0] > first[0] && y[1] > first[1] && z[2] > first[2]);
  }));
});

Deno.test("turnBack() undoes turnUpright()", () => {
  fc.assert(fc.property(volumes, (volume) => {
    const upright = turnUpright(volume);
    assert.deepEqual(turnBack(upright.data, upright), volume.data);
  }));
});
