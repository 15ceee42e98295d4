import { boundsOf } from "../tumour/brain_mask.ts";
import { distanceTo } from "../volume/distance.ts";
import { maskOf } from "../volume/overlap.ts";
import { connectedRegions, type Regions } from "../volume/regions.ts";
import { type Volume, voxelVolume } from "../volume/volume.ts";
import type { CaseLesions } from "./case.ts";
import { longestDiameter } from "./longest_diameter.ts";

/** Which label values mean what; the shipped pack's by default. */
export interface LabelMeaning {
  readonly core: readonly number[];
  readonly enhancing: readonly number[];
  readonly oedema: readonly number[];
}

const BRATS: LabelMeaning = { core: [1, 4], enhancing: [4], oedema: [2] };

/** What a segmentation says about where its lesions come from. Null: cannot be measured here. */
export interface LesionFeatures {
  /** Lesions that no signal change joins: components of the whole tumour that hold a core. */
  readonly lesionCount: number;
  /**
   * Separate cores of at least 30 mm3 (of the whole tumour where there is no core). Pieces within
   * 6 mm of each other in one oedema are one: a drawn core falls apart more easily than a lesion. A core of
   * smaller specks alone is one. Left out by readings before version 1 of the model.
   */
  readonly foci?: number;
  /** Whether one whole tumour holds several of the cores; null for fewer than two cores. */
  readonly t2Connected?: boolean | null;
  /** Longest diameter of the largest core in mm; shown, not used: no published ratio was found. */
  readonly largestDiameterMm?: number | null;
  /** Longest diameter of the largest lesion with its oedema over that of its enhancing part. */
  readonly diameterRatio: number | null;
  /** Oedema over core, areas on the slice (k) where the core is largest. */
  readonly areaRatio: number | null;
  /** Oedema over core, volumes; shown, not used: no published ratio was found. */
  readonly volumeRatio: number | null;
}

/**
 * The measured part of a case. Readings before version 1 of the model counted lesions, not cores:
 * their count stands in, and whether an oedema joins several is not known.
 */
export function caseLesions(features: LesionFeatures): CaseLesions {
  const { foci, lesionCount, t2Connected, diameterRatio, areaRatio } = features;
  return { foci: foci ?? lesionCount, t2Connected: t2Connected ?? null, diameterRatio, areaRatio };
}

/** Less core than this many mm3 is noise of the network rather than lesions. */
const LEAST_LESION_MM3 = 30;

/**
 * Cores grow by this much before they are counted, so that pieces of one core meet: as in BraTS
 * 2023's lesion-wise measures, which grow the lesions of gliomas three times by one voxel of 1 mm.
 */
const MERGE_MM = 3;

/** Measures the features on a label map. An empty one has no lesion and no focus. */
export function lesionFeatures(
  drawn: Volume<Uint8Array>,
  meaning: LabelMeaning = BRATS,
): LesionFeatures {
  const labels = drawnPart(drawn);
  const core = maskOf(labels, meaning.core);
  const whole = maskOf(labels, [...meaning.core, ...meaning.oedema]);
  const enhancing = maskOf(labels, meaning.enhancing);
  const coreVoxels = count(core.data);
  const lesions = connectedRegions(whole, 26);
  const cores = coreVoxels > 0 ? mergedCores(core, whole) : lesions;
  const voxel = voxelVolume(labels.affine);
  return {
    ...countLesions(lesions, cores, voxel),
    largestDiameterMm: coreVoxels > 0 ? longestDiameter(largestOf(core, cores)) : null,
    diameterRatio: diameterRatio(whole, lesions, enhancing),
    areaRatio: areaRatio(core, whole),
    volumeRatio: coreVoxels > 0 ? (count(whole.data) - coreVoxels) / coreVoxels : null,
  };
}

/**
 * The smallest box of whole slices, rows and columns that holds every label: a tumour is a small part
 * of a head, and all that is measured here is lengths, areas and counts, wherever it lies.
 */
