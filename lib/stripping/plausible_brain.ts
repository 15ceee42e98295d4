import { Fault } from "../fault/fault.ts";
import type { Upright } from "./turn_upright.ts";

/**
 * Litres that the inside of a human skull can have. Newborns: 0.6 to 0.9 l in the first months
 * (Sgouros et al., J Neurosurg 1999;91:610). Adults: 1.47 l in men (sd 0.10), 1.29 l in women (sd
 * 0.11) by Matsumae et al., J Neurosurg 1996;84:982; 1.54 l (sd 0.14) in the men of PMC10511609,
 * whose fourth sd is 2.09 l. Half a litre leaves room for a field of view that cuts an infant's head.
 */
const LEAST_LITRES = 0.5;
const MOST_LITRES = 2.1;

/** Area of brain in mm2 on one side of the field of view that counts as cut off there. */
const CUT_MM2 = 500;
/**
 * A head can be cut at the top and at the neck, or at one flank, but a brain that reaches three sides
 * is none: what was found is the frame of the image.
 */
const MOST_CUT_SIDES = 2;

/**
 * Refuses what a stripper found when it cannot be a human brain: of an impossible volume, or reaching
 * three and more sides of the field of view. `brain` is on the scan's voxels. Fault
 * `brain_implausible` with the sequence, the litres and the number of sides.
 */
export function checkPlausible(brain: Uint8Array, scan: Upright, sequence: string): void {
  const voxels = brain.reduce((sum, value) => sum + value, 0);
  const litres = voxels * scan.steps[0] * scan.steps[1] * scan.steps[2] / 1e6;
  const sides = cutSides(brain, scan);
  if (litres >= LEAST_LITRES && litres <= MOST_LITRES && sides <= MOST_CUT_SIDES) return;
  throw new Fault(
    "brain_implausible",
    `${litres.toFixed(2)} l of "brain" in ${sequence}, cut off at ${sides} sides`,
    { facts: { sequence, litres: litres.toFixed(1), sides } },
  );
}

/** On how many of the six sides of the field of view there is brain. */
function cutSides(brain: Uint8Array, { size, steps }: Upright): number {
  const [nx, ny, nz] = size;
  const areas = [0, 0, 0, 0, 0, 0];
  for (let z = 0, n = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, n++) {
        if (brain[n] === 0) continue;
        if (x === 0) areas[0]! += steps[1] * steps[2];
        if (x === nx - 1) areas[1]! += steps[1] * steps[2];
        if (y === 0) areas[2]! += steps[0] * steps[2];
        if (y === ny - 1) areas[3]! += steps[0] * steps[2];
        if (z === 0) areas[4]! += steps[0] * steps[1];
        if (z === nz - 1) areas[5]! += steps[0] * steps[1];
      }
    }
  }
  return areas.filter((area) => area > CUT_MM2).length;
}
