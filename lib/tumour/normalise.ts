import type { SegmentationInput } from "../models/manifest_input.ts";

/**
 * Normalises one image inside a mask, in place, and sets it to 0 outside. Mean and population
 * standard deviation are taken after clipping to the percentiles; the values themselves are only
 * clamped, after the z-score (as the networks are trained).
 */
export function normalise(
  image: Float32Array,
  mask: Uint8Array,
  rule: SegmentationInput["normalisation"],
): void {
  const inside = image.filter((_, n) => mask[n] !== 0);
  const [low, high] = rule.clipPercentiles === null
    ? [-Infinity, Infinity]
    : percentiles(inside, rule.clipPercentiles);
  const { mean, deviation } = rule.zScore ? moments(inside, low, high) : { mean: 0, deviation: 1 };
  const [least, most] = rule.clamp ?? [-Infinity, Infinity];
  for (let n = 0; n < image.length; n++) {
    const value = ((image[n] as number) - mean) / deviation;
    image[n] = mask[n] === 0 ? 0 : Math.max(least, Math.min(most, value));
  }
}

/** Percentiles with linear interpolation between ranks (NumPy's default). Sorts `values`. */
function percentiles(
  values: Float32Array,
  [low, high]: readonly [number, number],
): [number, number] {
  values.sort();
  const at = (percent: number) => {
    const rank = percent / 100 * (values.length - 1);
    const below = values[Math.floor(rank)] ?? 0;
    return below + (rank % 1) * ((values[Math.ceil(rank)] ?? below) - below);
  };
  return [at(low), at(high)];
}

function moments(values: Float32Array, low: number, high: number) {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    const clipped = Math.max(low, Math.min(high, value));
    sum += clipped;
    squares += clipped * clipped;
  }
  const mean = sum / values.length;
  const variance = Math.max(0, squares / values.length - mean * mean);
  return { mean, deviation: Math.max(Math.sqrt(variance), 1e-6) };
}
