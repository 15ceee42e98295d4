import type { Primary } from "../metastasis/facts.ts";

/**
 * What one code says: the primary that it names; `unnamed` when it says that there is or was a cancer
 * but not which, or leaves open whether it is one; `no_primary` when it surely names no primary
 * outside the skull; `unknown` to this program.
 */
export type CodeReading = Primary | "unnamed" | "no_primary" | "unknown";

/** SNOMED CT, by its address (of an edition too) or by its OID. */
const SNOMED = /^(https?:\/\/snomed\.info\/sct\b|(urn:oid:)?2\.16\.840\.1\.113883\.6\.96$)/i;
/**
 * ICD-10 and its national editions: WHO, Korea's KCD, the United States' CM, Germany's GM; by OID
 * ICD-10 (6.3) and ICD-10-CM (6.90). ICD-10-PCS codes procedures and is none of them.
 */
const ICD10 = /^(?!.*pcs)(.*(icd-?10|kcd)|(urn:oid:)?2\.16\.840\.1\.113883\.6\.(3|90)$)/i;

/** SNOMED CT concepts by what they name. */
const SNOMED_CODES: Readonly<Partial<Record<CodeReading, readonly string[]>>> = {
  // Adenocarcinoma of lung: any, primary, left, right.
  nsclc_adenocarcinoma: ["254626006", "707451005", "15956341000119105", "15956381000119100"],
  // Squamous cell carcinoma of lung: any, non-small cell, left, right, TNM stages 1 to 4.
  nsclc_squamous: ["254634000", "723301009", "12240951000119107", "12240991000119102"]
    .concat("423295000", "423468007", "425230006", "425376008"),
  // Large cell carcinoma of lung: any, TNM stages 1 to 4.
  nsclc_other: ["254629004", "424938000", "423050000", "424970000", "423600008"],
  // Non-small cell lung cancer: any, TNM stages 1 to 4, with and without EGFR, with and without ALK.
  nsclc_unspecified: ["254637007", "424132000", "425048006", "422968005", "423121009"]
    .concat("703228009", "703230006", "830151004", "830055006"),
  // Small cell carcinoma of lung: any, oat cell, TNM stages 1 to 4, extensive stage.
  sclc: ["254632001", "254633006", "67811000119102", "67821000119109", "67831000119107"]
    .concat("67841000119103", "683991000119103"),
  lung_unspecified: ["363358000", "93880001"], // Malignant tumor of lung; primary
  melanoma: ["372244006", "93655004"], // Malignant melanoma; of skin
  breast: ["254837009", "254838004"], // Malignant neoplasm of breast; carcinoma
  // Renal cell carcinoma; clear cell carcinoma of kidney; malignant tumor of kidney.
  renal: ["702391001", "254915003", "363518003"],
  // Malignant tumor of colon, of rectum, of large intestine; colon primary, overlapping.
  colorectal: ["363406005", "363351006", "363510005", "93761005", "109838007"],
  // Malignant tumor of stomach, of esophagus, of pancreas; liver cell carcinoma.
  gastrointestinal_other: ["363349007", "363402007", "363418001", "109841003"],
  // Malignant tumor of prostate, of urinary bladder, of ovary, of thyroid gland.
  other: ["399068003", "399326009", "363443007", "363478007"],
  // Glioblastoma; malignant tumor of brain; neoplasm of brain.
  no_primary: ["393563007", "428061005", "126952004"],
  // Malignant neoplastic disease; metastatic malignant neoplasm, and to brain.
  unnamed: ["363346000", "128462008", "94225005"],
};

const BY_SNOMED: ReadonlyMap<string, CodeReading> = new Map(
  Object.entries(SNOMED_CODES).flatMap(([reading, codes]) =>
    codes.map((code) => [code, reading as CodeReading] as const)
  ),
);

/** Categories of ICD-10 by what they name, the first that fits; C34 does not say which cells. */
const BY_ICD10: readonly (readonly [RegExp, CodeReading])[] = [
  [/^C(44|7[0-2]|75\.?[1-3])/, "no_primary"], // skin, meninges, brain, pituitary to pineal
  [/^C7[789B]/, "unnamed"], // secondary: of which primary is not said
  [/^C34/, "lung_unspecified"],
  [/^C43/, "melanoma"],
  [/^C50/, "breast"],
  [/^C64/, "renal"],
  [/^C(18|19|20)/, "colorectal"],
  [/^C(15|16|17|2[1-6])/, "gastrointestinal_other"],
  [/^C/, "other"],
  [/^Z85/, "unnamed"], // history of a malignant neoplasm: of which is said too loosely
  [/^D4(2|3|4\.?[3-5])/, "no_primary"], // uncertain behaviour, within the skull
  [/^D(3[7-9]|4)/, "unnamed"], // uncertain or unknown behaviour elsewhere
  [/^/, "no_primary"],
];

/** Reads one code of a Condition. ICD-10 is read in any case, with or without its point. */
export function readCode(system: string, code: string): CodeReading {
  const plain = code.trim().toUpperCase();
  if (SNOMED.test(system)) return BY_SNOMED.get(plain) ?? "unknown";
  if (!ICD10.test(system) || !/^[A-Z]\d[0-9A-Z]/.test(plain)) return "unknown";
  return BY_ICD10.find(([category]) => category.test(plain))?.[1] ?? "unknown";
}
