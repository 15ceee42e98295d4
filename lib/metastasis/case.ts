import { z } from "zod";
import { DAY, FACTS_SCHEMA, PRIMARIES } from "./facts.ts";

/**
 * More than any slice has pixels, so that no measured ratio is refused: the page answers what it
 * measured, and the command line must take the page's own case. Far below the open end of the graph.
 */
const RATIO = z.number().min(0).max(1e9);

/** What a segmentation measured; null for what it could not. */
const LESIONS_SCHEMA = z.strictObject({
  /** Separate cores of at least 30 mm3; 0 when no tumour was drawn. */
  foci: z.int().min(0),
  /** Whether one area of oedema holds several of them; null for fewer than two. */
  t2Connected: z.boolean().nullish(),
  /** Longest diameter of the largest lesion with oedema over that of its enhancing part. */
  diameterRatio: RATIO.nullish(),
  /** Oedema over core, areas on the slice where the core is largest. */
  areaRatio: RATIO.nullish(),
  /** Whether a reader rejected the segmentation: then it is not known whether there is a lesion. */
  rejected: z.boolean().nullish(),
});

/**
 * Everything that the answers about metastases are made from: the document that
 * `cli metastasis score` reads and that the study page puts together. What is left out or null is
 * not known; nothing is replaced by a default.
 */
export const CASE_SCHEMA = z.strictObject({
  format: z.literal(1),
  /** What a segmentation measured; null or left out when there is none. */
  lesions: LESIONS_SCHEMA.nullish(),
  ...FACTS_SCHEMA.shape,
  /** Day of the examination, on which the patient is of that age; left out: the day of asking. */
  examinedOn: DAY.nullish(),
  /** Cancers that the chart records where a person entered the primary; weighs nothing. */
  chartPrimaries: z.array(z.enum(PRIMARIES)).nullish(),
  /** Age that a person entered where the birth date says another one; weighs nothing. */
  enteredAgeYears: FACTS_SCHEMA.shape.ageYears,
  /** Whether chart and images have different birth dates; weighs nothing. */
  birthDiffers: z.boolean().nullish(),
});

/** A case. */
export type MetastasisCase = z.infer<typeof CASE_SCHEMA>;
/** The measured part of a case. */
export type CaseLesions = z.infer<typeof LESIONS_SCHEMA>;
