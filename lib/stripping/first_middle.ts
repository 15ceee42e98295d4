import type { Middle } from "./network_grid.ts";
import type { Upright } from "./turn_upright.ts";

/** Share of the 99th percentile above which a voxel belongs to the head. */
const HEAD_SHARE = 0.12;
/** mm2 of head that a slice must show to count as the top of the head. */
const LEAST_AREA = 3000;
/** mm below the top that the middle in x and y is taken from. */
const UPPER_PART = 110;
const SAMPLES = 200_000;

/**
 * Where the middle of the brain should be, by rule: `topToMiddle` mm below the top of the head, in
 * the middle of the head's upper part. Good to 2 or 3 cm; the network then finds its own place.
 */
export function firstMiddle({ data, size, steps }: Upright, topToMiddle: number): Middle {
  const [nx, ny, nz] = size;
  const threshold = HEAD_SHARE * percentile99(data);
  const rows = Array.from({ length: nz }, () => new Float64Array(ny));
  const columns = Array.from({ length: nz }, () => new Float64Array(nx));
  let n = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        if (!((data[n++] as number) > threshold)) continue;
        rows[z]![y]!++;
        columns[z]![x]!++;
      }
    }
  }
  const least = LEAST_AREA / (steps[0] * steps[1]);
  const top = rows.findLastIndex((slice) => slice.reduce((sum, count) => sum + count, 0) > least);
  if (top === -1) {
    return [(nx - 1) * steps[0] / 2, (ny - 1) * steps[1] / 2, (nz - 1) * steps[2] / 2];
  }
  const low = Math.max(0, Math.trunc(top - UPPER_PART / steps[2]));
  return [
    meanIndex(columns.slice(low, top + 1)) * steps[0],
    meanIndex(rows.slice(low, top + 1)) * steps[1],
    (top + 0.5) * steps[2] - topToMiddle,
  ];
}

function meanIndex(profiles: readonly Float64Array[]): number {
  let [sum, total] = [0, 0];
  for (const profile of profiles) {
    profile.forEach((count, n) => {
      sum += n * count;
      total += count;
    });
  }
  return sum / Math.max(1, total);
}

function percentile99(data: Float32Array): number {
  const stride = Math.max(1, Math.floor(data.length / SAMPLES));
  const samples = new Float32Array(Math.ceil(data.length / stride));
  for (let n = 0; n < samples.length; n++) samples[n] = data[n * stride] as number;
  samples.sort();
  return samples[Math.floor(0.99 * (samples.length - 1))] ?? 0;
}
