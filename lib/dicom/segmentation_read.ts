import { Fault } from "../fault/fault.ts";
import { invert } from "../volume/affine.ts";
import { volumeOf } from "../volume/measure.ts";
import type { Grid } from "../volume/resample.ts";
import { position, type Volume } from "../volume/volume.ts";
import { type ReadCode, readCode } from "./codes.ts";
import {
  type Dataset,
  item,
  items,
  number,
  numbers,
  requiredNumber,
  requiredText,
  text,
} from "./dataset.ts";
import { readPart10, truncated } from "./part10.ts";
import { present } from "./present.ts";
import { SEGMENTATION_STORAGE } from "./segmentation.ts";
import { unpackBits } from "./segmentation_bits.ts";

/** One segment of a SEG that was read, with its voxels on the grid. */
export interface ReadSegment {
  readonly number: number;
  readonly label: string;
  readonly category: ReadCode;
  readonly type: ReadCode;
  readonly algorithmName?: string;
  readonly trackingUid?: string;
  readonly voxels: number;
  readonly mm3: number;
  readonly mask: Volume<Uint8Array>;
}

/** A SEG that was read. */
export interface ReadSegmentation {
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string;
  readonly patientName?: string;
  readonly seriesDescription?: string;
  readonly grid: Grid;
  readonly segments: readonly ReadSegment[];
}

/** Where a frame lies and which segment it belongs to. */
interface FramePlace {
  readonly position: readonly number[];
  readonly segment: number;
}

/**
 * Reads a BINARY Segmentation. Frames are placed on `grid` (the source series', so that the masks
 * can be compared voxel by voxel) or, without one, on the grid that the frames themselves span.
 *
 * Faults: `dicom_invalid` for another kind of object, FRACTIONAL and LABELMAP segmentations
 * included; `series_truncated` when frames are missing; `geometry_unusable` when a frame does not
 * lie on a slice of the grid.
 */
export function readSegmentation(bytes: Uint8Array, grid?: Grid): ReadSegmentation {
  const dataset = readPart10(bytes);
  requireBinary(dataset);
  const places = framePlaces(dataset);
  const target = grid ?? ownGrid(dataset, places);
  const masks = placeFrames(dataset, places, target);
  return {
    sopInstanceUid: requiredText(dataset, "SOPInstanceUID"),
    seriesUid: requiredText(dataset, "SeriesInstanceUID"),
    studyUid: requiredText(dataset, "StudyInstanceUID"),
    frameOfReferenceUid: requiredText(dataset, "FrameOfReferenceUID"),
    ...present({ patientName: text(dataset, "PatientName") }),
    ...present({ seriesDescription: text(dataset, "SeriesDescription") }),
    grid: target,
    segments: items(dataset, "SegmentSequence").map((entry) => readSegment(entry, masks, target)),
  };
}

function requireBinary(dataset: Dataset): void {
  if (text(dataset, "SOPClassUID") !== SEGMENTATION_STORAGE) {
    throw invalid("the object is not a segmentation");
  }
  const kind = text(dataset, "SegmentationType");
  if (kind !== "BINARY" || number(dataset, "BitsAllocated") !== 1) {
    throw invalid(`segmentations of type ${kind ?? "?"} are not supported`);
  }
}

function framePlaces(dataset: Dataset): FramePlace[] {
  const shared = item(dataset, "SharedFunctionalGroupsSequence");
  const frames = items(dataset, "PerFrameFunctionalGroupsSequence");
  if (frames.length !== requiredNumber(dataset, "NumberOfFrames")) {
    throw invalid("the frames and their descriptions differ in number");
  }
  return frames.map((frame) => {
    const group = { ...shared, ...frame };
    const place = numbers(item(group, "PlanePositionSequence"), "ImagePositionPatient");
    if (place.length !== 3) throw invalid("a frame has no position");
    const identification = item(group, "SegmentIdentificationSequence");
    return { position: place, segment: requiredNumber(identification, "ReferencedSegmentNumber") };
  });
}

