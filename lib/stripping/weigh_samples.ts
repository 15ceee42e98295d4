/** For each place along one axis: the samples that it is a mean of, with their weights (sum 1). */
export interface Weights {
  /** Whether the place lies in the field of view of the samples. */
  readonly inside: readonly boolean[];
  readonly first: readonly number[];
  readonly weights: readonly (readonly number[])[];
}

/** Where the samples of one axis lie: `step` mm apart, the first one at 0. */
export interface Axis {
  readonly count: number;
  readonly step: number;
}

/**
 * Tent-weighted means of `from`'s samples at `to`'s places, whose middle lies at `middle` mm. The
 * tent is as wide as the larger of both steps: fine samples are averaged, coarse ones interpolated.
 * Places more than half a step beyond the first or last sample get no sample; nearer ones get it whole.
 */
export function ontoPlaces(from: Axis, to: Axis, middle: number): Weights {
  const last = (from.count - 1) * from.step;
  const reach = Math.max(from.step, to.step);
  return weigh(to.count, from.count, (n) => {
    const at = (n - (to.count - 1) / 2) * to.step + middle;
    const inside = at >= -from.step / 2 && at <= last + from.step / 2;
    const near = Math.max(0, Math.min(last, at));
    return { inside, near: near / from.step, reach: reach / from.step };
  });
}

/** Linear interpolation of the places' values at the samples: the way back of `ontoPlaces`. */
export function backToSamples(samples: Axis, places: Axis, middle: number): Weights {
  return weigh(samples.count, places.count, (n) => {
    const at = (n * samples.step - middle) / places.step + (places.count - 1) / 2;
    const inside = at >= -0.5 && at <= places.count - 0.5;
    return { inside, near: Math.max(0, Math.min(places.count - 1, at)), reach: 1 };
  });
}

/** `near` and `reach` in samples. */
function weigh(
  count: number,
  samples: number,
  where: (n: number) => { inside: boolean; near: number; reach: number },
): Weights {
  const inside: boolean[] = [];
  const first: number[] = [];
  const weights: number[][] = [];
  for (let n = 0; n < count; n++) {
    const { inside: seen, near, reach } = where(n);
    const from = Math.max(0, Math.floor(near - reach) + 1);
    const to = Math.min(samples - 1, Math.ceil(near + reach) - 1);
    const row = seen
      ? Array.from({ length: to - from + 1 }, (_, i) => 1 - Math.abs(near - from - i) / reach)
      : [];
    const total = row.reduce((sum, weight) => sum + weight, 0);
    inside.push(seen);
    first.push(from);
    weights.push(row.map((weight) => weight / total));
  }
  return { inside, first, weights };
}

/**
 * Applies weights along one axis of an array with `outer` blocks of `weights`' samples, each of
 * `inner` values that lie together.
 */
export function mixAlong(
  data: Float32Array,
  { first, weights }: Weights,
  outer: number,
  samples: number,
  inner: number,
): Float32Array {
  const count = weights.length;
  const out = new Float32Array(outer * count * inner);
  for (let block = 0; block < outer; block++) {
    for (let n = 0; n < count; n++) {
      const to = (block * count + n) * inner;
      const from = (block * samples + (first[n] as number)) * inner;
      const row = weights[n] as readonly number[];
      if (inner === 1) {
        let sum = 0;
        for (let step = 0; step < row.length; step++) {
          sum += (row[step] as number) * (data[from + step] as number);
        }
        out[to] = sum;
        continue;
      }
      for (let step = 0; step < row.length; step++) {
        const weight = row[step] as number;
        const source = from + step * inner;
        for (let i = 0; i < inner; i++) {
          out[to + i] = (out[to + i] as number) + weight * (data[source + i] as number);
        }
      }
    }
  }
  return out;
}
