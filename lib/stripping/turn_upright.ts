import { spacing, type Volume, type VoxelArray } from "../volume/volume.ts";

/** A volume whose axes run, as nearly as whole turns allow, to the left, to posterior, to the head. */
export interface Upright {
  /** x fastest, then y, then z. */
  readonly data: Float32Array;
  /** Voxels along x, y, z. */
  readonly size: readonly [number, number, number];
  /** Millimetres between voxels along x, y, z. */
  readonly steps: readonly [number, number, number];
  /** Index in the source's data of the first voxel, and how far one step along x, y, z leads there. */
  readonly origin: number;
  readonly strides: readonly [number, number, number];
}

const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const;

/**
 * Turns a volume by quarter turns and mirrors only, so that nothing is interpolated: the axes are
 * assigned to the patient's (LPS) so that the sum of the cosines is largest. An oblique volume stays
 * oblique by its rest angle.
 */
export function turnUpright(volume: Volume<Float32Array>): Upright {
  const { data, size, affine } = volume;
  const edges = spacing(affine);
  const cosine = (patient: number, axis: number) =>
    (affine[4 * patient + axis] as number) / (edges[axis] as number);
  const score = (order: readonly number[]) =>
    order.reduce((sum, axis, patient) => sum + Math.abs(cosine(patient, axis)), 0);
  const order = ORDERS.reduce((best, one) => score(one) > score(best) ? one : best);
  const stride = [1, size[0], size[0] * size[1]] as const;
  let origin = 0;
  const strides = order.map((axis, patient) => {
    const step = stride[axis] as number;
    if (cosine(patient, axis) >= 0) return step;
    origin += step * ((size[axis] as number) - 1);
    return -step;
  }) as [number, number, number];
  const turned = [size[order[0]], size[order[1]], size[order[2]]] as const;
  return {
    data: gathered(data, turned, origin, strides),
    size: turned,
    steps: [edges[order[0]], edges[order[1]], edges[order[2]]],
    origin,
    strides,
  };
}

/** Values of an upright volume, put back where its source has them. */
export function turnBack<T extends VoxelArray>(
  values: T,
  { size, origin, strides }: Omit<Upright, "data">,
): T {
  const out = values.slice() as T;
  let n = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      let at = origin + z * strides[2] + y * strides[1];
      for (let x = 0; x < size[0]; x++, at += strides[0]) out[at] = values[n++] as number;
    }
  }
  return out;
}

function gathered(
  data: Float32Array,
  size: readonly [number, number, number],
  origin: number,
  strides: readonly [number, number, number],
): Float32Array {
  const out = new Float32Array(data.length);
  let n = 0;
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      let at = origin + z * strides[2] + y * strides[1];
      for (let x = 0; x < size[0]; x++, at += strides[0]) out[n++] = data[at] as number;
    }
  }
  return out;
}
