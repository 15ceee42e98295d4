import assert from "node:assert/strict";
import fc from "fast-check";
import { backToSamples, mixAlong, ontoPlaces } from "./weigh_samples.ts";

const PLACES = { count: 48, step: 2 };
const axes = fc.record({
  count: fc.integer({ min: 2, max: 80 }),
  step: fc.double({ min: 0.4, max: 8, noNaN: true }),
});
const middles = fc.double({ min: -60, max: 200, noNaN: true });

Deno.test("weights sum to 1 in view and are empty out of view", () => {
  fc.assert(fc.property(axes, middles, (axis, middle) => {
    for (
      const { inside, weights } of [
        ontoPlaces(axis, PLACES, middle),
        backToSamples(axis, PLACES, middle),
      ]
    ) {
      weights.forEach((row, n) => {
        const total = row.reduce((sum, weight) => sum + weight, 0);
        assert.ok(inside[n] ? Math.abs(total - 1) < 1e-9 : row.length === 0);
        assert.ok(row.every((weight) => weight >= 0));
      });
    }
  }));
});

Deno.test("a straight line stays straight there and back, away from the ends", () => {
  fc.assert(fc.property(axes, fc.double({ min: 10, max: 40, noNaN: true }), (axis, middle) => {
    const line = Float32Array.from({ length: axis.count }, (_, n) => n * axis.step);
    const places = mixAlong(line, ontoPlaces(axis, PLACES, middle), 1, axis.count, 1);
    const reach = Math.max(axis.step, PLACES.step);
    places.forEach((value, n) => {
      const at = (n - 23.5) * PLACES.step + middle;
      const whole = at >= reach && at <= (axis.count - 1) * axis.step - reach;
      if (whole) assert.ok(Math.abs(value - at) < 0.6 * axis.step, `${value} at ${at}`);
    });
    const exact = Float32Array.from({ length: 48 }, (_, n) => (n - 23.5) * PLACES.step + middle);
    const back = mixAlong(exact, backToSamples(axis, PLACES, middle), 1, 48, 1);
    back.forEach((value, n) => {
      const at = n * axis.step;
      if (at >= exact[0]! && at <= exact[47]!) assert.ok(Math.abs(value - at) < 1e-3);
    });
  }));
});
