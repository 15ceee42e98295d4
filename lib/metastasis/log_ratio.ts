import type { LikelihoodFeature, LikelihoodLevel } from "./likelihood_table.ts";

/** A level's natural logarithm of the likelihood ratio, before the feature's weight. */
export interface LogRatio {
  readonly mean: number;
  readonly variance: number;
  /** By how much it may be more or less because nobody knows which of two levels it is; else 0. */
  readonly reach: number;
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
 * that between studies. A level between two has the middle of their logarithms, half their distance
 * as its reach, and the larger variance: its interval then holds those of both. That rule is ours.
 */
export function logRatio(
  level: LikelihoodLevel,
  feature: Pick<LikelihoodFeature, "heterogeneity" | "levels">,
): LogRatio {
  if ("between" in level) {
    const [one, other] = level.between.map((key) => logRatio(levelNamed(key, feature), feature));
    if (one === undefined || other === undefined) throw new RangeError("a level between fewer");
    return {
      mean: (one.mean + other.mean) / 2,
      variance: Math.max(one.variance, other.variance),
      reach: Math.abs(one.mean - other.mean) / 2,
    };
  }
  const { metastasis, primary, heterogeneity = feature.heterogeneity } = level;
  const [a, n] = [metastasis.count + 0.5, metastasis.of + 1];
  const [b, m] = [primary.count + 0.5, primary.of + 1];
  const mean = Math.log(a / n) - Math.log(b / m);
  const sampling = 1 / a - 1 / n + 1 / b - 1 / m;
  return { mean, variance: sampling + heterogeneity ** 2, reach: 0 };
}

/** Smallest and largest share that a feature could have if it were known; 0 lies between. */
export function rangeOf(feature: LikelihoodFeature): { low: number; high: number } {
  const shares = feature.levels.map((level) => logRatio(level, feature).mean * feature.weight);
  return { low: Math.min(0, ...shares), high: Math.max(0, ...shares) };
}

/** Whether what decides between levels of a feature says anything where this is the level. */
export function isDecided({ levels }: LikelihoodFeature, level: LikelihoodLevel): boolean {
  return levels.some((one) =>
    "between" in one && (one === level || one.between.some((key) => key === level.key))
  );
}

function levelNamed(key: string, { levels }: Pick<LikelihoodFeature, "levels">): LikelihoodLevel {
  const found = levels.find((level) => level.key === key);
  if (found === undefined) throw new RangeError(`no level ${key}`);
  return found;
}
