import type { LikelihoodFeature } from "./likelihood_table.ts";
import { isDecided, levelOf, logRatio } from "./log_ratio.ts";

/** Words in both languages of the pages. */
export interface Words {
  readonly en: string;
  readonly ko: string;
}

/** One input with what it contributed. */
export interface OriginInput {
  readonly name: string;
  readonly label: Words;
  readonly value: number;
  /** Words for the value where the number says nothing. */
  readonly valueLabel?: Words;
  /** Probability of this value with a metastasis over that with a primary tumour. */
  readonly likelihoodRatio: number;
  /** 95 % interval of that ratio. */
  readonly likelihoodRatioInterval: readonly [low: number, high: number];
  /** Factor on the log ratio, below 1 where inputs depend on each other. */
  readonly weight?: number;
  readonly citation: string;
  readonly note: string;
  /** Natural log-odds that this input added; above 0 speaks for a metastasis. */
  readonly share: number;
}

/** An input that is not known, and what it could add at most. */
export interface UnknownInput {
  readonly name: string;
  readonly label: Words;
  /** Lowest and highest share that it could have: the interval is that much wider. */
  readonly range: readonly [low: number, high: number];
}

/** Normal quantile of a two-sided 95 % interval. */
export const Z95 = 1.96;

/** A known input as it is shown, and what it does to the interval. */
export interface WeighedInput {
  readonly input: OriginInput;
  /** Variance of the share. */
  readonly variance: number;
  /** What decides between two levels and is not known. */
  readonly undecided?: UnknownInput;
  /** What decides between other levels than this one: it says nothing here. */
  readonly unused?: { readonly name: string; readonly label: Words };
}

/** An input with its share and variance. A value that no level holds says nothing. */
export function weighInput(feature: LikelihoodFeature, value: number): WeighedInput {
  const level = levelOf(feature, value);
  const { mean, variance, reach } = level === undefined
    ? { mean: 0, variance: 0, reach: 0 }
    : logRatio(level, feature);
  const half = reach + Z95 * Math.sqrt(variance);
  const { name, label, citation, note, weight, decidedBy } = feature;
  const input = {
    name,
    label,
    value,
    ...(level?.label === undefined ? {} : { valueLabel: level.label }),
    likelihoodRatio: Math.exp(mean),
    likelihoodRatioInterval: [Math.exp(mean - half), Math.exp(mean + half)] as const,
    weight,
    citation,
    note,
    share: mean * weight,
  };
  const weighed = { input, variance: variance * weight ** 2 };
  if (decidedBy === undefined || level === undefined) return weighed;
  if (!isDecided(feature, level)) return { ...weighed, unused: decidedBy };
  if (reach === 0) return weighed;
  return { ...weighed, undecided: { ...decidedBy, range: [-reach * weight, reach * weight] } };
}
