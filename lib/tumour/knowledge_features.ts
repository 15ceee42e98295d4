import { type Knowledge, ownFeatures } from "../models/knowledge_file.ts";
import type { Volume } from "../volume/volume.ts";
import { boundsOf } from "./brain_mask.ts";
import type { Prepared } from "./prepare.ts";

/** Pairs of sequences by their places among the channels. */
const PAIRS = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]] as const;

/** Which image stands for which sequence, by their places among the channels. */
export type Order = readonly number[];

/** A feature, and the sequences (by place) that it looks at. */
export type Looks = readonly (readonly number[])[];

/**
 * Features of the normalised images in the brain, in the file's order: of each sequence its
 * percentiles, the correlation of voxels `lagMm` apart along x, its mean deep in the brain and near
 * its surface; the correlations between sequences; the percentiles of their differences. The same
 * numbers as training/segmentation/knowledge.py gives, but for rounding.
 */
export function knowledgeFeatures(
  { channels, mask, grid }: Pick<Prepared, "channels" | "mask" | "grid">,
  known: Knowledge,
): number[] {
  const inside = sampled(channels, mask.data, known.mostVoxels);
  const lag = Math.max(1, Math.round(known.lagMm / grid.affine[0]));
  const own = channels.flatMap((image, n) => [
    ...percentiles(inside[n]!.slice(), known.percentiles),
    selfCorrelation(image, mask, lag),
    ...shellMeans(image, mask, known.shells),
  ]);
  const correlations = PAIRS.map(([a, b]) => correlation(inside[a]!, inside[b]!));
  const differences = PAIRS.flatMap(([a, b]) => {
    const other = inside[b]!;
    const difference = inside[a]!.map((value, n) => value - other[n]!);
    return percentiles(difference, known.differencePercentiles);
  });
  return [...own, ...correlations, ...differences];
}

/** Correlations between sequences, the part of the features that shows a repeated image. */
export function pairCorrelations(features: readonly number[], known: Knowledge) {
  const first = 4 * ownFeatures(known);
  return PAIRS.map((pair, n) => ({ pair, value: features[first + n]! }));
}

/** The features that the study would have with image `order[n]` in place of image n. */
export function asIf(features: readonly number[], order: Order, known: Knowledge): number[] {
  const [own, width] = [ownFeatures(known), known.differencePercentiles.length];
  const pairOf = (a: number, b: number) =>
    PAIRS.findIndex(([one, other]) => one === Math.min(a, b) && other === Math.max(a, b));
  const turned = PAIRS.map(([a, b]) => [order[a]!, order[b]!] as const);
  return [
    ...order.flatMap((image) => features.slice(image * own, (image + 1) * own)),
    ...turned.map(([a, b]) => features[4 * own + pairOf(a, b)]!),
    ...turned.flatMap(([a, b]) => {
      const first = 4 * own + PAIRS.length + pairOf(a, b) * width;
      const values = features.slice(first, first + width);
      // The difference the other way round: percentiles mirrored about 50, with the other sign.
      return a < b ? values : values.reverse().map((value) => -value);
    }),
  ];
}

/** Which sequences each feature looks at. */
export function looksOf(known: Knowledge): Looks {
  const own = Array.from({ length: ownFeatures(known) });
  return [
    ...[0, 1, 2, 3].flatMap((n) => own.map(() => [n])),
    ...PAIRS,
    ...PAIRS.flatMap((pair) => known.differencePercentiles.map(() => pair)),
  ];
}

/** Values in the mask in the order of the voxels; every n-th of more than `most`. */
function sampled(
  channels: readonly Float32Array[],
  mask: Uint8Array,
  most: number,
): Float32Array[] {
  const voxels = mask.reduce((sum, value) => sum + value, 0);
  const stride = Math.max(1, Math.floor(voxels / most));
  const places: number[] = [];
  let seen = 0;
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] !== 0 && seen++ % stride === 0) places.push(n);
  }
  return channels.map((image) => Float32Array.from(places, (n) => image[n]!));
}

/** Percentiles with linear interpolation between ranks. Sorts `values`. */
function percentiles(values: Float32Array, wanted: readonly number[]): number[] {
  values.sort();
  return wanted.map((percent) => {
    const rank = percent / 100 * (values.length - 1);
    const below = values[Math.floor(rank)]!;
    return below + (rank % 1) * (values[Math.ceil(rank)]! - below);
  });
}

/** Pearson's correlation of pairs that come one by one; 0 where one side does not vary. */
class Correlation {
  #count = 0;
  readonly #sums = [0, 0, 0, 0, 0];

  add(x: number, y: number): void {
    const sums = this.#sums;
    this.#count++;
    sums[0]! += x;
    sums[1]! += y;
    sums[2]! += x * x;
    sums[3]! += y * y;
    sums[4]! += x * y;
  }

  value(): number {
    const n = this.#count;
    const [x, y, xx, yy, xy] = this.#sums as [number, number, number, number, number];
    const spread = Math.sqrt((xx - x * x / n) * (yy - y * y / n));
    return spread > 0 ? (xy - x * y / n) / spread : 0;
  }
}

function correlation(left: Float32Array, right: Float32Array): number {
  const both = new Correlation();
  for (let n = 0; n < left.length; n++) both.add(left[n]!, right[n]!);
  return both.value();
}

/** How alike voxels `lag` columns apart are, where both lie in the brain. */
function selfCorrelation(image: Float32Array, { data, size }: Volume<Uint8Array>, lag: number) {
  const both = new Correlation();
  for (let n = lag; n < data.length; n++) {
    if (n % size[0] < lag || data[n] === 0 || data[n - lag] === 0) continue;
    both.add(image[n]!, image[n - lag]!);
  }
  return both.value();
}

/** Means deep in the brain and near its surface, by the ellipsoid in the mask's bounding box. */
function shellMeans(
  image: Float32Array,
  mask: Volume<Uint8Array>,
  [deep, shallow]: Knowledge["shells"],
): [number, number] {
  const box = boundsOf(mask) ?? [[0, 0], [0, 0], [0, 0]];
  const squares = mask.size.map((count, axis) => {
    const [first, last] = box[axis]!;
    const half = Math.max((last - first) / 2, 1);
    return Float64Array.from({ length: count }, (_, n) => ((n - (first + last) / 2) / half) ** 2);
  });
  const [ni, nj] = mask.size;
  const [inner, outer] = [{ sum: 0, count: 0 }, { sum: 0, count: 0 }];
  for (let n = 0; n < mask.data.length; n++) {
    if (mask.data[n] === 0) continue;
    const row = Math.floor(n / ni);
    const radius = Math.sqrt(
      squares[2]![Math.floor(row / nj)]! + squares[1]![row % nj]! + squares[0]![n % ni]!,
    );
    const shell = radius < deep ? inner : radius > shallow ? outer : undefined;
    if (shell === undefined) continue;
    shell.sum += image[n]!;
    shell.count++;
  }
  return [inner.sum / Math.max(1, inner.count), outer.sum / Math.max(1, outer.count)];
}
