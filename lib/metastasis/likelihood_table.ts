import { z } from "zod";
import { Fault } from "../fault/fault.ts";
import { type OriginPack, readPart } from "../models/pack.ts";

/** Patients with a finding among those studied; a percentage of few patients gives no whole count. */
const COUNT_SCHEMA = z.strictObject({ count: z.number().min(0), of: z.int().positive() })
  .refine(({ count, of }) => count <= of, { error: "more cases than patients" });

const WORDS_SCHEMA = z.strictObject({ en: z.string().min(1), ko: z.string().min(1) });

const LEVEL_SCHEMA = z.strictObject({
  /** Name of the level where values are kinds; its number is `from`. */
  key: z.string().regex(/^[a-z_]+$/).optional(),
  /** Words for the level, where a number would say nothing. */
  label: WORDS_SCHEMA.optional(),
  /** Values from here on, the value itself included. */
  from: z.number().min(0),
  /** Values below this; null for no upper end. */
  below: z.number().nullable(),
  /** Patients with this level among those with a metastasis, and with a primary tumour. */
  metastasis: COUNT_SCHEMA,
  primary: COUNT_SCHEMA,
  /** Standard deviation of the log ratio between studies, where it is the level's own. */
  heterogeneity: z.number().min(0).optional(),
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
  levels: z.array(LEVEL_SCHEMA).min(2),
});

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
  format: z.literal(2),
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
/** One range of values of a feature. */
export type LikelihoodLevel = z.infer<typeof LEVEL_SCHEMA>;
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

/** The range that a value falls into, undefined where no study has such a value. */
export function levelOf(feature: LikelihoodFeature, value: number): LikelihoodLevel | undefined {
  return feature.levels.find(({ from, below }) =>
    value >= from && (below === null || value < below)
  );
}

/**
 * Natural logarithm of a level's likelihood ratio and its variance. Shares are Jeffreys means,
 * (count + 1/2) / (of + 1), so that a count of 0 needs no rule of its own. The variance is that of
 * the log of a ratio of two shares (Katz D et al., Biometrics 1978;34:469; for likelihood ratios
 * Simel DL et al., J Clin Epidemiol 1991;44:763), 1/a - 1/n + 1/b - 1/m on the same counts, plus
 * that between studies.
 */
export function logRatio(
  { metastasis, primary, heterogeneity: own }: LikelihoodLevel,
  { heterogeneity }: Pick<LikelihoodFeature, "heterogeneity">,
): { mean: number; variance: number } {
  const [a, n] = [metastasis.count + 0.5, metastasis.of + 1];
  const [b, m] = [primary.count + 0.5, primary.of + 1];
  const mean = Math.log(a / n) - Math.log(b / m);
  const sampling = 1 / a - 1 / n + 1 / b - 1 / m;
  return { mean, variance: sampling + (own ?? heterogeneity) ** 2 };
}

/** Smallest and largest share that a feature could have if it were known; 0 lies between. */
export function rangeOf(feature: LikelihoodFeature): { low: number; high: number } {
  const shares = feature.levels.map((level) => logRatio(level, feature).mean * feature.weight);
  return { low: Math.min(0, ...shares), high: Math.max(0, ...shares) };
}
