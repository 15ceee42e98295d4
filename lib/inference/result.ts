import type { ChosenSequence, NamedSeries } from "../studies/choose_sequences.ts";

/** Where an object of a result lies in the PACS. */
export interface StoredObject {
  readonly seriesUid: string;
  readonly sopUid: string;
}

/**
 * Volumes in mm3, counted once from the voxels of the SEG (volumeOf of lib/volume): the report, the
 * FHIR resources and the screen carry these very numbers.
 */
export interface Volumes {
  readonly necrosis: number;
  readonly oedema: number;
  readonly enhancing: number;
  /** Necrosis and enhancing tumour. */
  readonly tumourCore: number;
  /** Tumour core and oedema. */
  readonly wholeTumour: number;
}

/** How sure the network was of one region. */
export interface RegionSureness {
  readonly region: string;
  readonly mean: number;
}

/** What is stored of a finished segmentation (column `result`). */
export interface SegmentationResult {
  readonly sequences: readonly ChosenSequence[];
  readonly ignored: readonly NamedSeries[];
  /** Null when no tumour was found: the report says so, and no SEG is written. */
  readonly seg: StoredObject | null;
  readonly sr: StoredObject;
  readonly volumes_mm3: Volumes;
  readonly stages_ms: Readonly<Record<string, number>>;
  readonly confidence: readonly unknown[];
  /** Providers that were configured before the one used, and why they did not run. */
  readonly skippedProviders: readonly { readonly provider: string; readonly reason: string }[];
  /** Numbers that the prediction of the origin starts from; null without a tumour. */
  readonly lesions: unknown;
  /** UIDs of the images that were read, by series: what a derived object's UID depends on. */
  readonly inputs: readonly string[];
}

/** One input of the origin model, and by how much it moved the odds (log-odds). */
export interface OriginInput {
  readonly name: string;
  readonly value: string | number | null;
  readonly share: number;
}

/** Probability that the lesion is a metastasis rather than a primary tumour (column `result`). */
export interface LesionOrigin {
  readonly probability: number;
  readonly interval: readonly [low: number, high: number] | null;
  readonly inputs: readonly OriginInput[];
  readonly model: string;
  readonly modelVersion: string;
}
