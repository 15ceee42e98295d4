import assert from "node:assert/strict";
import type { Anatomy } from "./anatomy.ts";
import { renderSequence } from "./contrast.ts";
import { type GliomaDesign, growGlioma, labelLesion, pushAside } from "./glioma.ts";
import { seededRandom } from "./random.ts";

const SIZE = [60, 60, 60] as const;

/** A ball of white matter, 28 mm in radius, in the middle of the grid. */
function ball(): Anatomy {
  const count = SIZE[0] * SIZE[1] * SIZE[2];
  const depth = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    depth[n] = 28 -
      Math.hypot(n % 60 - 30, Math.floor(n / 60) % 60 - 30, Math.floor(n / 3600) - 30);
  }
  const brain = Uint8Array.from(depth, (value) => value > 0 ? 1 : 0);
  const affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] as const;
  return {
    tissue: { data: Float32Array.from(brain, (value) => value ? 2 : -1), size: SIZE, affine },
    brain: { data: brain, size: SIZE, affine },
    depth,
  };
}

const DESIGN: GliomaDesign = {
  centre: [30, 30, 30],
  radii: [10, 10, 10],
  lobulation: 0.1,
  rim: 3,
  oedema: 6,
  push: 0.3,
};

Deno.test("the same seed gives the same tumour and images, another seed others", () => {
  const render = (seed: number) => {
    const random = seededRandom(seed);
    const lesion = growGlioma(ball(), DESIGN, random);
    return renderSequence("t1c", ball(), lesion, random);
  };
  assert.deepEqual(render(1), render(1));
  assert.notDeepEqual(render(1), render(2));
});

Deno.test("the shares of a voxel never exceed the whole, and stay inside the brain", () => {
  const { necrosis, enhancing, oedema } = growGlioma(ball(), DESIGN, seededRandom(3));
  const { brain, depth } = ball();
  for (let n = 0; n < necrosis.length; n++) {
    const shares = [necrosis[n]!, enhancing[n]!, oedema[n]!];
    const sum = shares.reduce((total, share) => total + share, 0);
    assert.ok(shares.every((share) => share >= -1e-6) && sum <= 1 + 1e-6, `${shares}`);
    if (brain.data[n] === 0 && depth[n]! < -1) assert.equal(sum, 0);
  }
});

Deno.test("necrosis lies inside the enhancing rim, oedema outside it", () => {
  const labels = labelLesion(growGlioma(ball(), DESIGN, seededRandom(4)), ball().tissue);
  const distances: Record<number, number[]> = { 1: [], 2: [], 4: [] };
  labels.data.forEach((label, n) => {
    distances[label]?.push(
      Math.hypot(n % 60 - 30, Math.floor(n / 60) % 60 - 30, Math.floor(n / 3600) - 30),
    );
  });
  const mean = (label: number) => {
    const all = distances[label]!;
    assert.ok(all.length > 100, `label ${label}`);
    return all.reduce((sum, value) => sum + value, 0) / all.length;
  };
  assert.ok(mean(1) < mean(4) && mean(4) < mean(2));
});

Deno.test("mass effect moves tissue away from the tumour and leaves far tissue alone", () => {
  const anatomy = ball();
  // A plane of grey matter 8 mm beside the centre.
  for (let n = 0; n < anatomy.tissue.data.length; n++) {
    if (n % 60 >= 38 && anatomy.brain.data[n] === 1) anatomy.tissue.data[n] = 1;
  }
  const pushed = pushAside(anatomy, DESIGN).tissue.data;
  const row = 60 * (30 + 60 * 30);
  assert.equal(anatomy.tissue.data[row + 39], 1);
  assert.ok(pushed[row + 39]! > 1.9);
  assert.equal(pushed[row + 55], 1);
});

Deno.test("draws are standard normal", () => {
  const random = seededRandom(5);
  const draws = Array.from({ length: 20_000 }, () => random.normal());
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.04);
});
