import { type Dataset, requiredText } from "./dataset.ts";

/** A coded concept (PS3.3 8.8): value and meaning within a coding scheme. */
export interface Code {
  readonly value: string;
  readonly scheme: "DCM" | "LN" | "NCIt" | "RFC5646" | "SCT" | "UCUM" | "UMLS";
  readonly meaning: string;
}

function code(scheme: Code["scheme"], value: string, meaning: string): Code {
  return Object.freeze({ value, scheme, meaning });
}

/** What a segment is: CID 7168/7169 (brain lesion segmentation), category from CID 7150. */
export const SEGMENT = {
  morphologicallyAlteredStructure: code("SCT", "49755003", "Morphologically Altered Structure"),
  edema: code("SCT", "79654002", "Edema"),
  necrosis: code("SCT", "6574001", "Necrosis"),
  enhancingLesion: code("NCIt", "C113842", "Enhancing Lesion"),
  nonEnhancingLesion: code("NCIt", "C81175", "Non-Enhancing Lesion"),
  neoplasm: code("SCT", "108369006", "Neoplasm"),
} as const;

/** Where it is. */
export const SITE = {
  brain: code("SCT", "12738006", "Brain"),
} as const;

/** What is measured (CID 7472) and in which unit (CID 7462). */
export const QUANTITY = {
  volume: code("SCT", "118565006", "Volume"),
  cubicMillimetre: code("UCUM", "mm3", "cubic millimeter"),
  /** "The certainty that a device places upon a detected finding" (PS3.16 annex D). */
  certainty: code("DCM", "111012", "Certainty of Finding"),
  percent: code("UCUM", "%", "Percent"),
} as const;

/** How a derived object came about. */
export const DERIVATION = {
  segmentation: code("DCM", "113076", "Segmentation"),
  sourceImage: code("DCM", "121322", "Source image for image processing operation"),
  processingEquipment: code("DCM", "109102", "Processing Equipment"),
  artificialIntelligence: code("DCM", "123110", "Artificial Intelligence"),
} as const;

/** Concept names and values of a measurement report (TID 1500, 1004, 1411, 4019). */
export const REPORT = {
  imagingMeasurementReport: code("DCM", "126000", "Imaging Measurement Report"),
  language: code("DCM", "121049", "Language of Content Item and Descendants"),
  english: code("RFC5646", "en-US", "English (United States)"),
  observerType: code("DCM", "121005", "Observer Type"),
  device: code("DCM", "121007", "Device"),
  deviceObserverUid: code("DCM", "121012", "Device Observer UID"),
  deviceObserverName: code("DCM", "121013", "Device Observer Name"),
  deviceObserverManufacturer: code("DCM", "121014", "Device Observer Manufacturer"),
  deviceObserverModelName: code("DCM", "121015", "Device Observer Model Name"),
  deviceObserverSerialNumber: code("DCM", "121016", "Device Observer Serial Number"),
  procedureReported: code("DCM", "121058", "Procedure reported"),
  mrBrain: code("LN", "24590-2", "MR Brain"),
  imagingMeasurements: code("DCM", "126010", "Imaging Measurements"),
  measurementGroup: code("DCM", "125007", "Measurement Group"),
  trackingIdentifier: code("DCM", "112039", "Tracking Identifier"),
  trackingUid: code("DCM", "112040", "Tracking Unique Identifier"),
  findingCategory: code("SCT", "276214006", "Finding category"),
  finding: code("DCM", "121071", "Finding"),
  findingSite: code("SCT", "363698007", "Finding Site"),
  referencedSegment: code("DCM", "121191", "Referenced Segment"),
  sourceSeries: code("DCM", "121232", "Source series for segmentation"),
  algorithmName: code("DCM", "111001", "Algorithm Name"),
  algorithmVersion: code("DCM", "111003", "Algorithm Version"),
  algorithmParameters: code("DCM", "111002", "Algorithm Parameters"),
  qualitativeEvaluations: code("UMLS", "C0034375", "Qualitative Evaluations"),
  comment: code("DCM", "121106", "Comment"),
} as const;

/** A concept as the item of a code sequence. */
export function codeItem({ value, scheme, meaning }: Code): Dataset {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

/** Is the item this concept? The meaning plays no part (PS3.3 8.3). */
export function isCode(item: Dataset, { value, scheme }: Code): boolean {
  return item.CodeValue === value && item.CodingSchemeDesignator === scheme;
}

/** A concept as it was read: any scheme, and a meaning that nobody has checked. */
export interface ReadCode {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** The concept of an item; throws `dicom_invalid` when a part is missing. */
export function readCode(item: Dataset): ReadCode {
  return {
    value: requiredText(item, "CodeValue"),
    scheme: requiredText(item, "CodingSchemeDesignator"),
    meaning: requiredText(item, "CodeMeaning"),
  };
}
