import type { Dataset } from "../../lib/dicom/dataset.ts";
import { writePart10 } from "../../lib/dicom/part10_write.ts";

/** A small MR series to write: `header` overrides or adds attributes, per series. */
export interface TestSeries {
  readonly uid: string;
  readonly number: number;
  readonly description: string;
  readonly slices?: number;
  readonly header?: Dataset;
  /** Pixel value at column i, row j, slice k; a small gradient when left out. */
  readonly value?: (i: number, j: number, k: number) => number;
}

/** A study of one patient. */
export interface TestStudy {
  readonly uid: string;
  readonly patientId: string;
  readonly header?: Dataset;
  readonly size?: number;
}

const MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";

/** A UID nobody else has. */
export function newUid(): string {
  return `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll("-", "")}`)}`;
}

/**
 * The DICOM files of one series: axial, 4 mm apart, `size` x `size` pixels of 4 mm around the
 * middle of the patient, all in one frame of reference per study.
 */
export function seriesFiles(study: TestStudy, series: TestSeries): Uint8Array<ArrayBuffer>[] {
  const { slices = 8 } = series;
  return Array.from({ length: slices }, (_, k) => writePart10(image(study, series, k)));
}

function image(study: TestStudy, series: TestSeries, k: number): Dataset {
  const size = study.size ?? 16;
  return {
    SOPClassUID: MR_IMAGE_STORAGE,
    SOPInstanceUID: `${series.uid}.${k + 1}`,
    StudyInstanceUID: study.uid,
    SeriesInstanceUID: series.uid,
    FrameOfReferenceUID: `${study.uid}.1`,
    PatientID: study.patientId,
    PatientName: "Test^Study",
    PatientBirthDate: "19600102",
    PatientSex: "F",
    StudyDate: "20260102",
    StudyTime: "101500",
    StudyID: "1",
    AccessionNumber: "A1",
    StudyDescription: "MR brain",
    ReferringPhysicianName: [],
    Modality: "MR",
    Manufacturer: "Test",
    ImageType: ["ORIGINAL", "PRIMARY", "OTHER"],
    SeriesNumber: series.number,
    SeriesDescription: series.description,
    InstanceNumber: k + 1,
    ImagePositionPatient: [-2 * size, -2 * size, 4 * k],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [4, 4],
    SliceThickness: 4,
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: size,
    Columns: size,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
    ...study.header,
    ...series.header,
    PixelData: pixels(size, k, series.value),
  };
}

function pixels(
  size: number,
  k: number,
  value: TestSeries["value"] = (i, j, slice) => i + j + slice,
): Uint8Array {
  const data = new Uint16Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) data[i + size * j] = value(i, j, k);
  }
  return new Uint8Array(data.buffer);
}

/** Four sequences as a scanner labels them, in one study. */
export function fourSequences(studyUid: string): TestSeries[] {
  const series = (n: number, description: string, header: Dataset): TestSeries => ({
    uid: `${studyUid}.${n}`,
    number: n,
    description,
    header,
  });
  return [
    series(2, "t1_mprage_sag", { RepetitionTime: 1900, EchoTime: 2.5, InversionTime: 900 }),
    series(3, "t2_tse_tra", { RepetitionTime: 5200, EchoTime: 98 }),
    series(4, "t2_flair_tra", { RepetitionTime: 9000, EchoTime: 95, InversionTime: 2500 }),
    series(7, "t1_mprage_sag post", {
      RepetitionTime: 1900,
      EchoTime: 2.5,
      InversionTime: 900,
      ContrastBolusAgent: "Gadovist",
    }),
  ];
}
