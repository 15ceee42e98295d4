import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { checkPlausible } from "./plausible_brain.ts";
import { turnUpright } from "./turn_upright.ts";

/** A scan of 60 x 70 x 60 voxels of 4 mm and an ellipsoid with these half-axes (mm) in its middle. */
function scanWith(axes: readonly [number, number, number]) {
  const size = [60, 70, 60] as const;
  const data = new Float32Array(size[0] * size[1] * size[2]);
  const scan = turnUpright({ data, size, affine: [4, 0, 0, 0, 0, 4, 0, 0, 0, 0, 4, 0] });
  const brain = Uint8Array.from(data, (_, n) => {
    const place = [n % 60, Math.floor(n / 60) % 70, Math.floor(n / 4200)];
    const square = place.reduce(
      (sum, at, axis) => sum + ((at - (size[axis]! - 1) / 2) * 4 / axes[axis]!) ** 2,
      0,
    );
    return square < 1 ? 1 : 0;
  });
  return { scan, brain };
}

function refused(axes: readonly [number, number, number]) {
  const { scan, brain } = scanWith(axes);
  try {
    checkPlausible(brain, scan, "T2");
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === "brain_implausible", String(error));
    return error.facts;
  }
  return undefined;
}

Deno.test("checkPlausible() takes brains of infants and of the largest adults", () => {
  assert.equal(refused([47, 60, 50]), undefined); // 0.59 l
  assert.equal(refused([70, 88, 78]), undefined); // 2.01 l
});

Deno.test("checkPlausible() refuses brains that are too small or too large, with their litres", () => {
  assert.deepEqual(refused([40, 50, 45]), { sequence: "T2", litres: "0.4", sides: 0 });
  assert.deepEqual(refused([78, 92, 83]), { sequence: "T2", litres: "2.5", sides: 0 });
});

Deno.test("checkPlausible() refuses what reaches three sides, but not a head cut at top and neck", () => {
  const { scan, brain } = scanWith([60, 75, 55]);
  const [nx, ny, nz] = scan.size;
  for (let z = 0; z < nz; z++) {
    for (let y = 30; y < 40; y++) for (let x = 25; x < 35; x++) brain[x + nx * (y + ny * z)] = 1;
  }
  checkPlausible(brain, scan, "T2");
  for (let z = 25; z < 35; z++) {
    for (let y = 30; y < 40; y++) for (let x = 0; x < 30; x++) brain[x + nx * (y + ny * z)] = 1;
  }
  assert.throws(() => checkPlausible(brain, scan, "T2"), { code: "brain_implausible" });
});
