import type { Primary } from "./facts.ts";

/** Whom a share is of. Words for it are in the catalogue. */
export type Denominator = "all_at_diagnosis" | "with_metastasis_at_diagnosis";

const NCDB = "Miccio JA et al., Commun Med 2024 (registry NCDB, 4.8 million patients)";
const SEER = "Cagney DN et al., Neuro Oncol 2017;19:1511 (registry SEER)";
const SEER_BREAST = "Martin AM et al., JAMA Oncol 2017 (registry SEER)";

/** A figure of a registry: patients of which kind, of all or of which, how many per cent. */
export type RegistryRow = readonly [kind: string, Denominator, percent: number, citation: string];

const SMALL_CELL: readonly RegistryRow[] = [
  ["small-cell lung", "all_at_diagnosis", 16.0, NCDB],
  ["small-cell lung", "with_metastasis_at_diagnosis", 23.5, SEER],
];
const LUNG_ALL: RegistryRow = ["non-small-cell lung, all", "all_at_diagnosis", 10.3, NCDB];
const ADENOCARCINOMA: RegistryRow = ["adenocarcinoma", "with_metastasis_at_diagnosis", 26.8, SEER];
const SQUAMOUS: RegistryRow = ["squamous", "with_metastasis_at_diagnosis", 15.9, SEER];
const UNNAMED: RegistryRow = ["not further named", "with_metastasis_at_diagnosis", 25.6, SEER];
const BRONCHIOLAR: RegistryRow = ["bronchioloalveolar", "with_metastasis_at_diagnosis", 15.5, SEER];

/** Shares of patients with brain metastases at the diagnosis of their primary, by primary. */
export const REGISTRY_ROWS: Readonly<Partial<Record<Primary, readonly RegistryRow[]>>> = {
  nsclc_adenocarcinoma: [LUNG_ALL, ADENOCARCINOMA],
  nsclc_squamous: [LUNG_ALL, SQUAMOUS],
  nsclc_other: [LUNG_ALL, UNNAMED, BRONCHIOLAR],
  nsclc_unspecified: [LUNG_ALL, ADENOCARCINOMA, SQUAMOUS, UNNAMED, BRONCHIOLAR],
  sclc: SMALL_CELL,
  lung_unspecified: [LUNG_ALL, ADENOCARCINOMA, SQUAMOUS, UNNAMED, BRONCHIOLAR, ...SMALL_CELL],
  melanoma: [
    ["melanoma", "all_at_diagnosis", 1.5, NCDB],
    ["melanoma", "with_metastasis_at_diagnosis", 28.2, SEER],
  ],
  breast: [
    ["breast", "all_at_diagnosis", 0.3, NCDB],
    ["breast", "all_at_diagnosis", 0.41, SEER_BREAST],
    ["breast", "with_metastasis_at_diagnosis", 7.56, SEER_BREAST],
    ["HR-/HER2+", "with_metastasis_at_diagnosis", 11.45, SEER_BREAST],
    ["triple negative", "with_metastasis_at_diagnosis", 11.37, SEER_BREAST],
  ],
  renal: [
    ["kidney", "all_at_diagnosis", 1.3, NCDB],
    ["kidney", "with_metastasis_at_diagnosis", 10.8, SEER],
  ],
  colorectal: [["colorectal", "all_at_diagnosis", 0.3, NCDB]],
};

/** Kinds of breast cancer whose figure is not of every patient, by the subtype that it is of. */
export const SUBTYPE_OF: Readonly<Record<string, string>> = {
  "HR-/HER2+": "her2",
  "triple negative": "basal",
};

/** Half a unit of the last digit that was published, on either side. */
export function roundingOf(percent: number): [number, number] {
  const half = String(percent).split(".")[1]?.length === 2 ? 0.005 : 0.05;
  return [Number((percent - half).toFixed(3)), Number((percent + half).toFixed(3))];
}
