import { Fault } from "../fault/fault.ts";
import {
  type Dataset,
  number,
  numbers,
  requiredNumber,
  requiredText,
  text,
  texts,
} from "./dataset.ts";
import { readDicomJson } from "./dicom_json.ts";
import { present } from "./present.ts";
import { isUid } from "./uid.ts";

/** Whose image it is; the name with its component groups as the object has it. */
export interface PatientIdentity {
  readonly patientId?: string;
  readonly issuerOfPatientId?: string;
  readonly patientName?: string;
  readonly patientBirthDate?: string;
  readonly patientSex?: string;
}

/** The examination, as derived objects must repeat it. */
export interface StudyIdentity {
  readonly studyUid: string;
  readonly studyDate?: string;
  readonly studyTime?: string;
  readonly studyId?: string;
  readonly studyDescription?: string;
  readonly accessionNumber?: string;
  readonly referringPhysicianName?: string;
  /** Offset from UTC of the image's dates and times, ±HHMM; most scanners leave it out. */
  readonly timezoneOffset?: string;
}

/** How the image was acquired: the facts a sequence is recognised by. Times in ms, dates as DA. */
export interface Acquisition {
  readonly seriesDescription?: string;
  readonly protocolName?: string;
  readonly seriesNumber?: number;
  readonly bodyPartExamined?: string;
  readonly imageType: readonly string[];
  readonly scanningSequence: readonly string[];
  readonly sequenceVariant: readonly string[];
  readonly scanOptions: readonly string[];
  readonly mrAcquisitionType?: string;
  readonly sequenceName?: string;
  readonly repetitionTime?: number;
  readonly echoTime?: number;
  readonly inversionTime?: number;
  readonly flipAngle?: number;
  readonly contrastAgent?: string;
  readonly contrastStartTime?: string;
  readonly acquisitionDate?: string;
  readonly acquisitionTime?: string;
  readonly seriesDate?: string;
  readonly seriesTime?: string;
  readonly manufacturer?: string;
  readonly manufacturerModelName?: string;
  readonly stationName?: string;
}

/** Where the image lies: LPS mm. `pixelSpacing` is [between rows, between columns]. */
export interface Plane {
  readonly frameOfReferenceUid?: string;
  readonly rows: number;
  readonly columns: number;
  readonly position?: readonly [number, number, number];
  readonly orientation?: readonly [number, number, number, number, number, number];
  readonly pixelSpacing?: readonly [number, number];
  readonly sliceThickness?: number;
}

/** What one image says about itself, without its pixels. Absent attributes are absent here. */
export interface ImageHeader extends PatientIdentity, StudyIdentity, Acquisition, Plane {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly seriesUid: string;
  readonly modality: string;
  readonly instanceNumber?: number;
  readonly numberOfFrames: number;
  readonly rescaleSlope?: number;
  readonly rescaleIntercept?: number;
}

/** Header of one instance from the metadata a PACS answers (DICOM JSON, PS3.18 annex F). */
export function imageHeaderFromJson(json: unknown): ImageHeader {
  return imageHeader(readDicomJson(json));
}

/**
 * Header of one image. Throws `dicom_invalid` when a UID, Rows or Columns is missing or is none (a
 * structured report is no image). A multi-frame object keeps its geometry per frame in functional
 * groups, which are not read here: its plane is then absent, and building a volume refuses it.
 */
export function imageHeader(dataset: Dataset): ImageHeader {
  return {
    ...identity(dataset),
    ...acquisition(dataset),
    ...plane(dataset),
    sopInstanceUid: uid(dataset, "SOPInstanceUID"),
    sopClassUid: uid(dataset, "SOPClassUID"),
    seriesUid: uid(dataset, "SeriesInstanceUID"),
    studyUid: uid(dataset, "StudyInstanceUID"),
    modality: text(dataset, "Modality") ?? "",
    numberOfFrames: number(dataset, "NumberOfFrames") ?? 1,
    ...present({
      instanceNumber: number(dataset, "InstanceNumber"),
      rescaleSlope: number(dataset, "RescaleSlope"),
      rescaleIntercept: number(dataset, "RescaleIntercept"),
    }),
  };
}

