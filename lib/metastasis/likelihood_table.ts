import { z } from "zod";
import { Fault } from "../fault/fault.ts";
import { type OriginPack, readPart } from "../models/pack.ts";

/** Patients with a finding among those studied; a percentage of few patients gives no whole count. */
const COUNT_SCHEMA = z.strictObject({ count: z.number().min(0), of: z.int().positive() })
  .refine(({ count, of }) => count <= of, { error: "more cases than patients" });

const WORDS_SCHEMA = z.strictObject({ en: z.string().min(1), ko: z.string().min(1) });

const RANGE = {
  /** Name of the level where values are kinds; its number is `from`. */
  key: z.string().regex(/^[a-z_]+$/).optional(),
  /** Words for the level, where a number would say nothing. */
  label: WORDS_SCHEMA.optional(),
  /** Values from here on, the value itself included. */
  from: z.number().min(0),
  /** Values below this; null for no upper end. */
  below: z.number().nullable(),
};

const COUNTED_SCHEMA = z.strictObject({
  ...RANGE,
  /** Patients with this level among those with a metastasis, and with a primary tumour. */
  metastasis: COUNT_SCHEMA,
  primary: COUNT_SCHEMA,
  /** Standard deviation of the log ratio between studies, where it is the level's own. */
  heterogeneity: z.number().min(0).optional(),
});

const BETWEEN_SCHEMA = z.strictObject({
  ...RANGE,
  /** Keys of two counted levels of which nobody knows which it is: what `decidedBy` names. */
  between: z.tuple([z.string(), z.string()]),
});

const FEATURE_SCHEMA = z.strictObject({
  name: z.string().regex(/^[a-z_0-9]+$/),
  label: WORDS_SCHEMA,
  /** Which cases the feature's study had: it counts for those alone. */
  appliesTo: z.enum(["any", "one lesion", "several lesions"]),
  /** Factor on the log ratio, below 1 for features that depend on each other (`dependence`). */
  weight: z.number().positive().max(1),
  /** Standard deviation of the log ratio between studies, beside that of the counts. */
  heterogeneity: z.number().min(0),
  citation: z.string().min(20),
  note: z.string(),
  levels: z.array(z.union([COUNTED_SCHEMA, BETWEEN_SCHEMA])).min(2),
  /** An input that does nothing but choose between two levels of this feature. */
  decidedBy: z.strictObject({ name: z.string(), label: WORDS_SCHEMA }).optional(),
}).refine(
  ({ levels, decidedBy }) =>
    levels.every((level) =>
      !("between" in level) || decidedBy !== undefined &&
        level.between.every((key) => levels.some((one) => one.key === key && "metastasis" in one))
    ),
  { error: "a level lies between levels that are not there, or nothing decides between them" },
);

const DEPENDENCE_SCHEMA = z.strictObject({
  features: z.array(z.string()).min(2),
  /**
   * `same quantity` (k measures of one thing): each log ratio times 1/k, together their mean.
   * `same patients` (k findings of one study, joint counts not published): times 1/sqrt(k).
   */
  rule: z.enum(["same quantity", "same patients"]),
  words: WORDS_SCHEMA,
});

const TABLE_SCHEMA = z.strictObject({
  format: z.literal(3),
  question: z.string().min(1),
  prior: z.strictObject({ probability: z.number().gt(0).lt(1), reason: z.string().min(1) }),
  features: z.array(FEATURE_SCHEMA).min(1),
  dependence: z.array(DEPENDENCE_SCHEMA),
  /** What the question would need but no figure was found for, with the reason. */
  leftOut: z.array(z.strictObject({ name: z.string(), label: WORDS_SCHEMA, reason: WORDS_SCHEMA })),
}).refine(({ features, dependence }) =>
  features.every(({ name, weight }) => {
    const group = dependence.find((one) => one.features.includes(name));
    return Math.abs(weight - (group === undefined ? 1 : weightOf(group))) < 1e-9;
  }), { error: "a weight is not what the rule of its dependence gives" });

/** Likelihood ratios with their citations, from which the graph is made. */
export type LikelihoodTable = z.infer<typeof TABLE_SCHEMA>;
/** One feature of the table. */
export type LikelihoodFeature = z.infer<typeof FEATURE_SCHEMA>;
/** One range of values of a feature, counted or between two that are. */
export type LikelihoodLevel = LikelihoodFeature["levels"][number];
/** Features that depend on each other, and the rule that shrinks them. */
export type Dependence = z.infer<typeof DEPENDENCE_SCHEMA>;

/** Factor that a rule gives each feature of its group. */
export function weightOf({ features, rule }: Pick<Dependence, "features" | "rule">): number {
  return rule === "same quantity" ? 1 / features.length : 1 / Math.sqrt(features.length);
}

/** Reads a table. Throws ZodError, or SyntaxError for what is not JSON. */
export function parseLikelihoodTable(text: string): LikelihoodTable {
  return TABLE_SCHEMA.parse(JSON.parse(text));
}

/** The table of a pack. Fault `model_broken` when it is missing or senseless. */
export async function readLikelihoodTable(
  { directory, manifest }: OriginPack,
): Promise<LikelihoodTable> {
  const bytes = await readPart(directory, manifest.input.table);
  try {
    return parseLikelihoodTable(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Fault("model_broken", `${manifest.input.table} is not a table of ratios`, {
      cause,
      facts: { reason: `${manifest.input.table} is not readable` },
    });
  }
}
