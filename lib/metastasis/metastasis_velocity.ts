import { type Answer, needsInput, notApplicable } from "./answer.ts";
import type { MetastasisCase } from "./case.ts";
import { type FactName, missingFacts } from "./facts.ts";
import { initialVelocity, type Velocity, velocitySince } from "./velocity_group.ts";

/** Velocity since the first radiosurgery, and initial velocity up to it. */
export interface MetastasisVelocity {
  readonly velocity: Velocity | null;
  readonly initial: Velocity | null;
  /** What the other one of the two would need. */
  readonly missing: readonly FactName[];
  readonly validation: "research, not validated";
}

const SINCE: readonly FactName[] = ["firstRadiosurgery", "assessedOn", "newMetastases"];
const BEFORE: readonly FactName[] = [
  "primaryDiagnosed",
  "firstRadiosurgery",
  "metastasesAtRadiosurgery",
];

/**
 * Brain metastasis velocity: new metastases since the first radiosurgery over the years since it
 * (below 4 low, up to 13 intermediate, above high), and initial velocity: metastases at that
 * radiosurgery over the years since the primary was diagnosed. Dates are calendar days: the
 * difference of their day numbers over 365.25. Nothing is asked for without any date. Fault
 * `input_invalid` (fact `field`) when the days are not in order.
 */
export function metastasisVelocity(given: MetastasisCase): Answer<MetastasisVelocity> {
  const told = [...SINCE, "metastasesAtRadiosurgery" as const]
    .some((name) => given[name] !== undefined && given[name] !== null);
  if (!told) return notApplicable("no_radiosurgery");
  const [lacksSince, lacksBefore] = [missingFacts(given, SINCE), missingFacts(given, BEFORE)];
  const missing = [...new Set([...lacksSince, ...lacksBefore])];
  if (lacksSince.length > 0 && lacksBefore.length > 0) return needsInput(missing);
  const { firstRadiosurgery, assessedOn, primaryDiagnosed } = given;
  return {
    status: "answered",
    velocity: lacksSince.length > 0 ? null : velocitySince(given.newMetastases ?? 0, {
      from: firstRadiosurgery ?? "",
      to: assessedOn ?? "",
      field: "assessedOn",
    }),
    initial: lacksBefore.length > 0 ? null : initialVelocity(given.metastasesAtRadiosurgery ?? 0, {
      from: primaryDiagnosed ?? "",
      to: firstRadiosurgery ?? "",
      field: "firstRadiosurgery",
    }),
    missing,
    validation: "research, not validated",
  };
}
