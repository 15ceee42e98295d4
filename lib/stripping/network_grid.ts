import type { Upright } from "./turn_upright.ts";
import { type Axis, backToSamples, mixAlong, ontoPlaces, type Weights } from "./weigh_samples.ts";

/** Voxels along x, y, z and mm between them. */
export interface NetworkGrid {
  readonly size: readonly [number, number, number];
  readonly step: number;
}

/** A scan on the network's grid: values, and which voxels lie in its field of view. */
export interface OnGrid {
  readonly values: Float32Array;
  readonly view: Uint8Array;
}

/** A place in an upright volume, mm from its first voxel along x, y, z. */
export type Middle = readonly [number, number, number];

/** The scan on the grid whose middle lies at `middle`; 0 out of view. */
export function ontoGrid(scan: Upright, grid: NetworkGrid, middle: Middle): OnGrid {
  const [x, y, z] = axes(
    scan,
    grid,
    (one, place, n) => ontoPlaces(one, place, middle[n] as number),
  );
  const values = mixAll(scan.data, scan.size, [x, y, z]);
  const view = new Uint8Array(values.length);
  let n = 0;
  for (const inZ of z.inside) {
    for (const inY of y.inside) {
      for (const inX of x.inside) view[n++] = inX && inY && inZ ? 1 : 0;
    }
  }
  return { values, view };
}

/** Values of the grid linearly interpolated at the scan's voxels; `outside` beyond the grid. */
export function fromGrid(
  values: Float32Array,
  scan: Upright,
  grid: NetworkGrid,
  middle: Middle,
  outside: number,
): Float32Array {
  const [x, y, z] = axes(
    scan,
    grid,
    (one, place, n) => backToSamples(one, place, middle[n] as number),
  );
  const out = mixAll(values, grid.size, [x, y, z]);
  let n = 0;
  for (const inZ of z.inside) {
    for (const inY of y.inside) {
      for (const inX of x.inside) {
        if (!inX || !inY || !inZ) out[n] = outside;
        n++;
      }
    }
  }
  return out;
}

function axes(
  scan: Upright,
  grid: NetworkGrid,
  weigh: (samples: Axis, places: Axis, n: number) => Weights,
): [Weights, Weights, Weights] {
  const one = (n: 0 | 1 | 2) =>
    weigh(
      { count: scan.size[n], step: scan.steps[n] },
      { count: grid.size[n], step: grid.step },
      n,
    );
  return [one(0), one(1), one(2)];
}

function mixAll(
  data: Float32Array,
  [nx, ny, nz]: readonly [number, number, number],
  [x, y, z]: readonly [Weights, Weights, Weights],
): Float32Array {
  const [ty, tz] = [y.weights.length, z.weights.length];
  const byZ = mixAlong(data, z, 1, nz, nx * ny);
  const byY = mixAlong(byZ, y, tz, ny, nx);
  return mixAlong(byY, x, tz * ty, nx, 1);
}
