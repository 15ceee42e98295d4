import { networkChannels } from "../models/check_signature.ts";
import type { SlicesInput } from "../models/manifest_input.ts";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import type { Network } from "../onnx/network.ts";
import type { Tensor } from "../onnx/tensor.ts";
import { askNetwork } from "./ask_network.ts";
import type { Prepared } from "./prepare.ts";

/** Index of the window's first row and column in a slice (may be negative). */
type Corner = readonly [row: number, column: number];

/**
 * Runs a 2.5D network on every slice of the mask, `input.batch` slices at a time. Gives the
 * probability of each region on the model's grid, 0 outside the mask and outside the window.
 */
export async function predictSlices(
  network: Network,
  prepared: Prepared,
  input: SlicesInput,
  output: SegmentationOutput,
  onProgress: (fraction: number) => void,
): Promise<Float32Array[]> {
  const [first, last] = prepared.bounds[2];
  const corner = cornerOf(prepared, input);
  const regions = output.regions.map(() => new Float32Array(prepared.mask.data.length));
  for (let from = first; from <= last; from += input.batch) {
    const slices = Array.from(
      { length: Math.min(input.batch, last - from + 1) },
      (_, n) => from + n,
    );
    const tensor = slicesTensor(prepared, input, corner, slices);
    const answer = await askNetwork(network, tensor, input, output);
    placeSlices(answer, regions, prepared, corner, slices);
    onProgress((from + slices.length - first) / (last - first + 1));
  }
  return regions;
}

/** The window is centred on the mask's bounding box; where it cannot be, it starts one later. */
function cornerOf({ bounds }: Prepared, { window }: SlicesInput): Corner {
  const [columns, rows] = bounds;
  return [
    Math.ceil((rows[0] + rows[1]) / 2 - window[0] / 2),
    Math.ceil((columns[0] + columns[1]) / 2 - window[1] / 2),
  ];
}

/** Input [slices, channels, rows, columns]; outside the image it is 0. */
export function slicesTensor(
  prepared: Prepared,
  input: SlicesInput,
  corner: Corner,
  slices: readonly number[],
): Tensor {
  const [rows, columns] = input.window;
  const channels = networkChannels(input);
  const plane = rows * columns;
  const data = new Float32Array(slices.length * channels * plane);
  const lastSlice = prepared.grid.size[2] - 1;
  let at = 0;
  for (const slice of slices) {
    for (const image of prepared.channels) {
      for (const offset of input.neighbours) {
        const wanted = slice + Math.round(offset / input.spacing);
        const clamped = Math.max(0, Math.min(lastSlice, wanted));
        copyWindow(image, prepared, corner, clamped, data.subarray(at, at + plane), columns);
        at += plane;
      }
    }
    for (const kind of input.position) {
      fillPosition(kind, prepared, input, corner, slice, data.subarray(at, at + plane));
      at += plane;
    }
  }
  return { data, shape: [slices.length, channels, rows, columns] };
}

/** Columns of the image that the window covers, as [first, end) in window columns. */
function coveredColumns(ni: number, column: number, columns: number): [number, number] {
  return [Math.max(0, -column), Math.min(columns, ni - column)];
}

function copyWindow(
  image: Float32Array,
  { grid }: Prepared,
  [row, column]: Corner,
  slice: number,
  out: Float32Array,
  columns: number,
): void {
  const [ni, nj] = grid.size;
  const [start, end] = coveredColumns(ni, column, columns);
  for (let r = 0; r * columns < out.length; r++) {
    const j = row + r;
    if (j < 0 || j >= nj || end <= start) continue;
    const base = ni * (j + nj * slice) + column;
    out.set(image.subarray(base + start, base + end), r * columns + start);
  }
}

/** Where the voxel lies in the brain's box, in units of `positionScale` mm. */
function fillPosition(
  kind: SlicesInput["position"][number],
  { bounds }: Prepared,
  input: SlicesInput,
  [row, column]: Corner,
  slice: number,
  out: Float32Array,
): void {
  const scale = input.spacing / input.positionScale;
  const columns = input.window[1];
  if (kind === "below-top") {
    out.fill((bounds[2][1] - slice) * scale);
    return;
  }
  const [low, high] = kind === "rows" ? bounds[1] : bounds[0];
  const centre = (low + high) / 2;
  for (let n = 0; n < out.length; n++) {
    out[n] = kind === "rows"
      ? (row + Math.floor(n / columns) - centre) * scale
      : Math.abs(column + n % columns - centre) * scale;
  }
}

function placeSlices(
  { data, shape }: Tensor,
  regions: readonly Float32Array[],
  { grid, mask }: Prepared,
  [row, column]: Corner,
  slices: readonly number[],
): void {
  const [ni, nj] = grid.size;
  const [, , rows, columns] = shape as [number, number, number, number];
  const [start, end] = coveredColumns(ni, column, columns);
  let plane = 0;
  for (const slice of slices) {
    for (const region of regions) {
      for (let r = 0; r < rows; r++) {
        const j = row + r;
        if (j < 0 || j >= nj) continue;
        const to = ni * (j + nj * slice) + column;
        const from = (plane * rows + r) * columns;
        for (let c = start; c < end; c++) {
          if (mask.data[to + c] !== 0) region[to + c] = data[from + c] as number;
        }
      }
      plane++;
    }
  }
}
