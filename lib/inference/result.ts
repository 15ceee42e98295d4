import type { KnownCancer } from "../clinical_facts/known_cancer.ts";
import type { OriginBasis } from "../clinical_facts/origin_basis.ts";
import type { MetastasisCase } from "../metastasis/case.ts";
import type { LesionFeatures } from "../metastasis/lesion_features.ts";
import type { LesionOrigin } from "../metastasis/predict_lesion_origin.ts";
import type { ChosenSequence, NamedSeries } from "../studies/choose_sequences.ts";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { StudyKnowledge } from "../tumour/judge_knowledge.ts";
import type { LesionConfidence } from "../tumour/lesion_confidence.ts";

/** Where an object of a result lies in the PACS. */
export interface StoredObject {
  readonly seriesUid: string;
  readonly sopUid: string;
}

/**
 * Volumes in mm3, counted once from the voxels of the SEG as the PACS gave it back: the report, the
 * FHIR resources and the screen carry these very numbers.
 */
export interface Volumes {
  /** Core that does not enhance: necrosis, and solid tumour without contrast. */
  readonly necrosis: number;
  readonly oedema: number;
  readonly enhancing: number;
  /** Core that does not enhance, and enhancing tumour. */
  readonly tumourCore: number;
  /** Tumour core and oedema. */
  readonly wholeTumour: number;
}

/** A coded concept as a model pack writes it. */
export interface FindingCode {
  readonly scheme: "SCT" | "NCIt";
  readonly value: string;
  readonly meaning: string;
}

/** Which model took the skull from which series before the tumour was drawn. */
export interface Stripping {
  readonly model: string;
  readonly version: string;
  readonly sha256: string;
  readonly sequences: readonly string[];
}

/** What is stored of a finished segmentation (column `result`). */
export interface SegmentationResult {
  readonly sequences: readonly ChosenSequence[];
  readonly ignored: readonly NamedSeries[];
  /** Null when no tumour was found: the report says so, and no SEG is written. */
  readonly seg: StoredObject | null;
  readonly sr: StoredObject;
  readonly volumes_mm3: Volumes;
  /** What the drawn classes are, by the codes that the SEG carries. */
  readonly codes: Readonly<Partial<Record<"necrosis" | "oedema" | "enhancing", FindingCode>>>;
  readonly stages_ms: Readonly<Record<string, number>>;
  readonly confidence: readonly RegionConfidence[];
  /** Whether the pack's probabilities are calibrated. Absent in results before version 0.2. */
  readonly calibrated?: boolean | undefined;
  /** Connected parts of the whole tumour, the largest first. Absent in results before 0.2. */
  readonly lesionConfidence?: readonly LesionConfidence[] | undefined;
  /** Whether the network knows such studies; null for one that cannot say. Absent before 0.2. */
  readonly knowledge?: StudyKnowledge | null | undefined;
  /** Providers that were configured before the one used, and why they did not run. */
  readonly skippedProviders: readonly { readonly provider: string; readonly reason: string }[];
  /** The model that took the skull from some of the series; absent when all came without. */
  readonly stripping?: Stripping | undefined;
  /** What the prediction of the origin starts from; null without a tumour. */
  readonly lesions: LesionFeatures | null;
}

/** What is stored of a predicted origin (column `result` of the part). */
export interface OriginResult extends LesionOrigin {
  readonly model: string;
  readonly modelVersion: string;
  /** What the FHIR chart said of known cancers when it was asked. Absent in results before 0.3. */
  readonly chart?: KnownCancer | undefined;
  /** The case that it was predicted of. Absent in results before 0.3. */
  readonly case?: MetastasisCase | undefined;
  /** Entered facts and charted Conditions that it rests on. Absent in results before 0.3. */
  readonly basis?: OriginBasis | undefined;
}
