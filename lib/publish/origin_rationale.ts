import { translate } from "../i18n/catalogue.ts";
import type { OriginResult } from "../inference/result.ts";
import { conflictsOf } from "../metastasis/conflicts.ts";
import { cancersOf } from "../view/fact_words.ts";
import { chartWords, isChartSilent } from "./chart_words.ts";

/**
 * Why the origin has its probability, in one paragraph: the interval, the prior and every input with
 * its share in natural log-odds, which add up to the published probability; what was not known, why
 * the chart did not say, what speaks against the result, and inputs that contradict each other.
 * `predicted` (2026-01-31) stands in for a day of examination that is not known.
 */
export function originRationale(result: OriginResult, predicted: string): string {
  const { interval: [low, high], missing, contradicting = [], chart } = result;
  const silent = isChartSilent(chart);
  const sought = missing.filter((name) => !silent || name !== "known_cancer");
  return [
    `95 % interval ${rounded(low)} to ${rounded(high)}.`,
    sumOf(result),
    ...(sought.length === 0 ? [] : [`Not known: ${sought.join(", ")}.`]),
    ...(missing.includes("known_cancer") ? chartWords(chart) : []),
    ...(contradicting.length === 0 ? [] : [`Speaks against it: ${contradicting.join(", ")}.`]),
    ...conflictWords(result, predicted),
  ].join(" ");
}

/** The prior and the shares, each share the logarithm of its ratio times its weight. */
function sumOf({ prior, inputs }: OriginResult): string {
  const start = Math.log(prior.probability / (1 - prior.probability));
  const shares = inputs.map(({ name, value, valueLabel, likelihoodRatio, weight = 1, share }) =>
    `${name} ${valueLabel?.en ?? rounded(value)}: ${rounded(share)} ` +
    `(likelihood ratio ${rounded(likelihoodRatio)}, weight ${rounded(weight)})`
  );
  const sum = inputs.reduce((total, { share }) => total + share, start);
  return `Natural log-odds: prior ${rounded(start)} (probability ${rounded(prior.probability)}); ` +
    `${[...shares, `sum ${rounded(sum)}`].join("; ")}.`;
}

function conflictWords({ case: given }: OriginResult, predicted: string): string[] {
  if (given === undefined) return [];
  return conflictsOf(given, predicted).map((conflict) =>
    translate("en", `met.conflict.${conflict}`, cancersOf("en", given))
  );
}

/** Four digits after the point: float32 carries no more that anybody could use. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
