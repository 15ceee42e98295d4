import type { Volume } from "../volume/volume.ts";

/** Values that the percentile is taken from; more do not move it and cost a sort. */
const SAMPLES = 100_000;

/**
 * Intensity above which a voxel shows tissue: 1 % of the 98th percentile of the positive values.
 * Stripped images are 0 outside the brain, but interpolation leaves small values of either sign.
 * Infinity for an image without positive values.
 */
export function tissueThreshold({ data }: Volume<Float32Array>): number {
  const stride = Math.max(1, Math.floor(data.length / SAMPLES));
  const samples = Float32Array.from(
    { length: Math.floor(data.length / stride) },
    (_, n) => data[n * stride] as number,
  );
  const positive = samples.filter((value) => value > 0).sort();
  if (positive.length === 0) return Infinity;
  return 0.01 * (positive[Math.floor(0.98 * (positive.length - 1))] as number);
}
