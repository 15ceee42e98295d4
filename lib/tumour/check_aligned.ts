import { Fault } from "../fault/fault.ts";
import { compose, invert } from "../volume/affine.ts";
import { axialGrid, resampleTrilinear } from "../volume/resample.ts";
import type { Affine, Volume } from "../volume/volume.ts";
import { tissueThreshold } from "./foreground.ts";
import { mutualInformation } from "./mutual_information.ts";

/** How far a series lies from the reference. */
export interface Misalignment {
  /** Largest displacement in mm of a point 70 mm from the middle under the best rigid motion. */
  readonly displacementMm: number;
  /** Normalised mutual information as the headers place the series, and after that motion. */
  readonly before: number;
  readonly after: number;
}

/** Displacement above which a series counts as not aligned. */
export const MOST_DISPLACEMENT_MM = 3;
/**
 * Gain of mutual information below which a found motion is noise, as a share of what was there.
 * Measured on an aligned case: 0 to 0.1; moved by 3 mm or more: above 0.3.
 */
const LEAST_GAIN = 0.2;
const EDGE = 4;
const RADIUS_MM = 70;
/** Steps of the search in mm, and in degrees scaled to the same displacement at RADIUS_MM. */
const STEPS_MM = [8, 4, 2];

/** Three translations in mm, three rotations in radians about x, y, z. */
type Motion = [number, number, number, number, number, number];

/**
 * Looks for a rigid motion that would make `moving` fit `reference` better than the headers do, by
 * normalised mutual information on a 4 mm grid, steps down to 2 mm. This judges; it does not
 * register: a series that needs a motion of several millimetres was not aligned before.
 */
export function misalignment(
  reference: Volume<Float32Array>,
  moving: Volume<Float32Array>,
): Misalignment {
  const fixed = resampleTrilinear(reference, axialGrid(reference, EDGE));
  const [fixedFloor, movingFloor] = [tissueThreshold(reference), tissueThreshold(moving)];
  const score = (motion: Motion) => {
    // Moving the grid the other way is the same as moving the image.
    const affine = compose(rigid(motion, middleOf(fixed)), fixed.affine);
    const moved = resampleTrilinear(moving, { size: fixed.size, affine });
    return mutualInformation(fixed.data, fixedFloor, moved.data, movingFloor);
  };
  const start: Motion = [0, 0, 0, 0, 0, 0];
  const before = score(start);
  const { motion, after } = climb(score, start, before);
  const gained = after - before > LEAST_GAIN * (before - 1);
  return { displacementMm: gained ? displacementOf(motion) : 0, before, after };
}

/**
 * Throws Fault `series_not_aligned`, which names the sequences, unless every series lies on the
 * reference (T1c) within MOST_DISPLACEMENT_MM.
 */
export function checkAligned(
  reference: Volume<Float32Array>,
  others: Readonly<Record<string, Volume<Float32Array>>>,
): void {
  const wrong = Object.entries(others).flatMap(([sequence, volume]) => {
    const { displacementMm } = misalignment(reference, volume);
    return displacementMm > MOST_DISPLACEMENT_MM ? [{ sequence, displacementMm }] : [];
  });
  if (wrong.length === 0) return;
  const said = wrong.map(({ sequence, displacementMm }) =>
    `${sequence} (${displacementMm.toFixed(0)} mm)`
  ).join(", ");
  throw new Fault("series_not_aligned", `Not aligned with T1c: ${said}`, {
    facts: { sequences: said },
  });
}

/** Coordinate ascent over the six parameters with ever smaller steps. */
function climb(score: (motion: Motion) => number, start: Motion, startScore: number) {
  let [motion, after] = [start, startScore];
  for (const step of STEPS_MM) {
    let improved = true;
    for (let pass = 0; improved && pass < 6; pass++) {
      improved = false;
      for (let axis = 0; axis < 6; axis++) {
        const by = axis < 3 ? step : step / RADIUS_MM;
        for (const next of [nudge(motion, axis, by), nudge(motion, axis, -by)]) {
          const value = score(next);
          if (value <= after) continue;
          [motion, after, improved] = [next, value, true];
          break;
        }
      }
    }
  }
  return { motion, after };
}

function nudge(motion: Motion, axis: number, by: number): Motion {
  const next: Motion = [...motion];
  next[axis] = (next[axis] as number) + by;
  return next;
}

function middleOf({ size, affine }: Volume<Float32Array>): [number, number, number] {
  const [ni, nj, nk] = size;
  return [
    affine[3] + affine[0] * (ni - 1) / 2,
    affine[7] + affine[5] * (nj - 1) / 2,
    affine[11] + affine[10] * (nk - 1) / 2,
  ];
}

/** Rotation Rz Ry Rx about `centre`, then translation; LPS mm to LPS mm. */
function rigid([tx, ty, tz, rx, ry, rz]: Motion, centre: readonly number[]): Affine {
  const [cx, sx, cy, sy] = [Math.cos(rx), Math.sin(rx), Math.cos(ry), Math.sin(ry)];
  const [cz, sz] = [Math.cos(rz), Math.sin(rz)];
  const [x, y, z] = centre as [number, number, number];
  // deno-fmt-ignore
  const about: Affine = [
    cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx, x + tx,
    sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx, y + ty,
    -sy, cy * sx, cy * cx, z + tz,
  ];
  return compose(about, invert([1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z]));
}

function displacementOf([tx, ty, tz, rx, ry, rz]: Motion): number {
  return Math.hypot(tx, ty, tz) + RADIUS_MM * Math.hypot(rx, ry, rz);
}
