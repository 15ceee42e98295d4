import { type Code, QUANTITY, REPORT, SITE } from "./codes.ts";
import {
  codeContent,
  container,
  imageContent,
  numberContent,
  related,
  textContent,
  uidContent,
} from "./content_item.ts";
import type { Dataset } from "./dataset.ts";
import {
  type Algorithm,
  contributingEquipment,
  derivedDescription,
  type Device,
  madeAt,
  MANUFACTURER,
  MODEL_NAME,
  type NewObject,
  newObject,
  patientAndStudy,
  referencedSeries,
  RESEARCH_USE,
} from "./derived_object.ts";
import type { ImageHeader } from "./image_header.ts";
import { writePart10 } from "./part10_write.ts";
import { type Segmentation, SEGMENTATION_STORAGE, type WrittenSegment } from "./segmentation.ts";

/** Comprehensive 3D SR Storage (PS3.4 B.5). */
export const COMPREHENSIVE_3D_SR_STORAGE = "1.2.840.10008.5.1.4.1.1.88.34";

/** What the report says when no class has a voxel. */
export const NO_TUMOUR = "No tumour was found by the software.";

/** What a report is made from. */
export interface MeasurementReportOptions {
  /** Images of the series on whose grid the regions were drawn. */
  readonly source: readonly ImageHeader[];
  /** Images of the other series that the network read. */
  readonly otherInputs: readonly ImageHeader[];
  /** The regions; absent when nothing was found. */
  readonly segmentation?: Segmentation;
  /** By label value: the share (0 to 1) of a segment's voxels that is expected to be of its class. */
  readonly certainty?: ReadonlyMap<number, number>;
  /** Sentences beside the volumes: what must be known before they are believed. */
  readonly statements?: readonly string[];
  readonly algorithm: Algorithm;
  readonly device: Device;
  readonly object: NewObject;
  /** What was examined, LOINC or CID 100; MR of the brain if not given. */
  readonly procedure?: Code;
}

/** A report as file. */
export interface MeasurementReport {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
}

/**
 * Writes the volumes as a Comprehensive 3D SR after TID 1500 (PS3.16): one measurement group (TID
 * 1411) a segment, tied to the segment by reference and tracking UID. Without a segmentation the
 * report says that nothing was found. Unverified and preliminary until a person signs, which makes
 * a new document.
 */
export function makeMeasurementReport(options: MeasurementReportOptions): MeasurementReport {
  const { source, otherInputs, algorithm, device, object } = options;
  const [first] = source;
  if (first === undefined) throw new TypeError("a report without source images");
  const made = madeAt(object, first);
  const dataset: Dataset = {
    ...patientAndStudy(first),
    ...newObject(object, device, made),
    ...contributingEquipment(algorithm, device, made),
    SOPClassUID: COMPREHENSIVE_3D_SR_STORAGE,
    Modality: "SR",
    SeriesDescription: derivedDescription(algorithm),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CompletionFlag: "COMPLETE",
    VerificationFlag: "UNVERIFIED",
    PreliminaryFlag: "PRELIMINARY",
    CurrentRequestedProcedureEvidenceSequence: [{
      StudyInstanceUID: first.studyUid,
      ReferencedSeriesSequence: [
        ...evidenceOf(options.segmentation),
        ...referencedSeries([...source, ...otherInputs], "ReferencedSOPSequence"),
      ],
    }],
    ...content(options, first.seriesUid),
  };
  return {
    bytes: writePart10(dataset),
    sopInstanceUid: object.sopInstanceUid,
    seriesUid: object.seriesUid,
  };
}

function evidenceOf(segmentation: Segmentation | undefined): Dataset[] {
  if (segmentation === undefined) return [];
  const { seriesUid, sopInstanceUid } = segmentation;
  return referencedSeries(
    [{ seriesUid, sopInstanceUid, sopClassUid: SEGMENTATION_STORAGE }],
    "ReferencedSOPSequence",
  );
}

/** The content tree: TID 1500. */
function content(options: MeasurementReportOptions, sourceSeriesUid: string): Dataset {
  const { segmentation, procedure } = options;
  const groups = (segmentation?.segments ?? []).map((segment) =>
    measurementGroup(segment, segmentation?.sopInstanceUid ?? "", sourceSeriesUid, options)
  );
  const statements = [
    ...(groups.length === 0 ? [textContent("CONTAINS", REPORT.finding, NO_TUMOUR)] : []),
    ...(options.statements ?? []).map((one) => textContent("CONTAINS", REPORT.comment, one)),
    textContent("CONTAINS", REPORT.comment, RESEARCH_USE),
  ];
  return container(REPORT.imagingMeasurementReport, [
    codeContent("HAS CONCEPT MOD", REPORT.language, REPORT.english),
    ...observer(options.device),
    codeContent("HAS CONCEPT MOD", REPORT.procedureReported, procedure ?? REPORT.mrBrain),
    ...(groups.length === 0
      ? []
      : [related("CONTAINS", container(REPORT.imagingMeasurements, groups))]),
    related("CONTAINS", container(REPORT.qualitativeEvaluations, statements)),
  ], "1500");
}

/** Observer context of a device: TID 1002 and 1004. */
function observer(device: Device): Dataset[] {
  return [
    codeContent("HAS OBS CONTEXT", REPORT.observerType, REPORT.device),
    uidContent("HAS OBS CONTEXT", REPORT.deviceObserverUid, device.uid),
    textContent("HAS OBS CONTEXT", REPORT.deviceObserverName, MODEL_NAME),
    textContent("HAS OBS CONTEXT", REPORT.deviceObserverManufacturer, MANUFACTURER),
    textContent("HAS OBS CONTEXT", REPORT.deviceObserverModelName, MODEL_NAME),
    textContent("HAS OBS CONTEXT", REPORT.deviceObserverSerialNumber, device.serialNumber),
  ];
}

/** One region: TID 1411, its algorithm by TID 4019. */
function measurementGroup(
  segment: WrittenSegment,
  segmentationUid: string,
  sourceSeriesUid: string,
  { algorithm, certainty }: MeasurementReportOptions,
): Dataset {
  const share = certainty?.get(segment.value);
  const reference = {
    ReferencedSOPClassUID: SEGMENTATION_STORAGE,
    ReferencedSOPInstanceUID: segmentationUid,
  };
  const group = container(REPORT.measurementGroup, [
    textContent("HAS OBS CONTEXT", REPORT.trackingIdentifier, segment.trackingId),
    uidContent("HAS OBS CONTEXT", REPORT.trackingUid, segment.trackingUid),
    codeContent("CONTAINS", REPORT.findingCategory, segment.category),
    codeContent("CONTAINS", REPORT.finding, segment.type),
    codeContent("HAS CONCEPT MOD", REPORT.findingSite, SITE.brain),
    textContent("HAS CONCEPT MOD", REPORT.algorithmName, algorithm.name),
    textContent("HAS CONCEPT MOD", REPORT.algorithmVersion, algorithm.version),
    ...(algorithm.parameters === undefined ? [] : [
      textContent("HAS CONCEPT MOD", REPORT.algorithmParameters, algorithm.parameters),
    ]),
    imageContent(REPORT.referencedSegment, reference, segment.number),
    uidContent("CONTAINS", REPORT.sourceSeries, sourceSeriesUid),
    numberContent(QUANTITY.volume, segment.mm3, QUANTITY.cubicMillimetre),
    ...(share === undefined ? [] : [
      numberContent(QUANTITY.certainty, Math.round(1000 * share) / 10, QUANTITY.percent),
    ]),
  ], "1411");
  return related("CONTAINS", group);
}
