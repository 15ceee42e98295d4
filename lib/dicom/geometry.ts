import { Fault } from "../fault/fault.ts";
import type { Grid } from "../volume/resample.ts";
import { decimalString } from "./decimal_string.ts";
import type { ImageHeader } from "./image_header.ts";

type Vector = readonly [x: number, y: number, z: number];

/** Header of an image whose plane is complete. */
type Placed =
  & ImageHeader
  & Required<Pick<ImageHeader, "position" | "orientation" | "pixelSpacing">>;

/** Images of one series in the order of the volume's k, and the grid they form. */
export interface SliceStack {
  readonly headers: readonly ImageHeader[];
  readonly grid: Grid;
}

/** Direction cosines of one series may differ by this much: 0.06 degrees, rounding in DS. */
const COSINE_TOLERANCE = 1e-3;

/** Distances between slices may differ from their median by this share, or this many mm. */
const SPACING_SHARE = 0.01;
const SPACING_SLACK = 0.02;

/** Slices may be shifted against each other within their plane by this many mm in all. */
const SHEAR_SLACK = 0.1;

/** Slices closer than this are at one place. */
const SAME_PLACE = 0.01;

/**
 * Orders the images of one series along their normal (cross product of the row and the column
 * direction, PS3.3 C.7.6.2.1.1) and gives the affine in LPS: i runs along a row, j down a column, k
 * along the normal. The order of files, instance numbers and slice locations play no part; oblique
 * series are as good as any.
 *
 * Faults: `series_single_slice`; `frame_of_reference_mixed`; `series_truncated` when slices are
 * missing between others; `geometry_unusable` for images without a plane, of different size,
 * orientation or pixel spacing, twice at one place, unevenly spaced, or not above each other.
 */
export function stackSlices(headers: readonly ImageHeader[]): SliceStack {
  const series = seriesName(headers);
  if (headers.length < 2) {
    throw new Fault("series_single_slice", "a volume needs at least two slices", {
      facts: { series, slices: headers.length },
    });
  }
  const placed = headers.map((header) => requirePlane(header, series));
  const first = placed[0]!;
  for (const header of placed) requireSamePlane(first, header, series);
  const [row, column] = frameAxes(first);
  const normal = cross(row, column);
  const sorted = placed
    .map((header) => ({ header, at: dot(header.position, normal) }))
    .sort((left, right) => left.at - right.at);
  requireEvenSpacing(sorted.map((entry) => entry.at), series);
  const ordered = sorted.map((entry) => entry.header);
  return { headers: ordered, grid: gridOf(ordered, row, column, series) };
}

/**
 * The frame of reference that all images share. Throws `frame_of_reference_mixed` when there is
 * more than one, and when an image has none: nothing then says that two series lie in the same
 * space.
 */
export function sharedFrameOfReference(headers: readonly ImageHeader[]): string {
  const found = new Set(headers.map((header) => header.frameOfReferenceUid ?? ""));
  const [uid] = found;
  if (found.size !== 1 || !uid) {
    throw new Fault("frame_of_reference_mixed", `${found.size} frames of reference`, {
      facts: { series: [...new Set(headers.map((header) => seriesName([header])))].join(", ") },
    });
  }
  return uid;
}

/** What a user knows the series by: its description, else its number, else its UID. */
export function seriesName(headers: readonly ImageHeader[]): string {
  const [first] = headers;
  if (first === undefined) return "?";
  const { seriesDescription, seriesNumber, seriesUid } = first;
  return seriesDescription ?? (seriesNumber === undefined ? seriesUid : `series ${seriesNumber}`);
}

function requirePlane(header: ImageHeader, series: string): Placed {
  const { position, orientation, pixelSpacing, numberOfFrames } = header;
  if (numberOfFrames > 1) throw unusable(series, "multi-frame objects are not supported");
  if (position === undefined || orientation === undefined || pixelSpacing === undefined) {
    throw unusable(series, "an image says neither where it lies nor how its pixels are spaced");
  }
  if (!(pixelSpacing[0] > 0 && pixelSpacing[1] > 0)) {
    throw unusable(series, "the pixel spacing is not positive");
  }
  const [row, column] = directions({ orientation });
  const orthonormal = Math.abs(length(row) - 1) < COSINE_TOLERANCE &&
    Math.abs(length(column) - 1) < COSINE_TOLERANCE &&
    Math.abs(dot(row, column)) < COSINE_TOLERANCE;
  if (!orthonormal) throw unusable(series, "row and column direction are not perpendicular");
  return { ...header, position, orientation, pixelSpacing };
}

