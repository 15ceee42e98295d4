import { codeItem, DERIVATION } from "./codes.ts";
import type { Dataset } from "./dataset.ts";
import type { ImageHeader, PatientIdentity, StudyIdentity } from "./image_header.ts";
import { type LocalMoment, localMoment } from "./local_moment.ts";
import { present } from "./present.ts";

/** Stands in every derived object, on every report and on every screen. */
export const RESEARCH_USE = "Research use only. Not for diagnostic use.";

/** The network that made a result: name and version as its card has them. */
export interface Algorithm {
  readonly name: string;
  readonly version: string;
  /** What else decides the result, e.g. "weights sha256=...; provider=cpu". */
  readonly parameters?: string;
  readonly source?: string;
}

/** The installation that ran it. */
export interface Device {
  readonly softwareVersion: string;
  readonly serialNumber: string;
  readonly uid: string;
}

/** What the caller decides about a new object: UIDs derived from the request, number, moment. */
export interface NewObject {
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly seriesNumber: number;
  readonly created: Date;
  /** IANA name of the zone whose clocks the object's dates and times are read from. */
  readonly timeZone: string;
}

export const MANUFACTURER = "NeuroNova";
export const MODEL_NAME = "NeuroNova tumour reading";

/** Patient and General Study modules, as the source image has them (PS3.3 C.7.1.1, C.7.2.1). */
export function patientAndStudy(source: PatientIdentity & StudyIdentity): Dataset {
  return {
    PatientName: source.patientName ?? [],
    PatientID: source.patientId ?? [],
    ...present({ IssuerOfPatientID: source.issuerOfPatientId }),
    PatientBirthDate: source.patientBirthDate ?? [],
    PatientSex: source.patientSex ?? [],
    StudyInstanceUID: source.studyUid,
    StudyDate: source.studyDate ?? [],
    StudyTime: source.studyTime ?? [],
    StudyID: source.studyId ?? [],
    ...present({ StudyDescription: source.studyDescription }),
    AccessionNumber: source.accessionNumber ?? [],
    ReferringPhysicianName: source.referringPhysicianName ?? [],
  };
}

/**
 * When a new object was made, by the clock that its study's dates are of: one offset holds for all
 * of an object's dates and times (PS3.3 C.12.1.1.8), those copied from the images included. Images
 * that name their own offset decide; of the others the clocks of the installation's zone are taken.
 */
export function madeAt(
  { created, timeZone }: NewObject,
  { timezoneOffset }: StudyIdentity,
): LocalMoment {
  const own = /^[+-](0\d|1[0-4])[0-5]\d$/.exec(timezoneOffset?.trim() ?? "")?.[0];
  return localMoment(created, own ?? timeZone);
}

/** Series, equipment and the moment of creation of a derived object. */
export function newObject(object: NewObject, device: Device, made: LocalMoment): Dataset {
  const { date, time } = made;
  return {
    TimezoneOffsetFromUTC: made.offset,
    SOPInstanceUID: object.sopInstanceUid,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    SeriesInstanceUID: object.seriesUid,
    SeriesNumber: object.seriesNumber,
    SeriesDate: date,
    SeriesTime: time,
    InstanceNumber: 1,
    ContentDate: date,
    ContentTime: time,
    Manufacturer: MANUFACTURER,
    ManufacturerModelName: MODEL_NAME,
    DeviceSerialNumber: device.serialNumber,
    SoftwareVersions: device.softwareVersion,
  };
}

/** Contributing Equipment (PS3.3 C.12.1): says in every object that software made it, and which. */
export function contributingEquipment(
  algorithm: Algorithm,
  device: Device,
  { date, time, offset }: LocalMoment,
): Dataset {
  return {
    ContributingEquipmentSequence: [{
      PurposeOfReferenceCodeSequence: [codeItem(DERIVATION.processingEquipment)],
      Manufacturer: MANUFACTURER,
      ManufacturerModelName: MODEL_NAME,
      DeviceSerialNumber: device.serialNumber,
      SoftwareVersions: [device.softwareVersion, `${algorithm.name} ${algorithm.version}`],
      ContributionDateTime: date + time + offset,
      ContributionDescription: RESEARCH_USE,
    }],
  };
}

/** Algorithm Identification macro (PS3.3 10.16). */
export function algorithmIdentification(algorithm: Algorithm): Dataset {
  return {
    AlgorithmFamilyCodeSequence: [codeItem(DERIVATION.artificialIntelligence)],
    AlgorithmName: algorithm.name,
    AlgorithmVersion: algorithm.version,
    ...present({ AlgorithmParameters: algorithm.parameters }),
    AlgorithmSource: algorithm.source ?? MANUFACTURER,
  };
}

/**
 * Series description: model, version and the research-use sentence in the 64 characters of LO. A
 * name that is too long loses its last words, whole ones, never the version or the sentence; the
 * whole name stands in the algorithm identification.
 */
export function derivedDescription({ name, version }: Algorithm): string {
  const end = `${version}: ${RESEARCH_USE}`;
  const words = name.split(" ");
  while (words.length > 0 && [...words, end].join(" ").length > 64) words.pop();
  return [...words, end].join(" ");
}

/** All instances of the given images by series, for reference sequences. */
export function referencedSeries(
  headers: readonly Pick<ImageHeader, "seriesUid" | "sopClassUid" | "sopInstanceUid">[],
  itemsKeyword: "ReferencedInstanceSequence" | "ReferencedSOPSequence",
): Dataset[] {
  const series = new Map<string, Dataset[]>();
  for (const header of headers) {
    const instances = series.get(header.seriesUid) ?? [];
    instances.push(referencedInstance(header));
    series.set(header.seriesUid, instances);
  }
  return [...series].map(([uid, instances]) => ({
    SeriesInstanceUID: uid,
    [itemsKeyword]: instances,
  }));
}

/** SOP Instance Reference macro (PS3.3 10.8). */
export function referencedInstance(
  header: Pick<ImageHeader, "sopClassUid" | "sopInstanceUid">,
): Dataset {
  return {
    ReferencedSOPClassUID: header.sopClassUid,
    ReferencedSOPInstanceUID: header.sopInstanceUid,
  };
}

/** YYYYMMDD by this process's own clock. */
export function dicomDate(date: Date): string {
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
}

/** HHMMSS by this process's own clock. */
export function dicomTime(date: Date): string {
  return `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
