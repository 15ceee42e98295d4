import type { MetastasisCase } from "./case.ts";
import type { LikelihoodTable } from "./likelihood_table.ts";
import { rangeOf } from "./log_ratio.ts";
import { NOT_APPLICABLE, originValues, UNKNOWN } from "./origin_values.ts";
import { type OriginInput, type UnknownInput, weighInput, type Words, Z95 } from "./weigh_input.ts";

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
  /** Inputs that no study has for such a case (one lesion, several, this cancer): not missing. */
  readonly notApplicable: readonly { readonly name: string; readonly label: Words }[];
  /** Names of inputs that speak against the result. */
  readonly contradicting: readonly string[];
}

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
    .map(({ feature, value }) => weighInput(feature, value));
  const inputs = known.map(({ input }) => input);
  const absent = parts.filter(({ value }) => value === UNKNOWN).map(({ feature }) => {
    const { low, high } = rangeOf(feature);
    return { name: feature.name, label: feature.label, range: [low, high] as const };
  });
  const unknown = [...absent, ...known.flatMap(({ undecided }) => undecided ?? [])];
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
    notApplicable: [
      ...parts.filter(({ value }) => value === NOT_APPLICABLE)
        .map(({ feature: { name, label } }) => ({ name, label })),
      ...known.flatMap(({ unused }) => unused ?? []),
    ],
    contradicting: inputs.filter(({ share }) =>
      Math.abs(share) >= CONTRADICTION && Math.sign(share) !== Math.sign(logOdds)
    ).map(({ name }) => name),
  };
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
