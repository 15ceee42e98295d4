import { Fault } from "../fault/fault.ts";
import { sameAffine } from "../volume/affine.ts";
import { volumeOf } from "../volume/measure.ts";
import type { Volume } from "../volume/volume.ts";
import { dicomCielab, type Rgb } from "./cielab.ts";
import { type Code, codeItem, SITE } from "./codes.ts";
import type { Dataset } from "./dataset.ts";
import {
  type Algorithm,
  algorithmIdentification,
  contributingEquipment,
  derivedDescription,
  type Device,
  madeAt,
  type NewObject,
  newObject,
  patientAndStudy,
  referencedSeries,
} from "./derived_object.ts";
import { type Frame, functionalGroups } from "./functional_groups.ts";
import { sharedFrameOfReference, type SliceStack } from "./geometry.ts";
import { writePart10 } from "./part10_write.ts";
import { packBits } from "./segmentation_bits.ts";

/** Segmentation Storage (PS3.4 B.5). */
export const SEGMENTATION_STORAGE = "1.2.840.10008.5.1.4.1.1.66.4";

/** One class of the label volume and how the SEG describes it. */
export interface SegmentDefinition {
  /** Value in the label volume, 1 to 255. */
  readonly value: number;
  readonly label: string;
  readonly category: Code;
  readonly type: Code;
  readonly colour: Rgb;
  /** Identity of the finding over time points; the UID is derived by the caller. */
  readonly trackingId: string;
  readonly trackingUid: string;
}

/** What a SEG is made from. */
export interface SegmentationOptions {
  /** Series whose grid the labels have, in the order of k. */
  readonly source: SliceStack;
  readonly labels: Volume<Uint8Array>;
  readonly segments: readonly SegmentDefinition[];
  readonly algorithm: Algorithm;
  readonly device: Device;
  readonly object: NewObject;
  readonly dimensionOrganizationUid: string;
}

/** A segment that was written, with the number it has in the object. */
export interface WrittenSegment extends SegmentDefinition {
  readonly number: number;
  readonly voxels: number;
  readonly mm3: number;
}

/** A SEG as file and what stands in it; `empty` are the classes without a voxel, left out. */
export interface Segmentation {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly segments: readonly WrittenSegment[];
  readonly empty: readonly SegmentDefinition[];
}

/**
 * Writes labels as a DICOM Segmentation (PS3.3 A.51): BINARY, one segment a class, only slices with
 * something in them, each frame with its source image. Segment numbers run from 1 without a gap.
 * Gives undefined when no class has a voxel: a SEG needs a frame, and the report says it instead.
 *
 * Faults: `geometry_unusable` when labels and source do not have the same grid,
 * `frame_of_reference_mixed` when the source has not exactly one, `internal` for labels that no
 * segment defines.
 */
export function makeSegmentation(options: SegmentationOptions): Segmentation | undefined {
  requireSameGrid(options);
  const { written, empty } = countSegments(options);
  if (written.length === 0) return undefined;
  const frames = written.flatMap((segment) => framesOf(segment, options.labels));
  const dataset: Dataset = {
    ...identification(options),
    ...segmentationImage(options, written),
    ...functionalGroups(frames, options.source, options.dimensionOrganizationUid),
    PixelData: packBits(frames.map((frame) => frame.pixels)),
  };
  return {
    bytes: writePart10(dataset),
    sopInstanceUid: options.object.sopInstanceUid,
    seriesUid: options.object.seriesUid,
    segments: written,
    empty,
  };
}

function requireSameGrid({ source, labels }: SegmentationOptions): void {
  const { grid, headers } = source;
  const same = labels.size.every((count, axis) => count === grid.size[axis]) &&
    sameAffine(labels.affine, grid.affine) && headers.length === grid.size[2];
  if (same) return;
  const reason = "the labels do not lie on the grid of the source series";
  throw new Fault("geometry_unusable", reason, { facts: { reason } });
}

function countSegments({ segments, labels }: SegmentationOptions) {
  const counts = new Float64Array(256);
  for (let n = 0; n < labels.data.length; n++) counts[labels.data[n]!]!++;
  const unknown = counts.findIndex((count, value) =>
    value > 0 && count > 0 && !segments.some((segment) => segment.value === value)
  );
  if (unknown > 0) throw new Fault("internal", `no segment is defined for label ${unknown}`);
  const present = segments.filter((segment) => counts[segment.value]! > 0);
  const written = present.map((segment, index): WrittenSegment => {
    const voxels = counts[segment.value]!;
    return { ...segment, number: index + 1, voxels, mm3: volumeOf(voxels, labels) };
  });
  return { written, empty: segments.filter((segment) => !present.includes(segment)) };
}

function framesOf(segment: WrittenSegment, labels: Volume<Uint8Array>): Frame[] {
  const [ni, nj, nk] = labels.size;
  const frames: Frame[] = [];
  for (let k = 0; k < nk; k++) {
    const slice = labels.data.subarray(k * ni * nj, (k + 1) * ni * nj);
    if (!slice.includes(segment.value)) continue;
    frames.push({
      segment: segment.number,
      k,
      pixels: slice.map((value) => value === segment.value ? 1 : 0),
    });
  }
  return frames;
}

function identification(options: SegmentationOptions): Dataset {
  const { source, algorithm, device, object } = options;
  const [first] = source.headers;
  if (first === undefined) throw new TypeError("a source series without images");
  const made = madeAt(object, first);
  return {
    ...patientAndStudy(first),
    ...newObject(object, device, made),
    ...contributingEquipment(algorithm, device, made),
    SOPClassUID: SEGMENTATION_STORAGE,
    Modality: "SEG",
    SeriesDescription: derivedDescription(algorithm),
    FrameOfReferenceUID: sharedFrameOfReference(source.headers),
    PositionReferenceIndicator: [],
    ReferencedSeriesSequence: referencedSeries(source.headers, "ReferencedInstanceSequence"),
  };
}

/** Segmentation Image module (PS3.3 C.8.20.2) and the pixel description it fixes. */
function segmentationImage(
  { algorithm, labels }: SegmentationOptions,
  written: readonly WrittenSegment[],
): Dataset {
  return {
    ImageType: ["DERIVED", "PRIMARY"],
    ContentLabel: "TUMOUR",
    ContentDescription: "Brain tumour regions found by software",
    ContentCreatorName: [],
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    PixelRepresentation: 0,
    Rows: labels.size[1],
    Columns: labels.size[0],
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    LossyImageCompression: "00",
    SegmentationType: "BINARY",
    SegmentsOverlap: "NO",
    SegmentSequence: written.map((segment) => ({
      SegmentNumber: segment.number,
      SegmentLabel: segment.label,
      SegmentAlgorithmType: "AUTOMATIC",
      SegmentAlgorithmName: algorithm.name,
      SegmentationAlgorithmIdentificationSequence: [algorithmIdentification(algorithm)],
      SegmentedPropertyCategoryCodeSequence: [codeItem(segment.category)],
      SegmentedPropertyTypeCodeSequence: [codeItem(segment.type)],
      AnatomicRegionSequence: [codeItem(SITE.brain)],
      RecommendedDisplayCIELabValue: dicomCielab(segment.colour),
      TrackingID: segment.trackingId,
      TrackingUID: segment.trackingUid,
    })),
  };
}
