import { isMinor } from "./adults.ts";
import { Fault } from "../fault/fault.ts";
import type { MetastasisCase } from "./case.ts";
import type { Primary } from "./facts.ts";
import type { LikelihoodFeature, LikelihoodTable } from "./likelihood_table.ts";

/** Stands for a feature that is not known: its whole range widens the interval. */
export const UNKNOWN = -1;
/** Stands for a feature whose study had no such case: it neither counts nor widens. */
export const NOT_APPLICABLE = -2;

/** Levels of a known cancer by what is known of metastases outside the skull. */
type CancerLevels = readonly [without: string, metastatic: string, notKnown: string];

const CANCER_LEVELS: Readonly<Record<Primary, CancerLevels>> = {
  none: unstaged("none"),
  other: unstaged("other"),
  gastrointestinal_other: unstaged("other"),
  colorectal: unstaged("colorectal"),
  breast: ["breast", "breast_metastatic", "breast_unstaged"],
  melanoma: ["melanoma", "melanoma_metastatic", "melanoma_unstaged"],
  renal: ["renal", "renal_metastatic", "renal_unstaged"],
  lung_unspecified: ["lung", "lung_metastatic", "lung_unstaged"],
  sclc: ["sclc", "sclc_metastatic", "sclc_unstaged"],
  nsclc_unspecified: ["nsclc", "nsclc_other_metastatic", "nsclc_other_unstaged"],
  nsclc_other: ["nsclc", "nsclc_other_metastatic", "nsclc_other_unstaged"],
  nsclc_adenocarcinoma: [
    "nsclc",
    "nsclc_adenocarcinoma_metastatic",
    "nsclc_adenocarcinoma_unstaged",
  ],
  nsclc_squamous: ["nsclc", "nsclc_squamous_metastatic", "nsclc_squamous_unstaged"],
};

/** A cancer without figures by metastases: one level, whatever is known of them. */
function unstaged(key: string): CancerLevels {
  return [key, key, key];
}

/**
 * The inputs of the graph in the order of the table. A feature counts only for cases as its study
 * had them; what is not known is UNKNOWN, never a default, and so is the age of a child, which no
 * series of adults weighs. Fault `model_unfit` for a feature that
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
      return isMinor(given) ? UNKNOWN : given.ageYears ?? UNKNOWN;
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

/**
 * Known metastases take the figure of patients who have them, none that of all patients (a smaller
 * one was not found), and what is not known a level between the two.
 */
function cancerLevel(feature: LikelihoodFeature, given: MetastasisCase): number {
  const { primary, extracranialMetastases } = given;
  if (!primary) return UNKNOWN;
  const [without, metastatic, notKnown] = CANCER_LEVELS[primary];
  const key = typeof extracranialMetastases !== "boolean"
    ? notKnown
    : extracranialMetastases
    ? metastatic
    : without;
  return feature.levels.find((level) => level.key === key)?.from ?? UNKNOWN;
}
