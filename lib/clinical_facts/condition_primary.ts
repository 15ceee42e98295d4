import type { CodeableConcept, Condition } from "@medplum/fhirtypes";
import type { Primary } from "../metastasis/facts.ts";
import { type CodeReading, readCode } from "./cancer_codes.ts";
import { closestPrimaries } from "./closest_primaries.ts";

/**
 * What a Condition of the chart says of known cancers. `void`: refuted or entered in error.
 * `unread`: it may be one, but no coding says so in a way that is understood here.
 */
export type ConditionReading =
  | { readonly kind: "cancer" | "unconfirmed"; readonly primaries: readonly Primary[] }
  | { readonly kind: "no_primary" | "unread" | "void" };

const VOID = ["refuted", "entered-in-error"];
/** `unconfirmed` and the two statuses below it in FHIR's list. */
const UNCONFIRMED = ["unconfirmed", "provisional", "differential"];

/**
 * Reads all codings of a Condition and its status of verification. Of several codings the closest
 * name counts, and "another cancer" only where no coding says which; two that cannot be one cancer
 * are both kept. The clinical status is not asked: a cancer in remission is known as well.
 */
export function readCondition({ code, verificationStatus }: Condition): ConditionReading {
  const statuses = codesOf(verificationStatus);
  if (statuses.some((status) => VOID.includes(status))) return { kind: "void" };
  const readings = (code?.coding ?? []).map((one) => readCode(one.system ?? "", one.code ?? ""));
  const primaries = closestPrimaries(readings.filter(isPrimary));
  const named = primaries.filter((one) => one !== "other");
  if (primaries.length > 0) {
    const doubted = statuses.some((status) => UNCONFIRMED.includes(status));
    return {
      kind: doubted ? "unconfirmed" : "cancer",
      primaries: named.length > 0 ? named : primaries,
    };
  }
  // "Tumour of brain" beside "secondary of brain" leaves a primary to be named.
  if (readings.includes("unnamed")) return { kind: "unread" };
  return { kind: readings.includes("no_primary") ? "no_primary" : "unread" };
}

function isPrimary(reading: CodeReading): reading is Primary {
  return !["unnamed", "no_primary", "unknown"].includes(reading);
}

function codesOf(concept: CodeableConcept | undefined): string[] {
  return (concept?.coding ?? []).map(({ code }) => code ?? "");
}
