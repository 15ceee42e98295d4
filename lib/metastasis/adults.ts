import type { MetastasisCase } from "./case.ts";

/** Years from which a patient counts as adult: the studies are of adults; the bound is ours. */
const ADULT_FROM = 18;

/** Whether a patient is known to be younger than those whom the studies had. */
export function isMinor({ ageYears }: Pick<MetastasisCase, "ageYears">): boolean {
  return typeof ageYears === "number" && ageYears < ADULT_FROM;
}
