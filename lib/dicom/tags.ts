/**
 * The attributes this product reads or writes, by keyword: tag and value representation as in
 * PS3.6. What is not listed is dropped on reading. A keyword that is not here does not compile.
 */
export const TAGS = {
  // SOP common
  SpecificCharacterSet: ["00080005", "CS"],
  InstanceCreationDate: ["00080012", "DA"],
  InstanceCreationTime: ["00080013", "TM"],
  SOPClassUID: ["00080016", "UI"],
  SOPInstanceUID: ["00080018", "UI"],
  TimezoneOffsetFromUTC: ["00080201", "SH"],
  // Patient
  PatientName: ["00100010", "PN"],
  PatientID: ["00100020", "LO"],
  IssuerOfPatientID: ["00100021", "LO"],
  PatientBirthDate: ["00100030", "DA"],
  PatientSex: ["00100040", "CS"],
  // Study
  StudyInstanceUID: ["0020000D", "UI"],
  StudyDate: ["00080020", "DA"],
  StudyTime: ["00080030", "TM"],
  StudyID: ["00200010", "SH"],
  StudyDescription: ["00081030", "LO"],
  AccessionNumber: ["00080050", "SH"],
  ReferringPhysicianName: ["00080090", "PN"],
  // Series
  SeriesInstanceUID: ["0020000E", "UI"],
  SeriesNumber: ["00200011", "IS"],
  SeriesDate: ["00080021", "DA"],
  SeriesTime: ["00080031", "TM"],
  SeriesDescription: ["0008103E", "LO"],
  ProtocolName: ["00181030", "LO"],
  Modality: ["00080060", "CS"],
  BodyPartExamined: ["00180015", "CS"],
  PatientPosition: ["00185100", "CS"],
  ReferencedPerformedProcedureStepSequence: ["00081111", "SQ"],
  // Equipment
  Manufacturer: ["00080070", "LO"],
  ManufacturerModelName: ["00081090", "LO"],
  StationName: ["00081010", "SH"],
  DeviceSerialNumber: ["00181000", "LO"],
  SoftwareVersions: ["00181020", "LO"],
  ContributingEquipmentSequence: ["0018A001", "SQ"],
  PurposeOfReferenceCodeSequence: ["0040A170", "SQ"],
  ContributionDateTime: ["0018A002", "DT"],
  ContributionDescription: ["0018A003", "ST"],
  // Frame of reference and plane
  FrameOfReferenceUID: ["00200052", "UI"],
  PositionReferenceIndicator: ["00201040", "LO"],
  ImagePositionPatient: ["00200032", "DS"],
  ImageOrientationPatient: ["00200037", "DS"],
  PixelSpacing: ["00280030", "DS"],
  SliceThickness: ["00180050", "DS"],
  SpacingBetweenSlices: ["00180088", "DS"],
  // Image
  ImageType: ["00080008", "CS"],
  InstanceNumber: ["00200013", "IS"],
  AcquisitionNumber: ["00200012", "IS"],
  AcquisitionDate: ["00080022", "DA"],
  AcquisitionTime: ["00080032", "TM"],
  ContentDate: ["00080023", "DA"],
  ContentTime: ["00080033", "TM"],
  DerivationDescription: ["00082111", "ST"],
  LossyImageCompression: ["00282110", "CS"],
  SamplesPerPixel: ["00280002", "US"],
  PhotometricInterpretation: ["00280004", "CS"],
  Rows: ["00280010", "US"],
  Columns: ["00280011", "US"],
  NumberOfFrames: ["00280008", "IS"],
  BitsAllocated: ["00280100", "US"],
  BitsStored: ["00280101", "US"],
  HighBit: ["00280102", "US"],
  PixelRepresentation: ["00280103", "US"],
  WindowCenter: ["00281050", "DS"],
  WindowWidth: ["00281051", "DS"],
  RescaleIntercept: ["00281052", "DS"],
  RescaleSlope: ["00281053", "DS"],
  PixelData: ["7FE00010", "OW"],
  // MR acquisition
  ScanningSequence: ["00180020", "CS"],
  SequenceVariant: ["00180021", "CS"],
  ScanOptions: ["00180022", "CS"],
  MRAcquisitionType: ["00180023", "CS"],
  SequenceName: ["00180024", "SH"],
  PulseSequenceName: ["00189005", "SH"],
  RepetitionTime: ["00180080", "DS"],
  EchoTime: ["00180081", "DS"],
  InversionTime: ["00180082", "DS"],
  EchoTrainLength: ["00180091", "IS"],
  FlipAngle: ["00181314", "DS"],
  ContrastBolusAgent: ["00180010", "LO"],
  ContrastBolusStartTime: ["00181042", "TM"],
  // Multi-frame
  DimensionOrganizationSequence: ["00209221", "SQ"],
  DimensionOrganizationUID: ["00209164", "UI"],
  DimensionIndexSequence: ["00209222", "SQ"],
  DimensionIndexPointer: ["00209165", "AT"],
  FunctionalGroupPointer: ["00209167", "AT"],
  DimensionDescriptionLabel: ["00209421", "LO"],
  DimensionIndexValues: ["00209157", "UL"],
  SharedFunctionalGroupsSequence: ["52009229", "SQ"],
  PerFrameFunctionalGroupsSequence: ["52009230", "SQ"],
  FrameContentSequence: ["00209111", "SQ"],
  PlanePositionSequence: ["00209113", "SQ"],
  PlaneOrientationSequence: ["00209116", "SQ"],
  PixelMeasuresSequence: ["00289110", "SQ"],
  DerivationImageSequence: ["00089124", "SQ"],
  SourceImageSequence: ["00082112", "SQ"],
  DerivationCodeSequence: ["00089215", "SQ"],
  SpatialLocationsPreserved: ["0028135A", "CS"],
  // Segmentation
  SegmentationType: ["00620001", "CS"],
  ContentLabel: ["00700080", "CS"],
  ContentDescription: ["00700081", "LO"],
  ContentCreatorName: ["00700084", "PN"],
  SegmentSequence: ["00620002", "SQ"],
  SegmentNumber: ["00620004", "US"],
  SegmentLabel: ["00620005", "LO"],
  SegmentAlgorithmType: ["00620008", "CS"],
  SegmentAlgorithmName: ["00620009", "LO"],
  SegmentedPropertyCategoryCodeSequence: ["00620003", "SQ"],
  SegmentedPropertyTypeCodeSequence: ["0062000F", "SQ"],
  AnatomicRegionSequence: ["00082218", "SQ"],
  RecommendedDisplayCIELabValue: ["0062000D", "US"],
  SegmentIdentificationSequence: ["0062000A", "SQ"],
  ReferencedSegmentNumber: ["0062000B", "US"],
  SegmentationAlgorithmIdentificationSequence: ["00620007", "SQ"],
  AlgorithmFamilyCodeSequence: ["0066002F", "SQ"],
  AlgorithmName: ["00660036", "LO"],
  AlgorithmVersion: ["00660031", "LO"],
  AlgorithmParameters: ["00660032", "LT"],
  AlgorithmSource: ["00240202", "LO"],
  TrackingID: ["00620020", "UT"],
  TrackingUID: ["00620021", "UI"],
  SegmentsOverlap: ["00620013", "CS"],
  // References
  ReferencedSeriesSequence: ["00081115", "SQ"],
  ReferencedInstanceSequence: ["0008114A", "SQ"],
  ReferencedSOPSequence: ["00081199", "SQ"],
  ReferencedSOPClassUID: ["00081150", "UI"],
  ReferencedSOPInstanceUID: ["00081155", "UI"],
  // Codes
  CodeValue: ["00080100", "SH"],
  CodingSchemeDesignator: ["00080102", "SH"],
  CodeMeaning: ["00080104", "LO"],
  MappingResource: ["00080105", "CS"],
  // Structured report
  ValueType: ["0040A040", "CS"],
  ConceptNameCodeSequence: ["0040A043", "SQ"],
  ConceptCodeSequence: ["0040A168", "SQ"],
  ContinuityOfContent: ["0040A050", "CS"],
  RelationshipType: ["0040A010", "CS"],
  ContentSequence: ["0040A730", "SQ"],
  ContentTemplateSequence: ["0040A504", "SQ"],
  TemplateIdentifier: ["0040DB00", "CS"],
  TextValue: ["0040A160", "UT"],
  UID: ["0040A124", "UI"],
  MeasuredValueSequence: ["0040A300", "SQ"],
  MeasurementUnitsCodeSequence: ["004008EA", "SQ"],
  NumericValue: ["0040A30A", "DS"],
  FloatingPointValue: ["0040A161", "FD"],
  CompletionFlag: ["0040A491", "CS"],
  VerificationFlag: ["0040A493", "CS"],
  PreliminaryFlag: ["0040A496", "CS"],
  CurrentRequestedProcedureEvidenceSequence: ["0040A375", "SQ"],
  PerformedProcedureCodeSequence: ["0040A372", "SQ"],
} as const satisfies Readonly<Record<string, readonly [tag: string, vr: Vr]>>;

/** Name of an attribute as in PS3.6, e.g. "PatientName". */
export type Keyword = keyof typeof TAGS;

/** Value representations that occur in {@linkcode TAGS}. */
export type Vr =
  | TextVr
  | NumberVr
  | "OB"
  | "OW"
  | "SQ";

/** Value representations whose values are text. */
export type TextVr =
  | "CS"
  | "DA"
  | "DT"
  | "LO"
  | "LT"
  | "PN"
  | "SH"
  | "ST"
  | "TM"
  | "UI"
  | "UT";

/** Value representations whose values are numbers; DS and IS are numbers written as text. */
export type NumberVr = "AT" | "DS" | "FD" | "IS" | "UL" | "US";

/** Representation of a keyword's values. */
export type VrOf<K extends Keyword> = (typeof TAGS)[K][1];

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  (Object.keys(TAGS) as Keyword[]).map((keyword) => [TAGS[keyword][0], keyword]),
);

/** The keyword of a tag ("00100010"), or undefined for one the product does not know. */
export function keywordOf(tag: string): Keyword | undefined {
  return KEYWORDS.get(tag.toUpperCase());
}
