/**
 * A scalar image in patient space.
 *
 * Voxels are stored with i fastest: `data[i + ni * (j + nj * k)]`. The affine maps voxel indices
 * (i, j, k) to millimetres in DICOM patient coordinates, **LPS** (x to the patient's left, y to
 * posterior, z to the head): `[x y z]^T = affine * [i j k 1]^T`. It is a 3 x 4 matrix, row by row.
 * Voxel index (0, 0, 0) is the CENTRE of the first voxel, as ImagePositionPatient is.
 */
export interface Volume<T extends VoxelArray = Float32Array> {
  readonly data: T;
  readonly size: Size;
  readonly affine: Affine;
}

/** Number of voxels along i (columns), j (rows), k (slices). */
export type Size = readonly [ni: number, nj: number, nk: number];

/** 3 x 4 matrix in row-major order, voxel index to LPS millimetres. */
export type Affine = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Storage kinds that voxels come in: images as float, labels as bytes. */
export type VoxelArray = Float32Array | Uint8Array | Int16Array | Uint16Array;

/** Voxel edge lengths in millimetres along i, j, k: the lengths of the affine's columns. */
export function spacing(affine: Affine): [number, number, number] {
  const column = (c: 0 | 1 | 2) =>
    Math.hypot(affine[c], affine[(c + 4) as 4 | 5 | 6], affine[(c + 8) as 8 | 9 | 10]);
  return [column(0), column(1), column(2)];
}

/** Volume of one voxel in mm3: the absolute determinant of the affine's 3 x 3 part. */
export function voxelVolume(affine: Affine): number {
  const [a, b, c, , d, e, f, , g, h, i] = affine;
  return Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
}

/** LPS position in mm of voxel index (i, j, k); fractions are allowed. */
export function position(
  affine: Affine,
  i: number,
  j: number,
  k: number,
): [number, number, number] {
  const [a, b, c, x, d, e, f, y, g, h, l, z] = affine;
  return [a * i + b * j + c * k + x, d * i + e * j + f * k + y, g * i + h * j + l * k + z];
}
