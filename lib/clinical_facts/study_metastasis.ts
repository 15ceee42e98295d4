import type { Database } from "../database/connect.ts";
import type { ReviewsTable } from "../database/tables.ts";
import type { SegmentationResult } from "../inference/result.ts";
import type { MetastasisCase } from "../metastasis/case.ts";
import type { FactName } from "../metastasis/facts.ts";
import { originModel } from "../metastasis/origin_model.ts";
import { GRADED_TABLES } from "../metastasis/prognosis_table.ts";
import { scoreCase, type ScoredCase } from "../metastasis/score_case.ts";
import type { PackList } from "../models/load_packs.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import type { PatientSources } from "../patients/sources.ts";
import { readStudy } from "../studies/list_studies.ts";
import { assembleCase, type FactSource } from "./assemble_case.ts";
import { type KnownCancer, knownCancer } from "./known_cancer.ts";
import { readFactsOf } from "./read_facts.ts";
import { type RecordedPrediction, recordedPrediction } from "./recorded_prediction.ts";
import { standingReadings } from "./standing_readings.ts";

/** What the study page shows and the API answers about metastases. */
export interface StudyMetastasis {
  readonly study: string;
  /** The reading whose numbers are used: the newest that stands; null when there is none. */
  readonly reading: {
    readonly id: string;
    readonly review: ReviewsTable["decision"] | null;
    /** The worker's own prediction, and whether it is of this very case. */
    readonly predicted: RecordedPrediction | null;
    /** Whether its images are outside of what the segmentation's model knows. */
    readonly outside: boolean;
    /** Measured and shown, not used. */
    readonly largestDiameterMm: number | null;
  } | null;
  readonly case: MetastasisCase;
  readonly sources: readonly FactSource[];
  /** Of the entered facts: whoever enters more says which version they saw. */
  readonly version: number;
  readonly chart: KnownCancer;
  readonly scored: ScoredCase;
  /** What the origin leaves out and which inputs depend on each other, from the model's table. */
  readonly notes: {
    readonly dependence: readonly { readonly en: string; readonly ko: string }[];
    readonly leftOut: readonly {
      readonly label: { readonly en: string; readonly ko: string };
      readonly reason: { readonly en: string; readonly ko: string };
    }[];
  };
  /** Facts that the prognosis of each primary needs. */
  readonly factors: Readonly<Record<string, readonly FactName[]>>;
}

/** What the answers are made from: database, FHIR server, models. */
export interface MetastasisNeighbours {
  readonly db: Database;
  readonly sources: PatientSources;
  readonly packs: PackList;
}

/** Facts of each primary, for the form. */
const FACTORS = Object.fromEntries(
  Object.entries(GRADED_TABLES).map(([primary, { factors }]) => [
    primary,
    factors.map(({ fact }) => fact),
  ]),
);

/**
 * Puts the case of a study together and answers it. Faults: `study_not_found`,
 * `database_unavailable`, `model_unknown`, `model_broken`; a FHIR server that is away is none.
 */
export async function studyMetastasis(
  { db, sources, packs }: MetastasisNeighbours,
  studyUid: string,
): Promise<StudyMetastasis> {
  const [[standing], assembled, model] = await Promise.all([
    standingReadings(db, studyUid),
    gatherCase({ db, sources }, studyUid),
    originModel(packs),
  ]);
  const { given, sources: facts } = assembled.of(standing?.result.lesions, {
    rejected: standing?.row.decision === "rejected",
  });
  const scored = scoreCase(given, model);
  const { dependence, leftOut } = model.table;
  return {
    study: studyUid,
    reading: standing === undefined ? null : {
      id: standing.row.id,
      review: standing.row.decision,
      predicted: recordedPrediction(standing.row, {
        origin: scored.origin,
        chart: assembled.cancer,
      }),
      outside: standing.result.knowledge?.outside ?? false,
      largestDiameterMm: standing.result.lesions?.largestDiameterMm ?? null,
    },
    case: given,
    sources: facts,
    version: assembled.version,
    chart: assembled.cancer,
    scored,
    notes: {
      dependence: dependence.map(({ words }) => words),
      leftOut: leftOut.map(({ label, reason }) => ({ label, reason })),
    },
    factors: FACTORS,
  };
}

/** What a case of a study has besides the measured part; `of` adds that. */
export async function gatherCase(
  { db, sources }: Pick<MetastasisNeighbours, "db" | "sources">,
  studyUid: string,
) {
  const study = await readStudy(db, studyUid);
  const [{ facts, version }, cancer, chart] = await Promise.all([
    readFactsOf(db, studyUid),
    knownCancer(sources, study.patient),
    patientByIdentity(db, study.patient),
  ]);
  const parts = {
    facts,
    cancer,
    chartBirth: chart?.patient.birthDate ?? null,
    imagesBirth: study.patient.birthDate,
    examined: study.date,
  };
  return {
    cancer,
    version,
    of: (lesions: SegmentationResult["lesions"] | undefined, { rejected = false } = {}) =>
      assembleCase({ ...parts, lesions, rejected }),
  };
}
