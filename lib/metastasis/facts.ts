import { z } from "zod";

/** Extracranial cancers that the tables know, "other" for the rest, "none" when none is known. */
export const PRIMARIES = [
  "none",
  "nsclc_adenocarcinoma",
  "nsclc_squamous",
  "nsclc_other",
  "nsclc_unspecified",
  "sclc",
  "lung_unspecified",
  "melanoma",
  "breast",
  "renal",
  "colorectal",
  "gastrointestinal_other",
  "other",
] as const;

/** A known extracranial cancer by its type. */
export type Primary = typeof PRIMARIES[number];

/** A calendar day of a patient's life, as 2026-01-31. */
export const DAY = z.iso.date().refine((text) => text >= "1900-01-01" && text <= "2200-01-01", {
  error: "is no day of a patient's life",
});
const COUNT = z.int().min(0).max(500);

/**
 * What a person knows of a patient and the images do not say. Each is asked for where an answer
 * needs it; null means not known and is never replaced by a default.
 */
export const FACT_SCHEMAS = {
  /** Age in completed years at the examination; the chart's birth date comes first. */
  ageYears: z.int().min(0).max(130),
  /** Known extracranial cancer and its type; "none" says that none is known. */
  primary: z.enum(PRIMARIES),
  /** Karnofsky performance status, in tens. */
  karnofsky: z.int().min(0).max(100).multipleOf(10),
  /** Metastases outside the skull. */
  extracranialMetastases: z.boolean(),
  /** Brain metastases that a reader counted; the segmentation's count is shown, not taken. */
  brainMetastases: COUNT.min(1),
  /** Whether a reader saw a lesion below the tentorium. */
  infratentorial: z.boolean(),
  /** EGFR or ALK altered (lung); "unknown" is an answer and counts as the source says. */
  egfrAlk: z.enum(["positive", "negative", "unknown"]),
  /** BRAF mutated (melanoma). */
  braf: z.enum(["positive", "negative"]),
  /** Breast: basal HR-/HER2-, luminal A HR+/HER2-, HER2 HR-/HER2+, luminal B HR+/HER2+. */
  breastSubtype: z.enum(["basal", "luminal_a", "her2", "luminal_b"]),
  /** Haemoglobin in g/dL; "unknown" is an answer and counts as the source says. */
  haemoglobin: z.union([z.number().min(1).max(30), z.literal("unknown")]),
  /** Day of the diagnosis of the primary. */
  primaryDiagnosed: DAY,
  /** Day of the first radiosurgery of brain metastases. */
  firstRadiosurgery: DAY,
  /** Brain metastases at that radiosurgery. */
  metastasesAtRadiosurgery: COUNT.min(1),
  /** New brain metastases seen since that radiosurgery, up to `assessedOn`. */
  newMetastases: COUNT,
  /** Day up to which new metastases were counted. */
  assessedOn: DAY,
} as const;

/** Name of a fact. */
export type FactName = keyof typeof FACT_SCHEMAS;
/** Names of all facts, in the order in which they are asked. */
export const FACT_NAMES = Object.keys(FACT_SCHEMAS) as FactName[];
/** Value of a fact. */
export type FactValue = string | number | boolean;

/** Facts of a patient; what is missing or null is not known. */
export type Facts = {
  readonly [Name in FactName]?: z.infer<typeof FACT_SCHEMAS[Name]> | null | undefined;
};

/** Every fact, each of which may be left out or null; unknown names are refused. */
export const FACTS_SCHEMA = z.strictObject({
  ageYears: FACT_SCHEMAS.ageYears.nullish(),
  primary: FACT_SCHEMAS.primary.nullish(),
  karnofsky: FACT_SCHEMAS.karnofsky.nullish(),
  extracranialMetastases: FACT_SCHEMAS.extracranialMetastases.nullish(),
  brainMetastases: FACT_SCHEMAS.brainMetastases.nullish(),
  infratentorial: FACT_SCHEMAS.infratentorial.nullish(),
  egfrAlk: FACT_SCHEMAS.egfrAlk.nullish(),
  braf: FACT_SCHEMAS.braf.nullish(),
  breastSubtype: FACT_SCHEMAS.breastSubtype.nullish(),
  haemoglobin: FACT_SCHEMAS.haemoglobin.nullish(),
  primaryDiagnosed: FACT_SCHEMAS.primaryDiagnosed.nullish(),
  firstRadiosurgery: FACT_SCHEMAS.firstRadiosurgery.nullish(),
  metastasesAtRadiosurgery: FACT_SCHEMAS.metastasesAtRadiosurgery.nullish(),
  newMetastases: FACT_SCHEMAS.newMetastases.nullish(),
  assessedOn: FACT_SCHEMAS.assessedOn.nullish(),
});

/** Names among `wanted` that are not known, in their order. */
export function missingFacts(facts: Facts, wanted: readonly FactName[]): FactName[] {
  return wanted.filter((name) => facts[name] === undefined || facts[name] === null);
}
