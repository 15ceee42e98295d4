/**
 * A head made of formulas: it can be sampled on any grid, and where the tumour lies is known exactly.
 * Not an anatomy; it has what the checks and the engine look at: contrast, texture, skull, lesion.
 */
import type { Sequence } from "../../lib/models/manifest_input.ts";
import type { Grid } from "../../lib/volume/resample.ts";
import { position, type Volume } from "../../lib/volume/volume.ts";

/** What to sample. */
export interface PhantomOptions {
  /** With scalp and skull around the brain. */
  readonly skull?: boolean;
  /** Without lesion. */
  readonly healthy?: boolean;
}

/** Centre of the lesion, LPS mm. */
export const LESION = [22, -12, 9] as const;
/** Radii in mm: oedema, core, and the middle of the core that does not enhance. */
export const RADII = { oedema: 22, core: 14, inner: 8 } as const;
const BRAIN = [60, 75, 55] as const;

/** Voxel labels of the truth: 1 core without enhancement, 2 oedema, 4 enhancing. */
export function phantomTruth(grid: Grid): Volume<Uint8Array> {
  return sample(grid, new Uint8Array(voxels(grid)), (x, y, z) => labelAt(x, y, z));
}

/** One sequence of the phantom on a grid; 0 outside the tissue. */
export function phantom(
  grid: Grid,
  sequence: Sequence,
  { skull = false, healthy = false }: PhantomOptions = {},
): Volume<Float32Array> {
  return sample(grid, new Float32Array(voxels(grid)), (x, y, z) => {
    const radius = Math.hypot(x / BRAIN[0], y / BRAIN[1], z / BRAIN[2]);
    if (radius > 1) return skull ? headAt(radius, sequence) : 0;
    return brainAt(sequence, textureAt(x, y, z), healthy ? 0 : labelAt(x, y, z));
  });
}

/** A cubic grid around the phantom, axes along LPS, moved by a fraction of a voxel if asked. */
export function phantomGrid(edge: number, shift = 0): Grid {
  const size = [Math.ceil(160 / edge), Math.ceil(190 / edge), Math.ceil(140 / edge)] as const;
  return {
    size,
    affine: [edge, 0, 0, -80 + shift, 0, edge, 0, -95 + shift, 0, 0, edge, -70 + shift],
  };
}

function headAt(radius: number, sequence: Sequence): number {
  if (radius < 1.12) return 40;
  if (radius < 1.28) return sequence === "T2" ? 700 : 900;
  return 0;
}

/** 0 to 1, smooth, without symmetry or period inside the brain. */
function textureAt(x: number, y: number, z: number): number {
  return 0.5 + 0.25 * Math.sin(x / 7 + 0.3 * Math.sin(y / 13)) +
    0.25 * Math.sin(y / 9 + z / 17 + 1) * Math.cos(z / 8 + x / 21);
}

function labelAt(x: number, y: number, z: number): number {
  const radius = Math.hypot(x - LESION[0], y - LESION[1], z - LESION[2]);
  if (radius > RADII.oedema) return 0;
  if (radius > RADII.core) return 2;
  return radius > RADII.inner ? 4 : 1;
}

function brainAt(sequence: Sequence, texture: number, label: number): number {
  const core = label === 1 || label === 4;
  if (sequence === "FLAIR") return label > 0 ? 1200 : 450 + 100 * Math.cos(5 * texture);
  if (sequence === "T2") return label > 0 ? 1300 : 900 - 500 * texture;
  if (sequence === "T1c" && label === 4) return 1800;
  return core ? 100 : 400 + 300 * texture;
}

function voxels({ size }: Grid): number {
  return size[0] * size[1] * size[2];
}

function sample<T extends Float32Array | Uint8Array>(
  { size, affine }: Grid,
  data: T,
  value: (x: number, y: number, z: number) => number,
): Volume<T> {
  let n = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++) data[n++] = value(...position(affine, i, j, k));
    }
  }
  return { data, size, affine };
}
