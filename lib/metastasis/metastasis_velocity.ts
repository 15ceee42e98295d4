import { Fault } from "../fault/fault.ts";
import { type Answer, needsInput, notApplicable } from "./answer.ts";
import type { MetastasisCase } from "./case.ts";
import { type FactName, missingFacts } from "./facts.ts";

/** A rate of brain metastases with what was published of patients like it. */
export interface Velocity {
  /** Metastases a year. */
  readonly perYear: number;
  readonly count: number;
  /** Days between the two dates; a year is 365.25 days. */
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly group: "low" | "intermediate" | "high";
  readonly survivalMonths: {
    readonly median: number;
    /** 95 % interval of the median, null where none was seen. */
    readonly interval: readonly [low: number, high: number] | null;
    /** Median of a second study of the same groups, null where none was seen. */
    readonly validation: number | null;
  };
  /** Hazard against the low group; null for that group itself. */
  readonly hazardRatio: number | null;
  readonly citation: string;
}

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

const BMV = "Farris M et al., Int J Radiat Oncol Biol Phys 2017;98:131; validation McTyre ER et " +
  "al., 2020";
const INITIAL = "Initial brain metastasis velocity, cut 2.0 a year, median survival 10.0 against " +
  "6.3 months, hazard ratio 1.60; as read in an abstract, interval not seen";

const GROUPS = [
  { group: "low", median: 12.4, interval: [10.4, 16.9], validation: 12.5, hazardRatio: null },
  { group: "intermediate", median: 8.2, interval: [5.0, 9.7], validation: 7.0, hazardRatio: 1.65 },
  { group: "high", median: 4.3, interval: [2.6, 6.7], validation: 4.6, hazardRatio: 2.75 },
] as const;

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
    velocity: lacksSince.length > 0 ? null : since(given.newMetastases ?? 0, {
      from: firstRadiosurgery ?? "",
      to: assessedOn ?? "",
      field: "assessedOn",
    }),
    initial: lacksBefore.length > 0 ? null : before(given.metastasesAtRadiosurgery ?? 0, {
      from: primaryDiagnosed ?? "",
      to: firstRadiosurgery ?? "",
      field: "firstRadiosurgery",
    }),
    missing,
    validation: "research, not validated",
  };
}

interface Span {
  readonly from: string;
  readonly to: string;
  /** Name of the later day, for the fault. */
  readonly field: FactName;
}

function since(count: number, span: Span): Velocity {
  const rate = rateOf(count, span);
  const index = rate.perYear < 4 ? 0 : rate.perYear <= 13 ? 1 : 2;
  const { group, hazardRatio, ...survivalMonths } = GROUPS[index];
  return { ...rate, group, survivalMonths, hazardRatio, citation: BMV };
}

/** Exactly 2.0 a year counts as high: the abstract does not say on which side it lies. */
function before(count: number, span: Span): Velocity {
  const rate = rateOf(count, span);
  const high = rate.perYear >= 2;
  const median = high ? 6.3 : 10.0;
  return {
    ...rate,
    group: high ? "high" : "low",
    survivalMonths: { median, interval: null, validation: null },
    hazardRatio: high ? 1.6 : null,
    citation: INITIAL,
  };
}

function rateOf(count: number, { from, to, field }: Span) {
  const days = (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000;
  if (!(days >= 1)) {
    throw new Fault("input_invalid", `${field} is not after ${from}`, { facts: { field } });
  }
  return { perYear: count / (days / 365.25), count, days, from, to };
}
