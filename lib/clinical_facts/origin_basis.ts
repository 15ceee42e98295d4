import type { FactName } from "../metastasis/facts.ts";
import type { FactSource } from "./assemble_case.ts";
import type { KnownCancer } from "./known_cancer.ts";

/** Inputs of the origin by the facts that they are made from; the others are measured. */
const FACTS_OF_INPUT: Readonly<Record<string, readonly FactName[]>> = {
  age: ["ageYears"],
  known_cancer: ["primary", "extracranialMetastases"],
  infratentorial: ["infratentorial"],
};

/** Facts that the predicted origin depends on. */
export const ORIGIN_FACTS: readonly FactName[] = Object.values(FACTS_OF_INPUT).flat();

/** What a prediction rests on besides the segmentation. */
export interface OriginBasis {
  /** Facts that a person entered and that an input used. */
  readonly facts: readonly FactName[];
  /** References to the Conditions of the FHIR server that named the cancer in use. */
  readonly conditions: readonly string[];
}

/** What the known inputs of a prediction, by name, were made from. */
export function originBasis(
  inputs: readonly string[],
  { sources, chart }: { readonly sources: readonly FactSource[]; readonly chart: KnownCancer },
): OriginBasis {
  // Of two sources of one name the later is in use (assembleCase).
  const sourceOf = (name: FactName) => sources.findLast((one) => one.name === name)?.source;
  const used = inputs.flatMap((input) => FACTS_OF_INPUT[input] ?? []);
  return {
    facts: used.filter((name) => sourceOf(name) === "entered"),
    conditions: used.includes("primary") && sourceOf("primary") === "chart" ? chart.conditions : [],
  };
}
