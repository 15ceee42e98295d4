import { Fault } from "../fault/fault.ts";
import type { FactName } from "./facts.ts";

/** A rate of brain metastases with what was published of patients like it. */
export interface Velocity {
  /** Metastases a year to two decimals, as it is shown: the group goes by this very number. */
  readonly perYear: number;
  readonly count: number;
  /** Days between the two dates; a year is 365.25 days. */
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly group: "low" | "intermediate" | "high";
  /** Rates at which the groups part, as published. */
  readonly cuts: readonly number[];
  /** Whether a year of 365 and one of 366 days give different groups. */
  readonly nearCut: boolean;
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

const BMV = "Farris M et al., Int J Radiat Oncol Biol Phys 2017;98:131; validation McTyre ER et " +
  "al., 2020";
const INITIAL = "Initial brain metastasis velocity, cut 2.0 a year, median survival 10.0 against " +
  "6.3 months, hazard ratio 1.60; as read in an abstract, interval not seen";

const GROUPS = [
  { group: "low", median: 12.4, interval: [10.4, 16.9], validation: 12.5, hazardRatio: null },
  { group: "intermediate", median: 8.2, interval: [5.0, 9.7], validation: 7.0, hazardRatio: 1.65 },
  { group: "high", median: 4.3, interval: [2.6, 6.7], validation: 4.6, hazardRatio: 2.75 },
] as const;

/** Two calendar days that a count is divided by. */
export interface Span {
  readonly from: string;
  readonly to: string;
  /** Name of the later day, for the fault. */
  readonly field: FactName;
}

/** New metastases since the first radiosurgery, as a rate with its group. Fault as `rateOf`. */
export function velocitySince(count: number, span: Span): Velocity {
  const rate = rateOf(count, span, { cuts: [4, 13], groupOf: sinceGroup });
  const { group, hazardRatio, ...survivalMonths } = GROUPS[sinceGroup(rate.perYear)];
  return { ...rate, group, survivalMonths, hazardRatio, citation: BMV };
}

/** Exactly 4 and 13 a year are intermediate, as published: below 4 low, above 13 high. */
function sinceGroup(perYear: number): 0 | 1 | 2 {
  return perYear < 4 ? 0 : perYear <= 13 ? 1 : 2;
}

/**
 * Metastases at the first radiosurgery over the years since the primary was diagnosed. Exactly 2.0 a
 * year counts as high: the abstract does not say on which side it lies. Fault as `rateOf`.
 */
export function initialVelocity(count: number, span: Span): Velocity {
  const isHigh = (perYear: number) => perYear >= 2 ? 1 : 0;
  const rate = rateOf(count, span, { cuts: [2], groupOf: isHigh });
  const high = isHigh(rate.perYear) === 1;
  const median = high ? 6.3 : 10.0;
  return {
    ...rate,
    group: high ? "high" : "low",
    survivalMonths: { median, interval: null, validation: null },
    hazardRatio: high ? 1.6 : null,
    citation: INITIAL,
  };
}

interface Grouping {
  readonly cuts: readonly number[];
  groupOf(perYear: number): number;
}

/**
 * A rate by the days between two calendar days, a year being 365.25 of them. Fault `input_invalid`
 * (fact `field`) when the later day does not come after the earlier one.
 */
function rateOf(count: number, { from, to, field }: Span, { cuts, groupOf }: Grouping) {
  const days = (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000;
  if (!(days >= 1)) {
    throw new Fault("input_invalid", `${field} is not after ${from}`, { facts: { field } });
  }
  const inYearsOf = (length: number) => count / (days / length);
  const perYear = Number(inYearsOf(365.25).toFixed(2));
  const nearCut = groupOf(inYearsOf(365)) !== groupOf(inYearsOf(366));
  return { perYear, count, days, from, to, cuts, nearCut };
}
