import type { MetastasisCase } from "./case.ts";
import {
  levelOf,
  type LikelihoodFeature,
  type LikelihoodTable,
  logRatio,
  rangeOf,
} from "./likelihood_table.ts";
import { NOT_APPLICABLE, originValues, UNKNOWN } from "./origin_values.ts";

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

/** Probability that the lesions are metastases rather than a primary tumour, all of it explained. */
export interface WeighedOrigin {
  readonly probability: number;
  /** 95 % interval, widened by the whole range of each input that is not known. */
  readonly interval: readonly [low: number, high: number];
  readonly prior: { readonly probability: number; readonly reason: string };
  readonly inputs: readonly OriginInput[];
  /** Names of inputs that were not known. */
  readonly missing: readonly string[];
  readonly unknown: readonly UnknownInput[];
  /** Inputs whose study had no such case (one lesion, several): not used, not missing. */
  readonly notApplicable: readonly { readonly name: string; readonly label: Words }[];
  /** Names of inputs that speak against the result. */
  readonly contradicting: readonly string[];
}

/** Normal quantile of a two-sided 95 % interval. */
const Z95 = 1.96;
/** A share below this (a ratio between 0.8 and 1.25) contradicts nothing. */
const CONTRADICTION = 0.22;

/**
 * Weighs a case by a table: the log-odds of the prior plus those of each known input, each shrunk by
 * its weight. The interval holds the variance of the known log ratios (normal, 95 %) and the whole
 * range of each unknown one. The same numbers as the graph that is made from the table.
 */
export function weighOrigin(given: MetastasisCase, table: LikelihoodTable): WeighedOrigin {
  const values = originValues(given, table);
  const parts = table.features.map((feature, n) => ({ feature, value: values[n] ?? UNKNOWN }));
  const known = parts.filter(({ value }) => value >= 0)
    .map(({ feature, value }) => weigh(feature, value));
  const inputs = known.map(({ input }) => input);
  const unknown = parts.filter(({ value }) => value === UNKNOWN).map(({ feature }) => {
    const { low, high } = rangeOf(feature);
    return { name: feature.name, label: feature.label, range: [low, high] as const };
  });
  const logOdds = logit(table.prior.probability) + sum(inputs.map(({ share }) => share));
  const reach = Z95 * Math.sqrt(sum(known.map(({ variance }) => variance)));
  const low = logOdds - reach + sum(unknown.map(({ range }) => range[0]));
  const high = logOdds + reach + sum(unknown.map(({ range }) => range[1]));
  return {
    probability: sigmoid(logOdds),
    interval: [sigmoid(low), sigmoid(high)],
    prior: table.prior,
    inputs,
    missing: unknown.map(({ name }) => name),
    unknown,
    notApplicable: parts.filter(({ value }) => value === NOT_APPLICABLE)
      .map(({ feature: { name, label } }) => ({ name, label })),
    contradicting: inputs.filter(({ share }) =>
      Math.abs(share) >= CONTRADICTION && Math.sign(share) !== Math.sign(logOdds)
    ).map(({ name }) => name),
  };
}

/** An input with its share, and the variance of that share. */
function weigh(
  feature: LikelihoodFeature,
  value: number,
): { readonly input: OriginInput; readonly variance: number } {
  const level = levelOf(feature, value);
  const { mean, variance } = level === undefined
    ? { mean: 0, variance: 0 }
    : logRatio(level, feature);
  const reach = Z95 * Math.sqrt(variance);
  const { name, label, citation, note, weight } = feature;
  const input = {
    name,
    label,
    value,
    ...(level?.label === undefined ? {} : { valueLabel: level.label }),
    likelihoodRatio: Math.exp(mean),
    likelihoodRatioInterval: [Math.exp(mean - reach), Math.exp(mean + reach)] as const,
    weight,
    citation,
    note,
    share: mean * weight,
  };
  return { input, variance: variance * weight ** 2 };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