/** Grid from the first to the last frame, spaced as the pixel measures say. */
function ownGrid(dataset: Dataset, places: readonly FramePlace[]): Grid {
  const shared = {
    ...item(dataset, "PerFrameFunctionalGroupsSequence"),
    ...item(dataset, "SharedFunctionalGroupsSequence"),
  };
  const measures = item(shared, "PixelMeasuresSequence");
  const plane = item(shared, "PlaneOrientationSequence");
  const [a, b, c, d, e, f] = numbers(plane, "ImageOrientationPatient");
  const [down, along] = numbers(measures, "PixelSpacing");
  const apart = number(measures, "SpacingBetweenSlices") ?? number(measures, "SliceThickness");
  if (f === undefined || along === undefined || !apart) throw invalid("the frames have no plane");
  const normal = [b! * f - c! * e!, c! * d! - a! * f, a! * e! - b! * d!] as const;
  const along3 = ([x, y, z]: readonly number[]) => normal[0] * x! + normal[1] * y! + normal[2] * z!;
  const sorted = [...places].sort((left, right) => along3(left.position) - along3(right.position));
  const [x, y, z] = sorted[0]!.position;
  const span = along3(sorted[sorted.length - 1]!.position) - along3(sorted[0]!.position);
  return {
    size: [
      requiredNumber(dataset, "Columns"),
      requiredNumber(dataset, "Rows"),
      Math.round(span / apart) + 1,
    ],
    // deno-fmt-ignore
    affine: [
      a! * along, d! * down!, normal[0] * apart, x!,
      b! * along, e! * down!, normal[1] * apart, y!,
      c! * along, f * down!, normal[2] * apart, z!,
    ],
  };
}

/** Unpacks every frame into the mask of its segment. */
function placeFrames(
  dataset: Dataset,
  places: readonly FramePlace[],
  grid: Grid,
): Map<number, Uint8Array> {
  const pixels = requiredNumber(dataset, "Rows") * requiredNumber(dataset, "Columns");
  const [ni, nj, nk] = grid.size;
  const { PixelData: bytes } = dataset;
  if (pixels !== ni * nj) throw offGrid();
  if (bytes === undefined || bytes.length * 8 < pixels * places.length) {
    throw truncated(dataset, "the pixel data ends too early");
  }
  const back = invert(grid.affine);
  const masks = new Map<number, Uint8Array>();
  places.forEach(({ position: [x, y, z], segment }, frame) => {
    const [i, j, at] = position(back, x!, y!, z!);
    const k = Math.round(at);
    const off = Math.max(Math.abs(i), Math.abs(j), Math.abs(at - k));
    if (off > 0.05 || k < 0 || k >= nk) throw offGrid();
    const mask = masks.get(segment) ?? new Uint8Array(pixels * nk);
    mask.set(unpackBits(bytes, frame * pixels, pixels), k * pixels);
    masks.set(segment, mask);
  });
  return masks;
}

function readSegment(entry: Dataset, masks: Map<number, Uint8Array>, grid: Grid): ReadSegment {
  const segment = requiredNumber(entry, "SegmentNumber");
  const data = masks.get(segment) ?? new Uint8Array(grid.size[0] * grid.size[1] * grid.size[2]);
  let voxels = 0;
  for (let n = 0; n < data.length; n++) voxels += data[n]!;
  return {
    number: segment,
    label: requiredText(entry, "SegmentLabel"),
    category: readCode(item(entry, "SegmentedPropertyCategoryCodeSequence")),
    type: readCode(item(entry, "SegmentedPropertyTypeCodeSequence")),
    ...present({ algorithmName: text(entry, "SegmentAlgorithmName") }),
    ...present({ trackingUid: text(entry, "TrackingUID") }),
    voxels,
    mm3: volumeOf(voxels, grid),
    mask: { data, size: grid.size, affine: grid.affine },
  };
}

function invalid(reason: string): Fault {
  return new Fault("dicom_invalid", reason, { facts: { reason } });
}

function offGrid(): Fault {
  const reason = "the frames do not lie on the slices of the source series";
  return new Fault("geometry_unusable", reason, { facts: { reason } });
}
