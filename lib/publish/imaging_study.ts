import type { ImagingStudy, ImagingStudySeries, Patient, Reference } from "@medplum/fhirtypes";
import { COMPREHENSIVE_3D_SR_STORAGE } from "../dicom/measurement_report.ts";
import { SEGMENTATION_STORAGE } from "../dicom/segmentation.ts";
import type { StoredObject } from "../inference/result.ts";
import { coding, DICOM_UID, URI } from "./codes.ts";
import { type PublishedReading, resourceId, studyDay } from "./published_reading.ts";

type Series = ImagingStudySeries & { uid: string };

/** The examination with the series that were read and the objects that readings added to it. */
export function imagingStudy(
  { study, objects }: PublishedReading,
  subject: Reference<Patient>,
): ImagingStudy & { id: string } {
  // By UID, for two readings of a study have read the same series.
  const series = new Map<string, Series>();
  for (const { sequences, seg, sr } of objects) {
    for (const { seriesUid, number, description } of sequences) {
      series.set(seriesUid, {
        ...withModality(seriesUid, "MR", "Magnetic Resonance"),
        ...(number === null || number < 0 ? {} : { number }),
        ...(description === "" ? {} : { description }),
      });
    }
    if (seg !== null) series.set(seg.seriesUid, derived(seg, "SEG", SEGMENTATION_STORAGE));
    if (sr !== null) series.set(sr.seriesUid, derived(sr, "SR", COMPREHENSIVE_3D_SR_STORAGE));
  }
  const started = studyDay(study);
  return {
    resourceType: "ImagingStudy",
    id: resourceId("ImagingStudy", study.uid),
    identifier: [{ system: DICOM_UID, value: `urn:oid:${study.uid}` }],
    status: "available",
    modality: [...new Map([...series.values()].map(({ modality }) => [modality.code, modality]))
      .values()],
    subject,
    ...(started === undefined ? {} : { started }),
    ...(study.description === "" ? {} : { description: study.description }),
    numberOfSeries: study.seriesCount,
    series: [...series.values()],
  };
}

/** A series by UID; the modality's code stands in DCM (CID 29). */
function withModality(uid: string, code: string, display: string): Series {
  return { uid, modality: coding("DCM", code, display) };
}

/** The series of an object that a reading wrote: it holds that one instance. */
function derived(
  { seriesUid, sopUid }: StoredObject,
  modality: "SEG" | "SR",
  sopClass: string,
): Series {
  const display = modality === "SEG" ? "Segmentation" : "Structured Report Document";
  return {
    ...withModality(seriesUid, modality, display),
    numberOfInstances: 1,
    instance: [{ uid: sopUid, sopClass: { system: URI, code: `urn:oid:${sopClass}` } }],
  };
}
