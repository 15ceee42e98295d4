import assert from "node:assert/strict";
import fc from "fast-check";
import { compose, invert } from "./affine.ts";
import { axialGrid, resampleNearest, resampleTrilinear } from "./resample.ts";
import { type Affine, position, type Volume } from "./volume.ts";

/** Rotation by angles a, b, c (radians) times spacing, then a shift: any oblique affine. */
function oblique(a: number, b: number, c: number, s: readonly number[], t: readonly number[]) {
  const about = (axis: number, angle: number): Affine => {
    const [p, q] = [Math.cos(angle), Math.sin(angle)];
    if (axis === 0) return [1, 0, 0, 0, 0, p, -q, 0, 0, q, p, 0];
    if (axis === 1) return [p, 0, q, 0, 0, 1, 0, 0, -q, 0, p, 0];
    return [p, -q, 0, 0, q, p, 0, 0, 0, 0, 1, 0];
  };
  const turn = compose(about(0, a), compose(about(1, b), about(2, c)));
  const placed: Affine = [s[0]!, 0, 0, 0, 0, s[1]!, 0, 0, 0, 0, s[2]!, 0];
  const shift: Affine = [1, 0, 0, t[0]!, 0, 1, 0, t[1]!, 0, 0, 1, t[2]!];
  return compose(shift, compose(turn, placed));
}

const angle = fc.double({ min: -3, max: 3, noNaN: true });
const edge = fc.double({ min: 0.4, max: 6, noNaN: true });
const shift = fc.double({ min: -200, max: 200, noNaN: true });
const anyAffine = fc
  .tuple(angle, angle, angle, fc.tuple(edge, edge, edge), fc.tuple(shift, shift, shift))
  .map(([a, b, c, s, t]) => oblique(a, b, c, s, t));
const anySize = fc.tuple(
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 5 }),
);

function counting(size: readonly [number, number, number], affine: Affine): Volume<Float32Array> {
  const data = Float32Array.from({ length: size[0] * size[1] * size[2] }, (_, n) => n * 1.5 - 3);
  return { data, size, affine };
}

Deno.test("resampling onto the volume's own grid gives the very values, however oblique", () => {
  fc.assert(fc.property(anySize, anyAffine, (size, affine) => {
    const source = counting(size, affine);
    assert.deepEqual(resampleTrilinear(source, source).data, source.data);
    assert.deepEqual(resampleNearest(source, source).data, source.data);
  }));
});

Deno.test("`invert()` undoes the affine at any voxel", () => {
  fc.assert(fc.property(anyAffine, shift, shift, shift, (affine, i, j, k) => {
    const [x, y, z] = position(affine, i, j, k);
    const back = position(invert(affine), x, y, z);
    for (const [n, want] of [i, j, k].entries()) assert.ok(Math.abs(back[n]! - want) < 1e-6);
  }));
});

Deno.test("trilinear reproduces a linear function of patient space on another oblique grid", () => {
  const field = ([x, y, z]: readonly number[]) => 2 * x! - 0.5 * y! + 3 * z! + 7;
  const affine = oblique(0.3, -0.2, 0.5, [1, 1.2, 2.5], [-20, 10, 5]);
  const size = [24, 20, 12] as const;
  const source: Volume<Float32Array> = { data: new Float32Array(24 * 20 * 12), size, affine };
  for (let n = 0; n < source.data.length; n++) {
    const [i, j, k] = [n % 24, Math.floor(n / 24) % 20, Math.floor(n / 480)];
    source.data[n] = field(position(affine, i, j, k));
  }
  const centre = position(affine, 12, 10, 6);
  const grid = {
    size: [5, 5, 5] as const,
    affine: oblique(-0.4, 0.1, 0.2, [0.7, 0.7, 0.7], centre),
  };
  const got = resampleTrilinear(source, grid);
  for (let n = 0; n < got.data.length; n++) {
    const at = position(grid.affine, n % 5, Math.floor(n / 5) % 5, Math.floor(n / 25));
    assert.ok(Math.abs(got.data[n]! - field(at)) < 1e-3, `voxel ${n}`);
  }
});

Deno.test("beyond half a voxel from the border the outside value stands", () => {
  const source = counting([2, 2, 2], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  const line = {
    size: [6, 1, 1] as const,
    affine: [0.45, 0, 0, -0.9, 0, 1, 0, 0, 0, 0, 1, 0] as const,
  };
  // x = -0.9, -0.45, 0, 0.45, 0.9, 1.35
  const got = Array.from(resampleTrilinear(source, line, -99).data);
  const want = [-99, -3, -3, -3 + 0.45 * 1.5, -3 + 0.9 * 1.5, -1.5];
  for (const [n, value] of want.entries()) assert.ok(Math.abs(got[n]! - value) < 1e-5);
  assert.deepEqual(Array.from(resampleNearest(source, line, 7).data), [7, -3, -3, -3, -1.5, -1.5]);
});

Deno.test("`axialGrid()` covers every voxel of the grid it is made from", () => {
  fc.assert(fc.property(anySize, anyAffine, edge, (size, affine, mm) => {
    const grid = axialGrid({ size, affine }, mm);
    const back = invert(grid.affine);
    for (const corner of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const at = [0, 1, 2].map((axis) => (corner >> axis) & 1 ? size[axis]! - 1 : 0);
      const index = position(back, ...position(affine, at[0]!, at[1]!, at[2]!));
      for (const [axis, value] of index.entries()) {
        assert.ok(value > -1e-3 && value < grid.size[axis]! - 1 + 1e-3);
      }
    }
  }));
});
