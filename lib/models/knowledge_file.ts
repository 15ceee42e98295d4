import { z } from "zod";
import { SEQUENCE_SCHEMA } from "./manifest_input.ts";

/** Features that look at one sequence alone, besides its percentiles. */
const OTHER_OWN = 3;

/** Numbers written as one text with a space between: a line a number would make thousands of lines. */
const NUMBERS_SCHEMA = z.string().transform((text, { addIssue }) => {
  const numbers = text.split(" ").map(Number);
  if (!numbers.every(Number.isFinite)) addIssue("not numbers with a space between");
  return numbers;
});

/**
 * What a network was trained on, as a distribution of features of its normalised images
 * (training/segmentation/knowledge.py makes it, lib/tumour/judge_knowledge.ts uses it).
 */
export const KNOWLEDGE_SCHEMA = z.strictObject({
  format: z.literal(1),
  /** The order in which the features go through the sequences. */
  channels: z.array(SEQUENCE_SCHEMA).length(4),
  /** Percentiles of each image. */
  percentiles: z.array(z.number().min(0).max(100)).min(1),
  /** Percentiles of the difference of each pair, symmetric about 50. */
  differencePercentiles: z.array(z.number().min(0).max(100)).min(1),
  /** Percentiles and correlations take every n-th voxel of more than this many. */
  mostVoxels: z.int().positive(),
  /** Distance along x in mm at which an image is compared with itself. */
  lagMm: z.number().positive(),
  /** Deep is below the first, near the surface above the second: shares of the box's ellipsoid. */
  shells: z.tuple([z.number().min(0), z.number().max(2)]),
  /** Synthetic patients that it was computed from. */
  patients: z.int().positive(),
  /** Score above which a study is far from all of them. */
  limit: z.number().positive(),
  /**
   * By how much each other assignment of the images to the sequences must be nearer to count as an
   * exchange, in the lexicographic order of the 23.
   */
  exchangeMargins: z.array(z.number().positive()).length(23),
  /**
   * Which of T1 and T1c is which: the sum of the weighted differences between the features and those
   * with both exchanged; below minus the margin they are exchanged.
   */
  contrastOrder: z.strictObject({ weights: NUMBERS_SCHEMA, margin: z.number().positive() })
    .optional(),
  /** The least mean correlation of the four images with themselves `lagMm` aside. */
  leastAlike: z.number().min(-1).max(1),
  /** The smallest and the largest brain of these patients in ml. */
  brainMl: z.tuple([z.number().positive(), z.number().positive()]),
  /** Correlation above which two sequences are one image. */
  repeatedCorrelation: z.number().min(0).max(1),
  mean: NUMBERS_SCHEMA,
  /** Lower half, one text a row. */
  covariance: z.array(NUMBERS_SCHEMA),
}).refine(
  ({ mean, percentiles, differencePercentiles }) =>
    mean.length === featureCount(percentiles, differencePercentiles),
  { error: "the mean is not of the features that the percentiles make" },
).refine(
  ({ mean, contrastOrder }) =>
    contrastOrder === undefined || contrastOrder.weights.length === mean.length,
  { error: "the weights of the contrast's order are not as many as the features" },
).refine(
  ({ mean, covariance }) =>
    covariance.length === mean.length && covariance.every((row, n) => row.length === n + 1),
  { error: "the covariance is not the lower half of a square as wide as the mean" },
).refine(
  ({ covariance }) => triangleOf(covariance) !== undefined,
  { error: "the covariance is not positive definite" },
).refine(
  ({ differencePercentiles }) =>
    differencePercentiles.every((one, n) => one + differencePercentiles.at(-1 - n)! === 100),
  { error: "the percentiles of differences are not symmetric" },
);

/** A knowledge file as it was read. */
export type Knowledge = z.infer<typeof KNOWLEDGE_SCHEMA>;

/** Features of one sequence alone. */
export function ownFeatures({ percentiles }: { readonly percentiles: readonly number[] }): number {
  return percentiles.length + OTHER_OWN;
}

/** All features: of 4 sequences, and a correlation and the percentiles of 6 pairs. */
function featureCount(
  percentiles: readonly number[],
  differencePercentiles: readonly number[],
): number {
  return 4 * ownFeatures({ percentiles }) + 6 * (1 + differencePercentiles.length);
}

/**
 * Cholesky factor of a symmetric matrix given by the rows of its lower half (Golub and Van Loan,
 * Matrix Computations, 4.2); undefined when it is not positive definite.
 */
export function triangleOf(rows: readonly (readonly number[])[]): number[][] | undefined {
  const factor: number[][] = [];
  for (const [i, row] of rows.entries()) {
    const line: number[] = [];
    for (let j = 0; j <= i; j++) {
      const other = j === i ? line : factor[j]!;
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= line[k]! * other[k]!;
      if (j === i && !(sum > 0)) return undefined;
      line.push(j === i ? Math.sqrt(sum) : sum / other[j]!);
    }
    factor.push(line);
  }
  return factor;
}
