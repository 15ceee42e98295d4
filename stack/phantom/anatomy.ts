import { distanceTo } from "../../lib/volume/distance.ts";
import { fillHoles } from "../../lib/volume/holes.ts";
import { close } from "../../lib/volume/morphology.ts";
import { readNifti } from "../../lib/volume/nifti.ts";
import { axialGrid, resampleTrilinear } from "../../lib/volume/resample.ts";
import type { Grid } from "../../lib/volume/resample.ts";
import { position, type Volume } from "../../lib/volume/volume.ts";

/**
 * A head's tissue on a 1 mm axial grid: 0 cerebrospinal fluid, 1 grey matter, 2 white matter, and
 * anything in between; -1 outside the brain. `depth` is the distance in mm from the brain's border,
 * positive inside.
 */
export interface Anatomy {
  readonly tissue: Volume<Float32Array>;
  readonly brain: Volume<Uint8Array>;
  readonly depth: Float32Array;
}

/** Intensities of Colin27's ch2bet that stand for pure fluid, grey and white matter. */
const FLUID = 42;
const GREY = 84;
const WHITE = 114;

/** Empty space around the brain in mm, as a stripped image has it. */
const MARGIN = 10;

/**
 * Reads Colin27 (Holmes et al. 1998: 27 scans of one person, averaged) from a folder with
 * ch2.nii.gz and ch2bet.nii.gz, as Debian's mricron-data has it. The brain extraction leaves holes
 * where the image is dark; they are closed and filled from the whole head.
 */
export async function readColin27(folder: string): Promise<Anatomy> {
  const [head, stripped] = await Promise.all(
    ["ch2.nii.gz", "ch2bet.nii.gz"].map(async (name) =>
      readNifti(await Deno.readFile(`${folder}/${name}`))
    ),
  ) as [Volume<Float32Array>, Volume<Float32Array>];
  const grid = around(stripped);
  const whole = resampleTrilinear(head, grid);
  const inner = resampleTrilinear(stripped, grid);
  const seen = { ...grid, data: Uint8Array.from(inner.data, (value) => value > 0 ? 1 : 0) };
  const brain = fillHoles(close(seen, 6));
  const tissue = new Float32Array(brain.data.length).fill(-1);
  for (let n = 0; n < tissue.length; n++) {
    if (brain.data[n] === 0) continue;
    tissue[n] = tissueOf(inner.data[n]! > 0 ? inner.data[n]! : Math.min(whole.data[n]!, 60));
  }
  return { tissue: { ...grid, data: tissue }, brain, depth: signedDepth(brain) };
}

function tissueOf(intensity: number): number {
  const value = intensity < GREY
    ? (intensity - FLUID) / (GREY - FLUID)
    : 1 + (intensity - GREY) / (WHITE - GREY);
  return Math.min(2.1, Math.max(0, value));
}

/** A 1 mm grid along the patient axes around the non-zero voxels, with a margin. */
function around(volume: Volume<Float32Array>): Grid {
  const [ni, nj] = volume.size;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let n = 0; n < volume.data.length; n++) {
    if (volume.data[n]! <= 0) continue;
    const at = position(volume.affine, n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj)));
    at.forEach((value, axis) => {
      low[axis] = Math.min(low[axis]!, value - MARGIN);
      high[axis] = Math.max(high[axis]!, value + MARGIN);
    });
  }
  const span = low.map((from, axis) => Math.round(high[axis]! - from) + 1);
  return axialGrid({
    size: span as [number, number, number],
    affine: [1, 0, 0, low[0]!, 0, 1, 0, low[1]!, 0, 0, 1, low[2]!],
  }, 1);
}

function signedDepth(brain: Volume<Uint8Array>): Float32Array {
  const outside = { ...brain, data: brain.data.map((value) => 1 - value) };
  const inside = distanceTo(outside).data;
  const beyond = distanceTo(brain).data;
  return inside.map((value, n) => value > 0 ? value - 0.5 : 0.5 - beyond[n]!);
}
