import { spacing } from "../volume/volume.ts";
import { codeItem, DERIVATION } from "./codes.ts";
import type { Dataset } from "./dataset.ts";
import { referencedInstance } from "./derived_object.ts";
import type { SliceStack } from "./geometry.ts";
import type { ImageHeader } from "./image_header.ts";
import { type Keyword, TAGS } from "./tags.ts";

/** A slice of one segment: segment number, slice index k, and its pixels, 0 or 1. */
export interface Frame {
  readonly segment: number;
  readonly k: number;
  readonly pixels: Uint8Array;
}

/**
 * Multi-frame Functional Groups and Dimension modules (PS3.3 C.7.6.16, C.7.6.17) of a segmentation:
 * frames are indexed by segment, then by the slice's place along the normal, and each names the
 * source image it was made from.
 */
export function functionalGroups(
  frames: readonly Frame[],
  source: SliceStack,
  dimensionOrganizationUid: string,
): Dataset {
  const slices = [...new Set(frames.map((frame) => frame.k))].sort((a, b) => a - b);
  const index = new Map(slices.map((k, n) => [k, n + 1]));
  const organization = { DimensionOrganizationUID: dimensionOrganizationUid };
  return {
    NumberOfFrames: frames.length,
    DimensionOrganizationSequence: [organization],
    DimensionIndexSequence: [
      {
        ...organization,
        DimensionIndexPointer: tagNumber("ReferencedSegmentNumber"),
        FunctionalGroupPointer: tagNumber("SegmentIdentificationSequence"),
        DimensionDescriptionLabel: "Segment number",
      },
      {
        ...organization,
        DimensionIndexPointer: tagNumber("ImagePositionPatient"),
        FunctionalGroupPointer: tagNumber("PlanePositionSequence"),
        DimensionDescriptionLabel: "Slice position",
      },
    ],
    SharedFunctionalGroupsSequence: [sharedGroups(source)],
    PerFrameFunctionalGroupsSequence: frames.map((frame) => ({
      FrameContentSequence: [
        { DimensionIndexValues: [frame.segment, index.get(frame.k) ?? 0] },
      ],
      PlanePositionSequence: [
        { ImagePositionPatient: source.headers[frame.k]?.position ?? [] },
      ],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: frame.segment }],
      DerivationImageSequence: [derivation(source.headers[frame.k])],
    })),
  };
}

function sharedGroups({ grid, headers }: SliceStack): Dataset {
  const [along, down, apart] = spacing(grid.affine);
  const { orientation, sliceThickness, pixelSpacing } = headers[0] ?? {};
  return {
    PixelMeasuresSequence: [{
      PixelSpacing: pixelSpacing ?? [down, along],
      SliceThickness: sliceThickness ?? apart,
      SpacingBetweenSlices: apart,
    }],
    PlaneOrientationSequence: [{ ImageOrientationPatient: orientation ?? [] }],
  };
}

/** Derivation Image macro (PS3.3 C.7.6.16.2.6): from which source image a frame was made. */
function derivation(source: ImageHeader | undefined): Dataset {
  if (source === undefined) throw new TypeError("a frame without a source image");
  return {
    DerivationCodeSequence: [codeItem(DERIVATION.segmentation)],
    SourceImageSequence: [{
      ...referencedInstance(source),
      PurposeOfReferenceCodeSequence: [codeItem(DERIVATION.sourceImage)],
      SpatialLocationsPreserved: "YES",
    }],
  };
}

/** A tag as the value of an AT attribute. */
function tagNumber(keyword: Keyword): number {
  return parseInt(TAGS[keyword][0], 16);
}
