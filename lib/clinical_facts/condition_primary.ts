import type { Condition } from "@medplum/fhirtypes";
import type { Primary } from "../metastasis/facts.ts";

const SNOMED = "http://snomed.info/sct";
/** ICD-10 and its national editions: WHO, Korea's KCD, the United States' CM, Germany's GM. */
const ICD10 = /icd-?10|kcd/i;

/** SNOMED CT concepts by the primary that they name. */
const BY_SNOMED: Readonly<Record<string, Primary>> = {
  "254626006": "nsclc_adenocarcinoma", // Adenocarcinoma of lung
  "254634000": "nsclc_squamous", // Squamous cell carcinoma of lung
  "254629004": "nsclc_other", // Large cell carcinoma of lung
  "254637007": "nsclc_unspecified", // Non-small cell lung cancer
  "254632001": "sclc", // Small cell carcinoma of lung
  "363358000": "lung_unspecified", // Malignant tumor of lung
  "372244006": "melanoma", // Malignant melanoma
  "254837009": "breast", // Malignant neoplasm of breast
  "702391001": "renal", // Renal cell carcinoma
  "254915003": "renal", // Clear cell carcinoma of kidney
  "363406005": "colorectal", // Malignant tumor of colon
  "363351006": "colorectal", // Malignant tumor of rectum
  "363510005": "colorectal", // Malignant tumor of large intestine
};

/** Categories of ICD-10 by the primary; C34 does not say which cells. */
const BY_ICD10: readonly (readonly [RegExp, Primary])[] = [
  [/^C34/, "lung_unspecified"],
  [/^C43/, "melanoma"],
  [/^C50/, "breast"],
  [/^C64/, "renal"],
  [/^C(18|19|20)/, "colorectal"],
  [/^C(15|16|17|2[1-6])/, "gastrointestinal_other"],
];
/**
 * Malignant neoplasms that are no primary outside the skull: metastases (C77 to C79), brain and
 * meninges (C70 to C72), skin other than melanoma (C44), and what is not malignant at all.
 */
const OTHER_CANCER = /^C(?!44|7[0-2]|7[7-9])\d\d/;

/**
 * The primary that a Condition of the chart names; null when it names none, was refuted or entered
 * in error. A cancer that no table knows is "other".
 */
export function primaryOf(condition: Condition): Primary | null {
  const doubt = condition.verificationStatus?.coding?.[0]?.code ?? "";
  if (["refuted", "entered-in-error"].includes(doubt)) return null;
  let other: Primary | null = null;
  for (const { system = "", code = "" } of condition.code?.coding ?? []) {
    const known = system === SNOMED
      ? (Object.hasOwn(BY_SNOMED, code) ? BY_SNOMED[code] : undefined)
      : ICD10.test(system)
      ? BY_ICD10.find(([category]) => category.test(code))?.[1]
      : undefined;
    if (known !== undefined) return known;
    if (ICD10.test(system) && OTHER_CANCER.test(code)) other = "other";
  }
  return other;
}
