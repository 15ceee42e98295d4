import { Fault } from "../fault/fault.ts";
import type { MetastasisCase } from "./case.ts";
import type { LikelihoodFeature, LikelihoodTable } from "./likelihood_table.ts";

/** Stands for a feature that is not known: its whole range widens the interval. */
export const UNKNOWN = -1;
/** Stands for a feature whose study had no such case: it neither counts nor widens. */
export const NOT_APPLICABLE = -2;

/** Levels of the known cancer by the primary, without and with metastases outside the skull. */
const CANCER_LEVELS: Readonly<Record<string, readonly [any: string, metastatic: string]>> = {
  none: ["none", "none"],
  other: ["other", "other"],
  lung_unspecified: ["lung", "lung_metastatic"],
  gastrointestinal_other: ["other", "other"],
  breast: ["breast", "breast_metastatic"],
  melanoma: ["melanoma", "melanoma_metastatic"],
  renal: ["renal", "renal_metastatic"],
  colorectal: ["colorectal", "colorectal"],
  sclc: ["sclc", "sclc_metastatic"],
  nsclc_unspecified: ["nsclc", "nsclc_other_metastatic"],
  nsclc_other: ["nsclc", "nsclc_other_metastatic"],
  nsclc_adenocarcinoma: ["nsclc", "nsclc_adenocarcinoma_metastatic"],
  nsclc_squamous: ["nsclc", "nsclc_squamous_metastatic"],
};

/**
 * The inputs of the graph in the order of the table. A feature counts only for cases as its study
 * had them; what is not known is UNKNOWN, never a default. Fault `model_unfit` for a feature that
 * nothing here measures.
 */
export function originValues(given: MetastasisCase, { features }: LikelihoodTable): number[] {
  const foci = given.lesions?.foci ?? UNKNOWN;
  return features.map((feature) => {
    const applies = feature.appliesTo === "any" ||
      (feature.appliesTo === "one lesion") === (foci === 1);
    return applies ? valueOf(feature, given, foci) : NOT_APPLICABLE;
  });
}

function valueOf(feature: LikelihoodFeature, given: MetastasisCase, foci: number): number {
  switch (feature.name) {
    case "foci":
      return foci;
    case "t2_connection":
      return truth(given.lesions?.t2Connected);
    case "infratentorial":
      return truth(given.infratentorial);
    case "diameter_ratio":
      return given.lesions?.diameterRatio ?? UNKNOWN;
    case "area_ratio":
      return given.lesions?.areaRatio ?? UNKNOWN;
    case "age":
      return given.ageYears ?? UNKNOWN;
    case "known_cancer":
      return cancerLevel(feature, given);
    default: {
      const reason = `the feature ${feature.name} is not measured here`;
      throw new Fault("model_unfit", `Lesion origin: ${reason}`, { facts: { reason } });
    }
  }
}

function truth(value: boolean | null | undefined): number {
  return value === null || value === undefined ? UNKNOWN : Number(value);
}

/** A known stage takes the figure of patients who have metastases; any other that of all. */
function cancerLevel(feature: LikelihoodFeature, given: MetastasisCase): number {
  const levels = CANCER_LEVELS[given.primary ?? ""];
  if (levels === undefined) return UNKNOWN;
  const key = levels[given.extracranialMetastases === true ? 1 : 0];
  return feature.levels.find((level) => level.key === key)?.from ?? UNKNOWN;
}
