import type { MetastasisCase } from "./case.ts";

/** Inputs that cannot both be right, or count differently. Words for it are in the catalogue. */
export type Conflict = "metastases_without_cancer" | "count_differs" | "metastases_without_lesion";

/**
 * Inputs of a case that contradict each other. Nothing is corrected: the answers are given with what
 * was entered, and the contradiction is shown beside them.
 */
export function conflictsOf(
  { primary, extracranialMetastases, brainMetastases, lesions }: MetastasisCase,
): Conflict[] {
  const conflicts: Conflict[] = [];
  if (primary === "none" && extracranialMetastases === true) {
    conflicts.push("metastases_without_cancer");
  }
  if (!brainMetastases || !lesions) return conflicts;
  if (lesions.foci === 0) conflicts.push("metastases_without_lesion");
  else if (lesions.foci !== brainMetastases) conflicts.push("count_differs");
  return conflicts;
}
