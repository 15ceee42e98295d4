import { Fault } from "../fault/fault.ts";
import type { Volume } from "./volume.ts";

/** Values of a label map as a mask: 1 where the label is one of `values`. */
export function maskOf(labels: Volume<Uint8Array>, values: readonly number[]): Volume<Uint8Array> {
  const wanted = new Uint8Array(256);
  for (const value of values) wanted[value] = 1;
  return { ...labels, data: labels.data.map((value) => wanted[value]!) };
}

/**
 * Dice overlap of two masks on one grid: twice the common voxels over the sum of both; 1 when both
 * are empty. Throws `geometry_unusable` for grids of different size.
 */
export function dice(left: Volume<Uint8Array>, right: Volume<Uint8Array>): number {
  requireSameSize(left, right);
  let [both, either] = [0, 0];
  for (let n = 0; n < left.data.length; n++) {
    const [a, b] = [left.data[n] !== 0, right.data[n] !== 0];
    if (a && b) both++;
    either += Number(a) + Number(b);
  }
  return either === 0 ? 1 : 2 * both / either;
}

/** Throws `geometry_unusable` when two label maps differ in size. */
export function requireSameSize(left: Volume<Uint8Array>, right: Volume<Uint8Array>): void {
  if (left.size.every((count, axis) => count === right.size[axis])) return;
  const reason = "the two label maps differ in size";
  throw new Fault("geometry_unusable", reason, { facts: { reason } });
}
