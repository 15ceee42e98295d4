import { Fault } from "../fault/fault.ts";
import { isCode, QUANTITY, type ReadCode, readCode, REPORT } from "./codes.ts";
import { child, children } from "./content_item.ts";
import { type Dataset, item, items, number, requiredText, text } from "./dataset.ts";
import { COMPREHENSIVE_3D_SR_STORAGE } from "./measurement_report.ts";
import { readPart10 } from "./part10.ts";
import { present } from "./present.ts";

/** One measured region of a report. */
export interface ReadMeasurement {
  readonly trackingId?: string;
  readonly trackingUid?: string;
  readonly finding?: ReadCode;
  readonly site?: ReadCode;
  /** The segment the numbers belong to. */
  readonly segment?: { readonly sopInstanceUid: string; readonly number: number };
  readonly sourceSeriesUid?: string;
  readonly algorithmName?: string;
  readonly algorithmVersion?: string;
  readonly mm3: number;
  /** Percent: the certainty of the finding. */
  readonly certainty?: number;
}

/** A measurement report that was read: its volumes and the sentences beside them. */
export interface ReadMeasurementReport {
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly patientName?: string;
  readonly verified: boolean;
  readonly measurements: readonly ReadMeasurement[];
  readonly statements: readonly string[];
}

/**
 * Reads the volumes of a TID 1500 report; groups that measure something else are passed over.
 * Throws `dicom_invalid` for another kind of object and for a volume in another unit than mm3.
 */
export function readMeasurementReport(bytes: Uint8Array): ReadMeasurementReport {
  const dataset = readPart10(bytes);
  if (text(dataset, "SOPClassUID") !== COMPREHENSIVE_3D_SR_STORAGE) {
    throw invalid("the object is not a Comprehensive 3D report");
  }
  if (!isCode(item(dataset, "ConceptNameCodeSequence"), REPORT.imagingMeasurementReport)) {
    throw invalid("the report is not an imaging measurement report");
  }
  const groups = children(dataset, REPORT.imagingMeasurements).flatMap((measurements) =>
    children(measurements, REPORT.measurementGroup)
  );
  const evaluations = items(child(dataset, REPORT.qualitativeEvaluations), "ContentSequence");
  return {
    sopInstanceUid: requiredText(dataset, "SOPInstanceUID"),
    seriesUid: requiredText(dataset, "SeriesInstanceUID"),
    studyUid: requiredText(dataset, "StudyInstanceUID"),
    ...present({ patientName: text(dataset, "PatientName") }),
    verified: text(dataset, "VerificationFlag") === "VERIFIED",
    measurements: groups.flatMap(readGroup),
    statements: evaluations.flatMap((content) => text(content, "TextValue") ?? []),
  };
}

function readGroup(group: Dataset): ReadMeasurement[] {
  const mm3 = volumeIn(group);
  if (mm3 === undefined) return [];
  const finding = item(child(group, REPORT.finding), "ConceptCodeSequence");
  const site = item(child(group, REPORT.findingSite), "ConceptCodeSequence");
  const reference = item(child(group, REPORT.referencedSegment), "ReferencedSOPSequence");
  const segment = number(reference, "ReferencedSegmentNumber");
  const optional = {
    trackingId: text(child(group, REPORT.trackingIdentifier), "TextValue"),
    trackingUid: text(child(group, REPORT.trackingUid), "UID"),
    finding: finding.CodeValue === undefined ? undefined : readCode(finding),
    site: site.CodeValue === undefined ? undefined : readCode(site),
    segment: segment === undefined ? undefined : {
      sopInstanceUid: requiredText(reference, "ReferencedSOPInstanceUID"),
      number: segment,
    },
    sourceSeriesUid: text(child(group, REPORT.sourceSeries), "UID"),
    algorithmName: text(child(group, REPORT.algorithmName), "TextValue"),
    algorithmVersion: text(child(group, REPORT.algorithmVersion), "TextValue"),
    certainty: number(
      item(child(group, QUANTITY.certainty), "MeasuredValueSequence"),
      "NumericValue",
    ),
  };
  return [{ ...present(optional), mm3 }];
}

function volumeIn(group: Dataset): number | undefined {
  const measured = item(child(group, QUANTITY.volume), "MeasuredValueSequence");
  const mm3 = number(measured, "NumericValue");
  if (mm3 === undefined) return undefined;
  if (!isCode(item(measured, "MeasurementUnitsCodeSequence"), QUANTITY.cubicMillimetre)) {
    throw invalid("a volume is not in mm3");
  }
  return mm3;
}

function invalid(reason: string): Fault {
  return new Fault("dicom_invalid", reason, { facts: { reason } });
}
