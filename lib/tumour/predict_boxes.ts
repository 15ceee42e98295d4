import type { PatchInput, VolumeInput } from "../models/manifest_input.ts";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import type { Network } from "../onnx/network.ts";
import type { Tensor } from "../onnx/tensor.ts";
import { askNetwork } from "./ask_network.ts";
import type { Span } from "./brain_mask.ts";
import type { Prepared } from "./prepare.ts";

/** A box of the model's grid: first voxel (may be negative) and extent along i, j, k. */
export interface Box {
  readonly start: readonly [i: number, j: number, k: number];
  readonly size: readonly [ni: number, nj: number, nk: number];
}

/**
 * Runs a 3D network on boxes that cover the mask: overlapping patches, or the whole bounding box at
 * once. Where boxes overlap, answers are averaged with weights that fall off towards the faces.
 * Gives the probability of each region on the model's grid, 0 outside the mask.
 */
export async function predictBoxes(
  network: Network,
  prepared: Prepared,
  input: PatchInput | VolumeInput,
  output: SegmentationOutput,
  onProgress: (fraction: number) => void,
): Promise<Float32Array[]> {
  const boxes = input.kind === "patch"
    ? patchBoxes(prepared.bounds, input)
    : [volumeBox(prepared, input)];
  const regions = output.regions.map(() => new Float32Array(prepared.mask.data.length));
  const weights = new Float32Array(prepared.mask.data.length);
  for (const [n, box] of boxes.entries()) {
    const answer = await askNetwork(network, boxTensor(prepared, box), input, output);
    addBox(answer, regions, weights, prepared, box);
    onProgress((n + 1) / boxes.length);
  }
  for (const region of regions) {
    for (let n = 0; n < region.length; n++) {
      if ((weights[n] as number) > 0) region[n] = (region[n] as number) / (weights[n] as number);
    }
  }
  return regions;
}

/** Patches at even distances over the mask's bounding box; a box smaller than one gets one. */
export function patchBoxes(
  bounds: readonly [Span, Span, Span],
  { patch, overlap }: Pick<PatchInput, "patch" | "overlap">,
): Box[] {
  const [nk, nj, ni] = patch;
  const [is, js, ks] = ([ni, nj, nk] as const).map((extent, axis) =>
    startsAlong(bounds[axis] as Span, extent, overlap)
  ) as [number[], number[], number[]];
  return ks.flatMap((k) =>
    js.flatMap((j) => is.map((i): Box => ({ start: [i, j, k], size: [ni, nj, nk] })))
  );
}

function startsAlong([first, last]: Span, extent: number, overlap: number): number[] {
  const room = last - first + 1 - extent;
  if (room <= 0) return [first + Math.ceil(room / 2)];
  const steps = Math.ceil(room / Math.max(1, Math.floor(extent * (1 - overlap))));
  return Array.from({ length: steps + 1 }, (_, n) => first + Math.round(room * n / steps));
}

function volumeBox({ bounds, grid }: Prepared, { margin, multiple }: VolumeInput): Box {
  const low = (axis: 0 | 1 | 2) => Math.max(0, bounds[axis][0] - margin);
  const high = (axis: 0 | 1 | 2) => Math.min(grid.size[axis] - 1, bounds[axis][1] + margin);
  const extent = (axis: 0 | 1 | 2) => Math.ceil((high(axis) - low(axis) + 1) / multiple) * multiple;
  return { start: [low(0), low(1), low(2)], size: [extent(0), extent(1), extent(2)] };
}

/** Calls `visit` for each row of the box that lies inside the grid, with the covered columns. */
function eachRow(
  { start, size }: Box,
  [ni, nj, nk]: Prepared["grid"]["size"],
  visit: (gridRow: number, boxRow: number, from: number, to: number, r: number, s: number) => void,
): void {
  const from = Math.max(0, -start[0]);
  const to = Math.min(size[0], ni - start[0]);
  for (let s = 0; s < size[2]; s++) {
    const k = start[2] + s;
    if (k < 0 || k >= nk) continue;
    for (let r = 0; r < size[1]; r++) {
      const j = start[1] + r;
      if (j < 0 || j >= nj || to <= from) continue;
      visit(ni * (j + nj * k) + start[0], size[0] * (r + size[1] * s), from, to, r, s);
    }
  }
}

/** Input [1, channels, z, y, x]; outside the image it is 0. */
function boxTensor({ channels, grid }: Prepared, box: Box): Tensor {
  const [ni, nj, nk] = box.size;
  const data = new Float32Array(channels.length * ni * nj * nk);
  channels.forEach((image, channel) => {
    const base = channel * ni * nj * nk;
    eachRow(box, grid.size, (gridRow, boxRow, from, to) => {
      data.set(image.subarray(gridRow + from, gridRow + to), base + boxRow + from);
    });
  });
  return { data, shape: [1, channels.length, nk, nj, ni] };
}

function addBox(
  { data }: Tensor,
  regions: readonly Float32Array[],
  weights: Float32Array,
  { grid, mask }: Prepared,
  box: Box,
): void {
  const voxels = box.size[0] * box.size[1] * box.size[2];
  const [wi, wj, wk] = box.size.map(ramp) as [Float32Array, Float32Array, Float32Array];
  eachRow(box, grid.size, (gridRow, boxRow, from, to, r, s) => {
    for (let c = from; c < to; c++) {
      const at = gridRow + c;
      if (mask.data[at] === 0) continue;
      const weight = (wi[c] as number) * (wj[r] as number) * (wk[s] as number);
      weights[at] = (weights[at] as number) + weight;
      regions.forEach((region, n) => {
        const value = data[n * voxels + boxRow + c] as number;
        region[at] = (region[at] as number) + weight * value;
      });
    }
  });
}

/** 1 in the middle, falling to about 0 at both ends, never 0. */
function ramp(extent: number): Float32Array {
  return Float32Array.from(
    { length: extent },
    (_, n) => 1 - Math.abs(n + 0.5 - extent / 2) / (extent / 2) + 1e-3,
  );
}
