// The shape of a reading as `GET /api/inferences/{id}` answers it and the pages show it. Types only:
// islands import this file, so nothing of the server may come with it.

import type { Stripping } from "../inference/result.ts";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { StudyKnowledge } from "../tumour/judge_knowledge.ts";
import type { LesionConfidence } from "../tumour/lesion_confidence.ts";

/** States of a request for a reading (the legal moves stand in lib/inference/states.ts). */
export type ReadingState =
  | "requested"
  | "queued"
  | "running"
  | "needs_input"
  | "completed"
  | "failed"
  | "cancelled";

/** Volumes in mm³, as measured from the stored segmentation. */
export interface ReadingVolumes {
  readonly necrosis: number;
  readonly oedema: number;
  readonly enhancing: number;
  readonly tumourCore: number;
  readonly wholeTumour: number;
}

/** Which series served as which sequence, and the headers that decided it. */
export interface ReadingSequence {
  readonly name: string;
  readonly seriesUid: string;
  readonly number: number | null;
  readonly description: string;
  readonly reasons: readonly string[];
}

/** One input of the lesion-origin model and how it moved the odds. */
export interface OriginInput {
  readonly name: string;
  readonly label: { readonly ko: string; readonly en: string };
  readonly value: number;
  /** Probability of this value with a metastasis over that with a primary tumour. */
  readonly likelihoodRatio: number;
  /** Where the ratio was published. */
  readonly citation: string;
}

/** Probability that the lesion is a metastasis rather than a primary tumour. */
export interface ReadingOrigin {
  readonly probability: number;
  /** 95 % interval. */
  readonly interval: readonly [low: number, high: number];
  readonly prior: { readonly probability: number };
  readonly inputs: readonly OriginInput[];
  /** Names of inputs that were not known; the interval is wider for each. */
  readonly missing: readonly string[];
  readonly model: string;
  readonly modelVersion: string;
}

/** The newest decision on a result. */
export interface ReadingReview {
  readonly decision: "accepted" | "rejected";
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** One reading: request, progress and result. */
export interface Reading {
  readonly id: string;
  readonly study: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly state: ReadingState;
  readonly stage: string | null;
  readonly percent: number;
  readonly attempt: number;
  readonly code: string | null;
  readonly message: string | null;
  readonly action: string | null;
  readonly provider: string | null;
  readonly sequences: readonly ReadingSequence[];
  readonly seg: { readonly seriesUid: string; readonly sopUid: string } | null;
  readonly sr: { readonly seriesUid: string; readonly sopUid: string } | null;
  readonly volumes_mm3: ReadingVolumes | null;
  readonly knowledge: StudyKnowledge | null;
  readonly stripping: Stripping | null;
  readonly confidence: readonly RegionConfidence[];
  readonly lesionConfidence: readonly LesionConfidence[];
  readonly calibrated: boolean | null;
  /** The share of each drawn volume's voxels that is expected to belong to it, 0 to 1. */
  readonly certainty: Readonly<Partial<Record<keyof ReadingVolumes, number>>>;
  readonly origin: ReadingOrigin | null;
  readonly stages_ms: Readonly<Record<string, number>> | null;
  readonly review: ReadingReview | null;
  readonly publication: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Whether a reading can still change by itself. */
export function isUnderWay(state: ReadingState): boolean {
  return state === "requested" || state === "queued" || state === "running";
}
