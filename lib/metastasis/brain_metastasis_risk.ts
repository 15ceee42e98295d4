import { type Answer, needsInput, notApplicable } from "./answer.ts";
import type { MetastasisCase } from "./case.ts";
import { missingFacts, type Primary } from "./facts.ts";

/** Whom a share is of. Words for it are in the catalogue. */
export type Denominator = "all_at_diagnosis" | "with_metastasis_at_diagnosis";

/** A published share of patients with brain metastases. */
export interface RiskFigure {
  /** Which patients of the primary: all of them, or a kind of it. */
  readonly kind: string;
  readonly denominator: Denominator;
  readonly percent: number;
  /** What the published figure was rounded from; no interval of the source was seen. */
  readonly rounding: readonly [low: number, high: number];
  readonly citation: string;
  /** Whether the patient's extracranial metastases make this the figure of patients like them. */
  readonly fits: boolean | null;
}

/** Risk of brain metastasis at diagnosis by primary, for a patient without a lesion. */
export interface BrainMetastasisRisk {
  readonly primary: Primary;
  readonly figures: readonly RiskFigure[];
  /** What would say which figure fits. */
  readonly missing: readonly "extracranialMetastases"[];
  readonly validation: "research, not validated";
}

const NCDB = "Miccio JA et al., Commun Med 2024 (registry NCDB, 4.8 million patients)";
const SEER = "Cagney DN et al., Neuro Oncol 2017;19:1511 (registry SEER)";
const SEER_BREAST = "Martin AM et al., JAMA Oncol 2017 (registry SEER)";

type Row = readonly [kind: string, Denominator, percent: number, citation: string];

const SMALL_CELL: readonly Row[] = [
  ["small-cell lung", "all_at_diagnosis", 16.0, NCDB],
  ["small-cell lung", "with_metastasis_at_diagnosis", 23.5, SEER],
];
const LUNG_ALL: Row = ["non-small-cell lung, all", "all_at_diagnosis", 10.3, NCDB];
const ADENOCARCINOMA: Row = ["adenocarcinoma", "with_metastasis_at_diagnosis", 26.8, SEER];
const SQUAMOUS: Row = ["squamous", "with_metastasis_at_diagnosis", 15.9, SEER];
const UNNAMED: Row = ["not further named", "with_metastasis_at_diagnosis", 25.6, SEER];
const BRONCHIOLAR: Row = ["bronchioloalveolar", "with_metastasis_at_diagnosis", 15.5, SEER];

const FIGURES: Readonly<Partial<Record<Primary, readonly Row[]>>> = {
  nsclc_adenocarcinoma: [LUNG_ALL, ADENOCARCINOMA],
  nsclc_squamous: [LUNG_ALL, SQUAMOUS],
  nsclc_other: [LUNG_ALL, UNNAMED, BRONCHIOLAR],
  nsclc_unspecified: [LUNG_ALL, ADENOCARCINOMA, SQUAMOUS, UNNAMED, BRONCHIOLAR],
  sclc: SMALL_CELL,
  lung_unspecified: [LUNG_ALL, ADENOCARCINOMA, SQUAMOUS, UNNAMED, BRONCHIOLAR, ...SMALL_CELL],
  melanoma: [
    ["melanoma", "all_at_diagnosis", 1.5, NCDB],
    ["melanoma", "with_metastasis_at_diagnosis", 28.2, SEER],
  ],
  breast: [
    ["breast", "all_at_diagnosis", 0.3, NCDB],
    ["breast", "all_at_diagnosis", 0.41, SEER_BREAST],
    ["breast", "with_metastasis_at_diagnosis", 7.56, SEER_BREAST],
    ["HR-/HER2+", "with_metastasis_at_diagnosis", 11.45, SEER_BREAST],
    ["triple negative", "with_metastasis_at_diagnosis", 11.37, SEER_BREAST],
  ],
  renal: [
    ["kidney", "all_at_diagnosis", 1.3, NCDB],
    ["kidney", "with_metastasis_at_diagnosis", 10.8, SEER],
  ],
  colorectal: [["colorectal", "all_at_diagnosis", 0.3, NCDB]],
};

/** Kinds of breast cancer whose figure is not of every patient, by the subtype that it is of. */
const SUBTYPE_OF: Readonly<Record<string, string>> = {
  "HR-/HER2+": "her2",
  "triple negative": "basal",
};

/**
 * How many patients with this primary have brain metastases at its diagnosis, for a patient in whom
 * a reading found no lesion and who has none on record. Shares of a registry, with their
 * denominators; none of them follows a patient over time, and none is a prediction for one.
 */
export function brainMetastasisRisk(given: MetastasisCase): Answer<BrainMetastasisRisk> {
  const { primary, lesions, extracranialMetastases } = given;
  if (hadLesion(given)) return notApplicable("lesion_present");
  if (primary === "none") return notApplicable("no_known_cancer");
  const rows = primary ? FIGURES[primary] : [];
  if (rows === undefined) return notApplicable("no_table_for_primary");
  // Without a reading nobody knows whether there is a lesion: the risk of one is no answer then.
  if (!lesions || !primary) {
    return needsInput([
      ...lesions ? [] : ["lesions" as const],
      ...missingFacts(given, ["primary"]),
    ]);
  }
  return {
    status: "answered",
    primary,
    figures: rows.map(([kind, denominator, percent, citation]) => ({
      kind,
      denominator,
      percent,
      rounding: roundingOf(percent),
      citation,
      fits: fits(kind, denominator, given, rows),
    })),
    missing: typeof extracranialMetastases === "boolean" ? [] : ["extracranialMetastases"],
    validation: "research, not validated",
  };
}

/** Whether a lesion was drawn, counted by a reader, or is on record as treated or seen since. */
function hadLesion({ lesions, ...facts }: MetastasisCase): boolean {
  return (lesions?.foci ?? 0) > 0 || Boolean(
    facts.brainMetastases || facts.firstRadiosurgery || facts.metastasesAtRadiosurgery ||
      facts.newMetastases,
  );
}

/**
 * The figure of all is of every stage, so that of patients with metastases goes before it where one
 * is known to be there, and fits nobody else.
 */
function fits(
  kind: string,
  denominator: Denominator,
  given: MetastasisCase,
  rows: readonly Row[],
): boolean | null {
  const subtype = SUBTYPE_OF[kind];
  if (subtype !== undefined && given.breastSubtype && given.breastSubtype !== subtype) return false;
  if (denominator === "all_at_diagnosis") {
    return given.extracranialMetastases !== true || rows.every(([, of]) => of === denominator);
  }
  if (given.extracranialMetastases === false) return false;
  if (typeof given.extracranialMetastases !== "boolean") return null;
  return subtype === undefined || given.breastSubtype === subtype ? true : null;
}

/** Half a unit of the last digit that was published, on either side. */
function roundingOf(percent: number): [number, number] {
  const half = String(percent).split(".")[1]?.length === 2 ? 0.005 : 0.05;
  return [Number((percent - half).toFixed(3)), Number((percent + half).toFixed(3))];
}
