import { Fault } from "../fault/fault.ts";
import type { StripperInput, StripperOutput } from "../models/manifest_stripper.ts";
import type { Network } from "../onnx/network.ts";
import type { Tensor } from "../onnx/tensor.ts";
import { mirrored } from "../tumour/ask_network.ts";
import type { Volume } from "../volume/volume.ts";
import { firstMiddle } from "./first_middle.ts";
import { keepBrain, middleOf } from "./keep_brain.ts";
import { fromGrid, type Middle, type NetworkGrid, ontoGrid } from "./network_grid.ts";
import { checkPlausible } from "./plausible_brain.ts";
import { scaleBrightness } from "./scale_brightness.ts";
import { turnBack, turnUpright, type Upright } from "./turn_upright.ts";

/** Distance in mm that voxels beyond the network's grid count with: far outside. */
const FAR = -12;
/** Less brain than this in ml is no brain. */
const LEAST_BRAIN_ML = 50;

/** Options of one stripping. */
export interface StripOptions {
  /** The opened network of a stripper's pack. */
  readonly engine: Pick<Network, "run">;
  readonly signal?: AbortSignal | undefined;
  /** What the series is called in a fault. */
  readonly sequence?: string | undefined;
}

/**
 * The brain of one MR series with its skull, as a mask on the series' own grid: 1 in the brain with
 * the CSF of its sulci and ventricles. The series may have any contrast, spacing and orientation;
 * what matters is its brightness, not its units. `volume` stays as it is.
 *
 * The network sees the head on a 2 mm grid and answers with each voxel's distance to the border of
 * the brain, and at the end to the mirrored head; the grid is laid again where the brain was found
 * until it lies well. The distance is interpolated linearly on the series' voxels, so that the border is
 * finer than the grid.
 *
 * Faults: `series_not_stripped` when no brain of 50 ml is found, `brain_implausible` when what was
 * found cannot be a human brain, `model_unfit`, `model_broken`,
 * `runtime_crashed`, `geometry_unusable` (values that are not finite); the signal's reason.
 */
export async function stripSkull(
  volume: Volume<Float32Array>,
  { input, output }: { readonly input: StripperInput; readonly output: StripperOutput },
  { engine, signal, sequence = "The series" }: StripOptions,
): Promise<Volume<Uint8Array>> {
  if (!volume.data.every(Number.isFinite)) {
    const reason = "the series holds values that are not finite";
    throw new Fault("geometry_unusable", reason, { facts: { reason } });
  }
  const scan = turnUpright(volume);
  const ask = (tensor: Tensor) => askOnce(engine, tensor, input, output, signal);
  const { distance, middle } = await findBrain(scan, input, ask);
  const fine = fromGrid(distance, scan, gridOf(input), middle, FAR);
  // Uint8Array.from() with a function takes ten times as long as this loop.
  const brain = new Uint8Array(fine.length);
  fine.forEach((value, n) => brain[n] = value > 0 ? 1 : 0);
  checkBrain(brain, scan, sequence);
  checkPlausible(brain, scan, sequence);
  return { data: turnBack(brain, scan), size: volume.size, affine: volume.affine };
}

/** The network's answer to one tensor; Fault `model_unfit` when it has another name or size. */
async function askOnce(
  engine: Pick<Network, "run">,
  tensor: Tensor,
  input: StripperInput,
  output: StripperOutput,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  signal?.throwIfAborted();
  const answer = (await engine.run({ [input.tensor]: tensor }))[output.tensor];
  if (answer?.data.length === tensor.data.length / 2) return answer.data;
  const reason = `output ${output.tensor} is ${answer?.shape.join("x") ?? "missing"}`;
  throw new Fault("model_unfit", reason, { facts: { reason } });
}

/** The network's distances on the grid, and where the grid lies in the scan. */
async function findBrain(
  scan: Upright,
  input: StripperInput,
  ask: (tensor: Tensor) => Promise<Float32Array>,
): Promise<{ distance: Float32Array; middle: Middle }> {
  const grid = gridOf(input);
  const [nx, ny, nz] = grid.size;
  let middle = firstMiddle(scan, input.topToMiddle);
  for (let pass = 1;; pass++) {
    const { values, view } = ontoGrid(scan, grid, middle);
    const data = new Float32Array(2 * values.length);
    data.set(scaleBrightness(values, input.percentiles));
    view.forEach((seen, n) => {
      if (seen === 0) data[n] = 0;
      data[values.length + n] = seen;
    });
    const tensor = { data, shape: [1, 2, nz, ny, nx] };
    const distance = (await ask(tensor)).slice();
    const move = middleOf(keepBrain(distance.slice(), view, grid), grid);
    const lies = move === undefined || Math.max(...move.map(Math.abs)) < input.near;
    if (lies || pass === input.passes) {
      await addMirrored(distance, tensor, input, ask);
      keepBrain(distance, view, grid);
      return { distance, middle };
    }
    middle = middle.map((at, axis) => at + (move[axis] as number)) as [number, number, number];
  }
}

/** Makes `distance` the mean of itself and of the answers to the mirrored scan. */
async function addMirrored(
  distance: Float32Array,
  tensor: Tensor,
  { flips }: StripperInput,
  ask: (tensor: Tensor) => Promise<Float32Array>,
): Promise<void> {
  const shape = [1, 1, ...tensor.shape.slice(2)];
  for (const axis of flips) {
    const back = mirrored({ data: await ask(mirrored(tensor, axis)), shape }, axis).data;
    back.forEach((value, n) => distance[n] = (distance[n] as number) + value);
  }
  distance.forEach((value, n) => distance[n] = value / (1 + flips.length));
}

function gridOf({ size, spacing }: StripperInput): NetworkGrid {
  const [z, y, x] = size;
  return { size: [x, y, z], step: spacing };
}

function checkBrain(brain: Uint8Array, { steps }: Upright, sequence: string): void {
  const voxels = brain.reduce((sum, value) => sum + value, 0);
  const millilitres = voxels * steps[0] * steps[1] * steps[2] / 1000;
  if (millilitres >= LEAST_BRAIN_ML) return;
  throw new Fault(
    "series_not_stripped",
    `The stripper found ${millilitres.toFixed(0)} ml of brain in ${sequence}`,
    { facts: { sequence } },
  );
}
