import { Fault } from "../fault/fault.ts";
import type { Volume } from "../volume/volume.ts";
import { type Dataset, number, requiredNumber, text } from "./dataset.ts";
import { stackSlices } from "./geometry.ts";
import { type ImageHeader, imageHeader } from "./image_header.ts";
import { readPart10, truncated } from "./part10.ts";

/** A series as a scalar volume in patient space, with the header of each slice in order of k. */
export interface SeriesVolume {
  readonly volume: Volume<Float32Array>;
  readonly headers: readonly ImageHeader[];
}

/**
 * Builds the volume of one MR series from its DICOM files, in any order. Values are rescaled
 * (slope and intercept of each slice). Stored pixels may have 8 or 16 bits allocated, any number of
 * bits stored, signed or unsigned, uncompressed little endian.
 *
 * Faults: `modality_not_mr`; `series_truncated` for a file that is cut off; `dicom_invalid` for
 * pixels of another kind; those of {@linkcode stackSlices}.
 */
export function seriesVolume(files: readonly Uint8Array[]): SeriesVolume {
  const datasets = new Map<string, Dataset>();
  const headers = files.map((file) => {
    const dataset = readPart10(file);
    requireMr(dataset);
    const header = imageHeader(dataset);
    datasets.set(header.sopInstanceUid, dataset);
    return header;
  });
  const stack = stackSlices(headers);
  const [ni, nj, nk] = stack.grid.size;
  const data = new Float32Array(ni * nj * nk);
  stack.headers.forEach((header, k) => {
    const dataset = datasets.get(header.sopInstanceUid);
    if (dataset === undefined) throw new TypeError("a stacked header comes from no file");
    readPixels(dataset, data.subarray(k * ni * nj, (k + 1) * ni * nj));
  });
  return { volume: { data, ...stack.grid }, headers: stack.headers };
}

function requireMr(dataset: Dataset): void {
  const modality = text(dataset, "Modality") ?? "?";
  if (modality !== "MR") {
    throw new Fault("modality_not_mr", `modality ${modality}`, { facts: { modality } });
  }
}

/** Writes the rescaled pixels of one image into `slice`, which has Rows x Columns places. */
function readPixels(dataset: Dataset, slice: Float32Array): void {
  const format = pixelFormat(dataset);
  const { PixelData: bytes } = dataset;
  const size = format.allocated / 8;
  if (bytes === undefined || bytes.length < slice.length * size) {
    throw truncated(dataset, "the pixel data ends too early");
  }
  const slope = number(dataset, "RescaleSlope") ?? 1;
  const intercept = number(dataset, "RescaleIntercept") ?? 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Stored bits are moved to the top of 32 and back, which drops foreign bits and extends the sign.
  const up = 31 - format.highBit;
  const down = 32 - format.stored;
  for (let n = 0; n < slice.length; n++) {
    const word = (size === 1 ? view.getUint8(n) : view.getUint16(2 * n, true)) << up;
    slice[n] = (format.signed ? word >> down : word >>> down) * slope + intercept;
  }
}

interface PixelFormat {
  readonly allocated: 8 | 16;
  readonly stored: number;
  readonly highBit: number;
  readonly signed: boolean;
}

function pixelFormat(dataset: Dataset): PixelFormat {
  const allocated = requiredNumber(dataset, "BitsAllocated");
  const stored = number(dataset, "BitsStored") ?? allocated;
  const highBit = number(dataset, "HighBit") ?? stored - 1;
  const photometric = text(dataset, "PhotometricInterpretation") ?? "MONOCHROME2";
  const samples = number(dataset, "SamplesPerPixel") ?? 1;
  if (samples !== 1 || photometric !== "MONOCHROME2") {
    throw invalid(`pixels are ${photometric} with ${samples} samples, not MONOCHROME2`);
  }
  if ((allocated !== 8 && allocated !== 16) || stored < 1 || highBit >= allocated) {
    throw invalid(`pixels have ${stored} of ${allocated} bits, which is not supported`);
  }
  if (highBit < stored - 1) throw invalid("the high bit lies below the stored bits");
  const signed = number(dataset, "PixelRepresentation") === 1;
  return { allocated, stored, highBit, signed };
}

function invalid(reason: string): Fault {
  return new Fault("dicom_invalid", reason, { facts: { reason } });
}