function requireSamePlane(first: Placed, header: Placed, series: string): void {
  if (header.seriesUid !== first.seriesUid) throw unusable(series, "images of several series");
  if (header.frameOfReferenceUid !== first.frameOfReferenceUid) {
    throw new Fault("frame_of_reference_mixed", "frames of reference differ within a series", {
      facts: { series },
    });
  }
  if (header.rows !== first.rows || header.columns !== first.columns) {
    throw unusable(series, "the images differ in size");
  }
  if (header.orientation.some((c, n) => Math.abs(c - first.orientation[n]!) > COSINE_TOLERANCE)) {
    throw unusable(series, "the images differ in orientation");
  }
  if (header.pixelSpacing.some((mm, n) => Math.abs(mm / first.pixelSpacing[n]! - 1) > 1e-3)) {
    throw unusable(series, "the images differ in pixel spacing");
  }
}

/** Checks the distances between neighbours against their median. */
function requireEvenSpacing(along: readonly number[], series: string): void {
  const gaps = along.slice(1).map((at, n) => at - along[n]!);
  const twice = gaps.filter((gap) => gap < SAME_PLACE).length;
  if (twice > 0) throw unusable(series, `${twice} slices lie where another one lies already`);
  const median = [...gaps].sort((left, right) => left - right)[gaps.length >> 1]!;
  const slack = Math.max(SPACING_SLACK, SPACING_SHARE * median);
  const uneven = gaps.filter((gap) => Math.abs(gap - median) > slack);
  if (uneven.length === 0) return;
  const missing = uneven.map((gap) => Math.round(gap / median) - 1);
  const whole = uneven.every((gap, n) =>
    missing[n]! > 0 && Math.abs(gap - (missing[n]! + 1) * median) <= slack
  );
  if (whole) {
    const count = missing.reduce((sum, slices) => sum + slices, 0);
    throw new Fault("series_truncated", `${count} slices missing between others`, {
      facts: { series, slices: count },
    });
  }
  throw unusable(series, "the distances between slices differ");
}

function gridOf(ordered: readonly Placed[], row: Vector, column: Vector, series: string): Grid {
  const first = ordered[0]!;
  const last = ordered[ordered.length - 1]!;
  const steps = ordered.length - 1;
  const [x, y, z] = first.position;
  const step = first.position.map((from, n) => (last.position[n]! - from) / steps);
  if (Math.hypot(dot(step, row), dot(step, column)) * steps > SHEAR_SLACK) {
    throw unusable(series, "the slices do not lie above each other");
  }
  const normal = cross(row, column);
  // As DS would write it: the spacing in a derived object is then this very number.
  const distance = Number(decimalString(dot(step, normal)));
  const [along, down] = [first.pixelSpacing[1], first.pixelSpacing[0]];
  return {
    size: [first.columns, first.rows, ordered.length],
    // deno-fmt-ignore
    affine: [
      row[0] * along, column[0] * down, normal[0] * distance, x,
      row[1] * along, column[1] * down, normal[1] * distance, y,
      row[2] * along, column[2] * down, normal[2] * distance, z,
    ],
  };
}

/**
 * Row and column direction, made exactly perpendicular and of length 1: written cosines are
 * rounded, and a voxel's volume must be the product of the three spacings.
 */
function frameAxes({ orientation }: Pick<Placed, "orientation">): [row: Vector, column: Vector] {
  const [along, down] = directions({ orientation });
  const row = scaled(along, 1 / length(along));
  const lean = dot(down, row);
  const upright: Vector = [
    down[0] - lean * row[0],
    down[1] - lean * row[1],
    down[2] - lean * row[2],
  ];
  return [row, scaled(upright, 1 / length(upright))];
}

function directions({ orientation }: Pick<Placed, "orientation">): [row: Vector, column: Vector] {
  const [a, b, c, d, e, f] = orientation;
  return [[a, b, c], [d, e, f]];
}

function cross([a, b, c]: Vector, [d, e, f]: Vector): Vector {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

function dot(left: readonly number[], right: Vector): number {
  return left[0]! * right[0] + left[1]! * right[1] + left[2]! * right[2];
}

function scaled([x, y, z]: Vector, factor: number): Vector {
  return [x * factor, y * factor, z * factor];
}

function length(vector: Vector): number {
  return Math.hypot(...vector);
}

function unusable(series: string, problem: string): Fault {
  const reason = `${problem} (${series})`;
  return new Fault("geometry_unusable", problem, { facts: { reason, series } });
}
