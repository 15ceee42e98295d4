import { translate } from "../lib/i18n/catalogue.ts";
import { wholePercent } from "../lib/i18n/format.ts";
import type { MetastasisCase } from "../lib/metastasis/case.ts";
import type { ScoredCase } from "../lib/metastasis/score_case.ts";
import { table } from "./table.ts";

type Origin = Extract<ScoredCase["origin"], { status: "answered" }>;

/**
 * The origin as lines in English: probability and range, each input with its likelihood ratio, the
 * weight that its log ratio is multiplied by, and the log-odds that come of both.
 */
export function originLines(origin: Origin, given: MetastasisCase): string[] {
  const { probability, interval: [low, high], inputs, unknown, contradicting } = origin;
  const figures = { low: wholePercent(low), high: wholePercent(high) };
  const rows = inputs.map((input) => {
    const [from, to] = input.likelihoodRatioInterval;
    return [
      input.name,
      input.valueLabel?.en ?? String(Number(input.value.toPrecision(4))),
      `${input.likelihoodRatio.toFixed(2)} (${from.toFixed(2)}-${to.toFixed(2)})`,
      (input.weight ?? 1).toFixed(2),
      signed(input.share),
    ];
  });
  const absent = unknown.map(({ name, range: [least, most] }) => [
    name,
    "not known",
    "",
    "",
    `${signed(least)} to ${signed(most)}`,
  ]);
  return [
    `${translate("en", "met.probability")}: ${wholePercent(probability)} %, ${
      translate("en", "met.interval", figures)
    } (${translate("en", "met.notValidated").toLowerCase()})`,
    ...(origin.notice === null ? [] : [translate("en", `met.notice.${origin.notice}`)]),
    ...table(["input", "value", "likelihood ratio (95 %)", "weight", "log-odds"], [
      ...rows,
      ...absent,
    ]),
    ...noEffect(origin, given),
    ...(contradicting.length === 0
      ? []
      : [translate("en", "met.contradicting", { inputs: contradicting.join(", ") })]),
    ...inputs.map(({ name, citation }) => `source, ${name}: ${citation}`),
  ];
}

/** Says so where metastases outside the skull have no figure for the known cancer. */
function noEffect({ notApplicable }: Origin, { primary }: MetastasisCase): string[] {
  const unused = notApplicable.some(({ name }) => name === "extracranial_metastases");
  return unused && primary !== "none" ? [translate("en", "met.noEffect")] : [];
}

function signed(share: number): string {
  return `${share < 0 ? "-" : "+"}${Math.abs(share).toFixed(2)}`;
}
