import { z } from "zod";
import { Fault } from "../fault/fault.ts";
import { type OriginPack, readPart } from "../models/pack.ts";

const COUNT_SCHEMA = z.strictObject({ count: z.int().min(0), of: z.int().positive() })
  .refine(({ count, of }) => count <= of, { error: "more cases than patients" });

const LEVEL_SCHEMA = z.strictObject({
  /** Values from here on, the value itself included. */
  from: z.number().min(0),
  /** Values below this; null for no upper end. */
  below: z.number().nullable(),
  /** Patients with this level among those with a metastasis, and with a primary tumour. */
  metastasis: COUNT_SCHEMA,
  primary: COUNT_SCHEMA,
});

const FEATURE_SCHEMA = z.strictObject({
  name: z.string().regex(/^[a-z_]+$/),
  label: z.strictObject({ en: z.string().min(1), ko: z.string().min(1) }),
  /** Factor on the log-odds, below 1 for features that tell the same thing. */
  weight: z.number().positive().max(1),
  /** Standard deviation of the log ratio between studies, beside that of the counts. */
  heterogeneity: z.number().min(0),
  citation: z.string().min(20),
  note: z.string(),
  levels: z.array(LEVEL_SCHEMA).min(2),
});

const TABLE_SCHEMA = z.strictObject({
  format: z.literal(1),
  question: z.string().min(1),
  prior: z.strictObject({ probability: z.number().gt(0).lt(1), reason: z.string().min(1) }),
  features: z.array(FEATURE_SCHEMA).min(1),
});

/** Likelihood ratios with their citations, from which the graph is made. */
export type LikelihoodTable = z.infer<typeof TABLE_SCHEMA>;
/** One feature of the table. */
export type LikelihoodFeature = z.infer<typeof FEATURE_SCHEMA>;
/** One range of values of a feature. */
export type LikelihoodLevel = z.infer<typeof LEVEL_SCHEMA>;

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
 * Natural logarithm of a level's likelihood ratio and its variance: that of the counts (Simel DL et
 * al., J Clin Epidemiol 1991;44:763: 1/a - 1/n1 + 1/b - 1/n0) plus that between studies. A count of
 * 0 is taken as one half.
 */
export function logRatio(
  { metastasis, primary }: LikelihoodLevel,
  { heterogeneity }: Pick<LikelihoodFeature, "heterogeneity">,
): { mean: number; variance: number } {
  const [a, b] = [Math.max(0.5, metastasis.count), Math.max(0.5, primary.count)];
  const mean = Math.log(a / metastasis.of) - Math.log(b / primary.of);
  const sampling = 1 / a - 1 / metastasis.of + 1 / b - 1 / primary.of;
  return { mean, variance: Math.max(0, sampling) + heterogeneity ** 2 };
}