/** Patient and study identity, without the study's UID. */
function identity(dataset: Dataset): PatientIdentity & Omit<StudyIdentity, "studyUid"> {
  return present({
    patientId: text(dataset, "PatientID"),
    issuerOfPatientId: text(dataset, "IssuerOfPatientID"),
    patientName: text(dataset, "PatientName"),
    patientBirthDate: text(dataset, "PatientBirthDate"),
    patientSex: text(dataset, "PatientSex"),
    studyDate: text(dataset, "StudyDate"),
    studyTime: text(dataset, "StudyTime"),
    studyId: text(dataset, "StudyID"),
    studyDescription: text(dataset, "StudyDescription"),
    accessionNumber: text(dataset, "AccessionNumber"),
    referringPhysicianName: text(dataset, "ReferringPhysicianName"),
    timezoneOffset: text(dataset, "TimezoneOffsetFromUTC"),
  });
}

function acquisition(dataset: Dataset): Acquisition {
  return {
    imageType: texts(dataset, "ImageType"),
    scanningSequence: texts(dataset, "ScanningSequence"),
    sequenceVariant: texts(dataset, "SequenceVariant"),
    scanOptions: texts(dataset, "ScanOptions"),
    ...present({
      seriesDescription: text(dataset, "SeriesDescription"),
      protocolName: text(dataset, "ProtocolName"),
      seriesNumber: number(dataset, "SeriesNumber"),
      bodyPartExamined: text(dataset, "BodyPartExamined"),
      mrAcquisitionType: text(dataset, "MRAcquisitionType"),
      sequenceName: text(dataset, "SequenceName") ?? text(dataset, "PulseSequenceName"),
      repetitionTime: number(dataset, "RepetitionTime"),
      echoTime: number(dataset, "EchoTime"),
      inversionTime: number(dataset, "InversionTime"),
      flipAngle: number(dataset, "FlipAngle"),
      contrastAgent: text(dataset, "ContrastBolusAgent"),
      contrastStartTime: text(dataset, "ContrastBolusStartTime"),
      acquisitionDate: text(dataset, "AcquisitionDate"),
      acquisitionTime: text(dataset, "AcquisitionTime"),
      seriesDate: text(dataset, "SeriesDate"),
      seriesTime: text(dataset, "SeriesTime"),
      manufacturer: text(dataset, "Manufacturer"),
      manufacturerModelName: text(dataset, "ManufacturerModelName"),
      stationName: text(dataset, "StationName"),
    }),
  };
}

function plane(dataset: Dataset): Plane {
  const [x, y, z] = numbers(dataset, "ImagePositionPatient");
  const [a, b, c, d, e, f] = numbers(dataset, "ImageOrientationPatient");
  const [between, along] = numbers(dataset, "PixelSpacing");
  return {
    rows: requiredNumber(dataset, "Rows"),
    columns: requiredNumber(dataset, "Columns"),
    ...present({
      frameOfReferenceUid: text(dataset, "FrameOfReferenceUID"),
      sliceThickness: number(dataset, "SliceThickness"),
      position: z === undefined ? undefined : [x!, y!, z] as const,
      orientation: f === undefined ? undefined : [a!, b!, c!, d!, e!, f] as const,
      pixelSpacing: along === undefined ? undefined : [between!, along] as const,
    }),
  };
}

function uid(
  dataset: Dataset,
  keyword: "SOPInstanceUID" | "SOPClassUID" | "SeriesInstanceUID" | "StudyInstanceUID",
): string {
  const value = requiredText(dataset, keyword);
  if (isUid(value)) return value;
  const reason = `${keyword} is not a UID`;
  throw new Fault("dicom_invalid", reason, { facts: { reason } });
}
