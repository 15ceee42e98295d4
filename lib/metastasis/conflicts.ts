import type { MetastasisCase } from "./case.ts";
import { liesBeforeBirth } from "./check_days.ts";
import type { FactName, Primary } from "./facts.ts";

/** Inputs that cannot both be right, or count differently. Words for it are in the catalogue. */
export type Conflict =
  | "birth_differs"
  | "age_differs"
  | "chart_differs"
  | "metastases_without_cancer"
  | "cancer_facts_without_cancer"
  | "days_before_birth"
  | "connected_single"
  | "count_differs"
  | "metastases_without_lesion";

/** By how many years an entered age may miss the birth date: a birthday lies between. */
export const AGE_SLACK = 1;

/** Facts that only a patient with a known cancer has; a count of 0 says nothing. */
const OF_CANCER: readonly FactName[] = [
  "primaryDiagnosed",
  "breastSubtype",
  "egfrAlk",
  "braf",
  "firstRadiosurgery",
  "metastasesAtRadiosurgery",
  "newMetastases",
];

/**
 * Inputs of a case that contradict each other. Nothing is corrected: the answers are given with what
 * was entered, and the contradiction is shown beside them. `today` (2026-01-31) stands in for a day
 * of examination that is not known.
 */
export function conflictsOf(given: MetastasisCase, today: string): Conflict[] {
  const { primary, chartPrimaries, extracranialMetastases, brainMetastases, lesions } = given;
  const conflicts = ofAge(given);
  const charted = chartPrimaries ?? [];
  if (primary && charted.length > 0 && !charted.some((one) => canBeSame(one, primary))) {
    conflicts.push("chart_differs");
  }
  if (primary === "none" && extracranialMetastases === true) {
    conflicts.push("metastases_without_cancer");
  }
  if (primary === "none" && OF_CANCER.some((name) => given[name])) {
    conflicts.push("cancer_facts_without_cancer");
  }
  if (liesBeforeBirth(given, given.examinedOn ?? today)) conflicts.push("days_before_birth");
  if (lesions && lesions.foci < 2 && lesions.t2Connected === true) {
    conflicts.push("connected_single");
  }
  // That a rejected segmentation counts differently is no contradiction: somebody saw it already.
  if (!brainMetastases || !lesions || lesions.rejected) return conflicts;
  if (lesions.foci === 0) conflicts.push("metastases_without_lesion");
  else if (lesions.foci !== brainMetastases) conflicts.push("count_differs");
  return conflicts;
}

function ofAge({ ageYears, enteredAgeYears, birthDiffers }: MetastasisCase): Conflict[] {
  const [age, entered] = [ageYears ?? null, enteredAgeYears ?? null];
  const differs = age !== null && entered !== null && Math.abs(age - entered) > AGE_SLACK;
  return [
    ...birthDiffers ? ["birth_differs" as const] : [],
    ...differs ? ["age_differs" as const] : [],
  ];
}

/** Whether two names can be of one cancer: the same, or one says less closely which lung cancer. */
export function canBeSame(one: Primary, other: Primary): boolean {
  if (one === other) return true;
  const both = [one, other];
  const within = (start: RegExp) => both.every((name) => start.test(name));
  if (both.includes("lung_unspecified")) return within(/^(nsclc_|sclc|lung_)/);
  return both.includes("nsclc_unspecified") && within(/^nsclc_/);
}
