import { axialGrid, resampleTrilinear } from "../volume/resample.ts";
import { spacing, type Volume, voxelVolume } from "../volume/volume.ts";
import { tissueThreshold } from "./foreground.ts";

/** What tells a brain from a head. */
export interface StripEvidence {
  readonly stripped: boolean;
  /** Litres of voxels that show tissue. */
  readonly tissueLitres: number;
  /** Share of rays from the middle of a slice outward that end in a bright layer over a dark one. */
  readonly shellShare: number;
}

/**
 * The largest brains measure about 1.9 l inside the skull. Measured: stripped images 1.56 to 1.74 l,
 * heads 2.86 to 6.4 l.
 */
export const MOST_LITRES = 2.2;
/** Measured: stripped images 0.01 to 0.09, heads 0.22 to 0.59 (scalp, then dark skull). */
const MOST_SHELL = 0.2;

const EDGE = 3;
const RAYS = 64;
/** Cross-sections below this area in mm2 have no shell to speak of. */
const LEAST_AREA = 4000;

/**
 * Judges whether an MR image shows a brain alone or a head with its skull, by two signs that each
 * suffice: more tissue than a brain can have, or a scalp, a bright layer with a dark one under it.
 * The second finds heads that the field of view cuts short.
 */
export function stripEvidence(volume: Volume<Float32Array>): StripEvidence {
  const threshold = tissueThreshold(volume);
  let tissue = 0;
  for (const value of volume.data) if (value > threshold) tissue++;
  const tissueLitres = tissue * voxelVolume(volume.affine) / 1e6;
  const shellShare = scalpShare(volume, 100 * threshold);
  const stripped = tissueLitres <= MOST_LITRES && shellShare <= MOST_SHELL;
  return { stripped, tissueLitres, shellShare };
}

/** `bright`: the 98th percentile of the tissue. Works on a coarse axial grid, slice by slice. */
function scalpShare(volume: Volume<Float32Array>, bright: number): number {
  const grid = axialGrid(volume, Math.max(EDGE, Math.min(...spacing(volume.affine))));
  const { data, size, affine } = resampleTrilinear(volume, grid);
  const [ni, nj, nk] = size;
  let rays = 0;
  let shells = 0;
  for (let k = 0; k < nk; k++) {
    const slice = data.subarray(k * ni * nj, (k + 1) * ni * nj);
    const centre = centreOf(slice, ni, 0.12 * bright);
    if (centre.voxels * affine[0] ** 2 < LEAST_AREA) continue;
    for (let ray = 0; ray < RAYS; ray++) {
      const line = valuesAlong(slice, ni, nj, centre, 2 * Math.PI * ray / RAYS);
      const edge = line.findLastIndex((value) => value > 0.12 * bright);
      if (edge < 20) continue;
      rays++;
      if (hasShell(line, edge, bright)) shells++;
    }
  }
  return rays === 0 ? 0 : shells / rays;
}

function centreOf(slice: Float32Array, ni: number, threshold: number) {
  let [voxels, i, j] = [0, 0, 0];
  slice.forEach((value, n) => {
    if (value <= threshold) return;
    voxels++;
    i += n % ni;
    j += Math.floor(n / ni);
  });
  return { voxels, i: i / voxels, j: j / voxels };
}

/** Values from the centre outward, half a voxel a step, to the edge of the slice. */
function valuesAlong(
  slice: Float32Array,
  ni: number,
  nj: number,
  centre: { readonly i: number; readonly j: number },
  angle: number,
): number[] {
  const line: number[] = [];
  for (let r = 0;; r += 0.5) {
    const i = Math.round(centre.i + r * Math.cos(angle));
    const j = Math.round(centre.j + r * Math.sin(angle));
    if (i < 0 || j < 0 || i >= ni || j >= nj) return line;
    line.push(slice[i + ni * j] as number);
  }
}

/** Whether the outer 8 voxels hold a valley three times darker than both of its banks. */
function hasShell(line: readonly number[], edge: number, bright: number): boolean {
  let outer = 0;
  for (let at = edge; at > Math.max(6, edge - 16); at--) {
    const here = line[at] as number;
    outer = Math.max(outer, here);
    let inner = 0;
    for (let deep = at; deep > at - 8 && deep >= 0; deep--) {
      inner = Math.max(inner, line[deep] as number);
    }
    if (Math.min(outer, inner) > 3 * (Math.max(here, 0) + 0.02 * bright)) return true;
  }
  return false;
}
