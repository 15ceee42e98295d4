import { Fault } from "../fault/fault.ts";
import type { FactName, Facts } from "./facts.ts";

type DayName = "primaryDiagnosed" | "firstRadiosurgery" | "assessedOn";

/** Days in the order in which they can only come. */
const DAYS: readonly DayName[] = ["primaryDiagnosed", "firstRadiosurgery", "assessedOn"];
/** Pairs of days, with the count that is divided by the time between them. */
const PAIRS: readonly (readonly [earlier: DayName, later: DayName, count: FactName | null])[] = [
  ["primaryDiagnosed", "firstRadiosurgery", "metastasesAtRadiosurgery"],
  ["firstRadiosurgery", "assessedOn", "newMetastases"],
  ["primaryDiagnosed", "assessedOn", null],
];

/** What days are held against. Calendar days as 2026-01-31. */
export interface DayBounds {
  readonly today: string;
  /** Day of birth, null when it is not known. */
  readonly birth: string | null;
  /** The facts of this entry: one of them is named, never one that stood before. */
  readonly said: readonly FactName[];
}

/**
 * Holds every known pair of days against each other, whatever counts are known, and each day of this
 * entry against birth and today. Faults: `input_invalid` (facts `field`, one of `said`, and `case`).
 */
export function assertDays(facts: Facts, { today, birth, said }: DayBounds): void {
  for (const field of DAYS.filter((name) => said.includes(name))) {
    const day = facts[field];
    if (!day) continue;
    if (day > today) refuse("day_future", field, "lies in the future");
    if (birth !== null && day < birth) refuse("day_birth", field, "lies before the birth date");
  }
  for (const [earlier, later, count] of PAIRS) {
    const [from, to] = [facts[earlier], facts[later]];
    if (!from || !to || from < to) continue;
    if (from > to && said.includes(later)) {
      refuse("day_before", later, `lies before ${earlier}`, { other: earlier });
    }
    if (from > to && said.includes(earlier)) {
      refuse("day_after", earlier, `lies after ${later}`, { other: later });
    }
    // On one day both may be, but then there is no time to divide a count by.
    const counted = count !== null && facts[count] !== undefined && facts[count] !== null;
    const field = [later, earlier, count].find((name) => name !== null && said.includes(name));
    if (counted && field) {
      const words = `has no time between ${earlier} and ${later} to be counted over`;
      refuse("day_no_time", field, words, { earlier, later });
    }
  }
}

/**
 * Whether a known day lies before the patient can have been born: somebody of so many completed
 * years on the day of the examination was born less than one year more before it.
 */
export function liesBeforeBirth(facts: Facts, examined: string): boolean {
  const { ageYears } = facts;
  if (ageYears === undefined || ageYears === null) return false;
  const year = Number(examined.slice(0, 4)) - ageYears - 1;
  const notYetBorn = `${year}${examined.slice(4)}`;
  return DAYS.some((name) => Boolean(facts[name]) && facts[name]! <= notYetBorn);
}

function refuse(
  reason: string,
  field: FactName,
  words: string,
  others: Readonly<Record<string, string>> = {},
): never {
  throw new Fault("input_invalid", `${field} ${words}`, {
    facts: { case: reason, field, ...others },
  });
}
