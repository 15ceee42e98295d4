import { Fault } from "../fault/fault.ts";
import { position, spacing, type Volume, type VoxelArray } from "../volume/volume.ts";
import type { Dataset } from "./dataset.ts";
import { dicomDate, dicomTime, patientAndStudy } from "./derived_object.ts";
import type { Acquisition, PatientIdentity, StudyIdentity } from "./image_header.ts";
import { writePart10 } from "./part10_write.ts";
import { present } from "./present.ts";
import { deriveUid } from "./uid.ts";

/** MR Image Storage (PS3.4 B.5). */
export const MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";

/** Largest stored value after scaling: 12 bits and a little, as scanners have it. */
const FULL_SCALE = 4000;

/** What an MR series is made from; sequence facts as in a header that was read. */
export interface MrSeriesOptions {
  readonly volume: Volume<VoxelArray>;
  readonly patient: PatientIdentity;
  readonly study: StudyIdentity;
  readonly seriesUid: string;
  readonly frameOfReferenceUid: string;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  readonly acquisition: Partial<Acquisition>;
  /** How the images came about, for images that no scanner made. */
  readonly derivation: string;
  readonly created: Date;
}

/**
 * Writes a volume as a classic MR series: one DICOM file a slice, in the order of k. Instance UIDs
 * are derived from the series' UID, so the same call gives the same objects. Whole numbers that fit
 * 16 bits are stored as they are; others are scaled to 0..4000 around an untouched zero (MR values
 * have no unit). Throws `geometry_unusable` when the affine is sheared: slices cannot say that.
 */
export async function makeMrSeries(options: MrSeriesOptions): Promise<Uint8Array<ArrayBuffer>[]> {
  const plane = slicePlane(options.volume);
  const stored = storedValues(options.volume.data);
  const common = {
    ...identification(options),
    ...acquisition(options),
    ...plane,
    ...stored.format,
  };
  const [ni, nj, nk] = options.volume.size;
  const files: Uint8Array<ArrayBuffer>[] = [];
  for (let k = 0; k < nk; k++) {
    const slice = stored.values.subarray(k * ni * nj, (k + 1) * ni * nj);
    files.push(writePart10({
      ...common,
      SOPInstanceUID: await deriveUid(options.seriesUid, "slice", String(k)),
      InstanceNumber: k + 1,
      ImagePositionPatient: position(options.volume.affine, 0, 0, k),
      PixelData: littleEndian(slice),
    }));
  }
  return files;
}

function identification(options: MrSeriesOptions): Dataset {
  const { study, patient, acquisition: facts, created } = options;
  const [date, time] = [dicomDate(created), dicomTime(created)];
  return {
    ...patientAndStudy({ ...patient, ...study }),
    SOPClassUID: MR_IMAGE_STORAGE,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    Modality: "MR",
    SeriesInstanceUID: options.seriesUid,
    SeriesNumber: options.seriesNumber,
    SeriesDescription: options.seriesDescription,
    ...present({ ProtocolName: facts.protocolName }),
    BodyPartExamined: "BRAIN",
    PatientPosition: "HFS",
    Manufacturer: facts.manufacturer ?? "NeuroNova",
    ManufacturerModelName: facts.manufacturerModelName ?? "NeuroNova series writer",
    FrameOfReferenceUID: options.frameOfReferenceUid,
    PositionReferenceIndicator: [],
    SeriesDate: facts.seriesDate ?? facts.acquisitionDate ?? date,
    SeriesTime: facts.seriesTime ?? facts.acquisitionTime ?? time,
    AcquisitionDate: facts.acquisitionDate ?? date,
    AcquisitionTime: facts.acquisitionTime ?? time,
    ContentDate: facts.acquisitionDate ?? date,
    ContentTime: facts.acquisitionTime ?? time,
    AcquisitionNumber: 1,
    DerivationDescription: options.derivation,
  };
}

/** MR Image and Contrast/Bolus modules (PS3.3 C.8.3.1, C.7.6.4). */
function acquisition({ acquisition: facts }: MrSeriesOptions): Dataset {
  return {
    ImageType: facts.imageType ?? ["DERIVED", "SECONDARY", "OTHER"],
    ScanningSequence: facts.scanningSequence ?? "RM",
    SequenceVariant: facts.sequenceVariant ?? "NONE",
    ScanOptions: facts.scanOptions ?? [],
    MRAcquisitionType: facts.mrAcquisitionType ?? [],
    RepetitionTime: facts.repetitionTime ?? [],
    EchoTime: facts.echoTime ?? [],
    EchoTrainLength: [],
    ...present({
      SequenceName: facts.sequenceName,
      InversionTime: facts.inversionTime,
      FlipAngle: facts.flipAngle,
      ContrastBolusAgent: facts.contrastAgent,
      ContrastBolusStartTime: facts.contrastStartTime,
    }),
  };
}

function slicePlane({ affine, size }: Volume<VoxelArray>): Dataset {
  const [along, down, apart] = spacing(affine);
  const [a, b, c, , d, e, f, , g, h, l] = affine;
  const row = [a / along, d / along, g / along] as const;
  const column = [b / down, e / down, h / down] as const;
  const step = [c / apart, f / apart, l / apart] as const;
  const lean = (p: readonly number[], q: readonly number[]) =>
    Math.abs(p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!);
  if (Math.max(lean(row, column), lean(row, step), lean(column, step)) > 1e-3) {
    const reason = "the image axes are not perpendicular";
    throw new Fault("geometry_unusable", reason, { facts: { reason } });
  }
  return {
    Rows: size[1],
    Columns: size[0],
    PixelSpacing: [down, along],
    SliceThickness: apart,
    SpacingBetweenSlices: apart,
    ImageOrientationPatient: [...row, ...column],
  };
}

interface Stored {
  readonly values: Int16Array;
  readonly format: Dataset;
}

function storedValues(data: VoxelArray): Stored {
  let [low, high, whole] = [0, 0, true];
  for (let n = 0; n < data.length; n++) {
    const value = data[n]!;
    if (value < low) low = value;
    if (value > high) high = value;
    if (whole && !Number.isInteger(value)) whole = false;
  }
  const asIs = whole && low >= -32768 && high <= 32767;
  const scale = asIs ? 1 : FULL_SCALE / Math.max(high, -low);
  const values = Int16Array.from(data, (value) => Math.round(value * scale));
  const width = Math.max(1, Math.round(high * scale * 0.8));
  return {
    values,
    format: {
      SamplesPerPixel: 1,
      PhotometricInterpretation: "MONOCHROME2",
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 1,
      WindowCenter: width / 2,
      WindowWidth: width,
    },
  };
}

/** Bytes of 16-bit words, low byte first, whatever the machine's order is. */
function littleEndian(words: Int16Array): Uint8Array {
  const bytes = new Uint8Array(2 * words.length);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < words.length; n++) view.setInt16(2 * n, words[n]!, true);
  return bytes;
}