function drawnPart(drawn: Volume<Uint8Array>): Volume<Uint8Array> {
  const bounds = boundsOf(drawn);
  if (bounds === undefined) return drawn;
  const [[left, right], [front, back], [bottom, top]] = bounds;
  const [ni, nj] = drawn.size;
  const size = [right - left + 1, back - front + 1, top - bottom + 1] as const;
  const [width, height, depth] = size;
  const data = new Uint8Array(width * height * depth);
  for (let row = 0; row < height * depth; row++) {
    const [j, k] = [front + row % height, bottom + Math.floor(row / height)];
    const from = left + ni * (j + nj * k);
    data.set(drawn.data.subarray(from, from + width), row * width);
  }
  return { data, size, affine: drawn.affine };
}

/**
 * Regions of a core whose pieces count together where they lie near each other within one lesion:
 * the growth stays inside the whole tumour, so that neighbours without a common oedema stay apart.
 */
function mergedCores(core: Volume<Uint8Array>, whole: Volume<Uint8Array>): Regions {
  const distance = distanceTo(core).data;
  const near = whole.data.map((value, n) => value !== 0 && distance[n]! <= MERGE_MM ? 1 : 0);
  const grown = connectedRegions({ ...core, data: near }, 26);
  const voxels = new Int32Array(grown.count + 1);
  const labels = grown.labels.map((label, n) => core.data[n] === 0 ? 0 : label);
  for (const label of labels) if (label !== 0) voxels[label]!++;
  return { ...grown, labels, voxels };
}

/** Cores of enough volume, the lesions that hold them, and whether one lesion holds several. */
function countLesions(lesions: Regions, cores: Regions, voxel: number) {
  const held = new Map<number, number>(); // cores by the lesion that holds them
  const seen = new Set<number>();
  for (let n = 0; n < cores.labels.length; n++) {
    const label = cores.labels[n]!;
    if (label === 0 || seen.has(label)) continue;
    seen.add(label);
    if (cores.voxels[label]! * voxel < LEAST_LESION_MM3) continue;
    const lesion = lesions.labels[n]!;
    held.set(lesion, (held.get(lesion) ?? 0) + 1);
  }
  const specks = held.size === 0 && cores.count > 0 ? 1 : 0;
  const foci = [...held.values()].reduce((sum, one) => sum + one, specks);
  return {
    lesionCount: held.size + specks,
    foci,
    t2Connected: foci < 2 ? null : [...held.values()].some((one) => one > 1),
  };
}

function largestOf(mask: Volume<Uint8Array>, { labels, voxels }: Regions): Volume<Uint8Array> {
  const largest = voxels.indexOf(voxels.reduce((most, size) => Math.max(most, size), 0));
  return { ...mask, data: mask.data.map((_, n) => labels[n] === largest ? 1 : 0) };
}

function diameterRatio(
  whole: Volume<Uint8Array>,
  lesions: Regions,
  enhancing: Volume<Uint8Array>,
): number | null {
  if (lesions.count === 0) return null;
  const largest = largestOf(whole, lesions);
  const data = enhancing.data.map((value, n) => value !== 0 && largest.data[n] === 1 ? 1 : 0);
  const mass = longestDiameter({ ...enhancing, data });
  return mass === 0 ? null : longestDiameter(largest) / mass;
}

function areaRatio(core: Volume<Uint8Array>, whole: Volume<Uint8Array>): number | null {
  const [ni, nj, nk] = core.size;
  const areas = (mask: Volume<Uint8Array>) =>
    Array.from({ length: nk }, (_, k) => count(mask.data.subarray(k * ni * nj, (k + 1) * ni * nj)));
  const [cores, wholes] = [areas(core), areas(whole)];
  const slice = cores.indexOf(Math.max(...cores));
  const [inner, outer] = [cores[slice] ?? 0, wholes[slice] ?? 0];
  return inner === 0 ? null : (outer - inner) / inner;
}

function count(data: Uint8Array): number {
  let set = 0;
  for (const value of data) set += value;
  return set;
}
