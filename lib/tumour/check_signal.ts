import { Fault } from "../fault/fault.ts";
import type { Sequence } from "../models/manifest_input.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";
import { tissueThreshold } from "./foreground.ts";
import type { SequenceVolumes } from "./prepare.ts";

/** Less tissue than this is no brain. */
const LEAST_ML = 50;
/** Sum of the negative values over that of the positive ones; interpolation leaves a few thousandths. */
const MOST_NEGATIVE = 0.2;
/** Share of the tissue that has one single value, from which an image is a mask. */
const FLAT = 0.95;
/** Share of the voxels on the six faces that a constant background has. */
const BACKGROUND = 0.5;

/**
 * Subtracts, IN PLACE, the value that most voxels on a volume's faces have: the background of an image
 * that was shifted as a whole. MR values have no unit, and all that follows takes 0 for air.
 */
export function settleBackground(volumes: SequenceVolumes): void {
  for (const volume of new Set(Object.values(volumes))) {
    const background = commonest(faceValues(volume));
    if (background.value === 0 || background.share < BACKGROUND) continue;
    const { data } = volume;
    for (let n = 0; n < data.length; n++) data[n] = data[n]! - background.value;
  }
}

/**
 * Fault `series_values_unusable`, which names sequence and values, for an image without a brain: hardly
 * any tissue, one value everywhere, or as much below 0 as above it (normalised, or wrongly shifted).
 */
export function checkSignal(volumes: SequenceVolumes): void {
  for (const [sequence, volume] of Object.entries(volumes) as [Sequence, Volume<Float32Array>][]) {
    const { data } = volume;
    const threshold = tissueThreshold(volume);
    let [lowest, highest, below, above, tissue] = [Infinity, -Infinity, 0, 0, 0];
    for (const value of data) {
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      if (value < 0) below -= value;
      else above += value;
      if (value > threshold) tissue++;
    }
    const small = tissue * voxelVolume(volume.affine) / 1000 < LEAST_ML;
    if (small || below > MOST_NEGATIVE * above || isFlat(data, threshold)) {
      const facts = { sequence, lowest: rounded(lowest), highest: rounded(highest) };
      const message =
        `${sequence} has ${tissue} voxels of tissue, ${below} below 0, ${above} above`;
      throw new Fault("series_values_unusable", message, { facts });
    }
  }
}

/** Three digits that count. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Whether the tissue has hardly more than one value; every 31st voxel is looked at. */
function isFlat(data: Float32Array, threshold: number): boolean {
  const tissue: number[] = [];
  for (let n = 0; n < data.length; n += 31) if (data[n]! > threshold) tissue.push(data[n]!);
  return commonest(Float32Array.from(tissue)).share > FLAT;
}

function commonest(values: Float32Array): { readonly value: number; readonly share: number } {
  const sorted = values.slice().sort();
  let [value, most, from] = [0, 0, 0];
  for (let n = 1; n <= sorted.length; n++) {
    if (n < sorted.length && sorted[n] === sorted[from]) continue;
    if (n - from > most) [value, most] = [sorted[from]!, n - from];
    from = n;
  }
  return { value, share: sorted.length === 0 ? 0 : most / sorted.length };
}

/** Values of the first and last slices, and of the first and last rows and columns of the others. */
function faceValues({ data, size: [ni, nj, nk] }: Volume<Float32Array>): Float32Array {
  const values: number[] = [];
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      const row = ni * (j + nj * k);
      const whole = k === 0 || k === nk - 1 || j === 0 || j === nj - 1;
      for (let i = 0; i < ni; i += whole ? 1 : Math.max(1, ni - 1)) values.push(data[row + i]!);
    }
  }
  return Float32Array.from(values);
}
