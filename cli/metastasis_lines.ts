import { translate, translateWord } from "../lib/i18n/catalogue.ts";
import { cancersOf } from "../lib/view/fact_words.ts";
import type { MetastasisCase } from "../lib/metastasis/case.ts";
import type { Missing } from "../lib/metastasis/answer.ts";
import type { ScoredCase } from "../lib/metastasis/score_case.ts";
import type { Velocity } from "../lib/metastasis/velocity_group.ts";
import { originLines } from "./metastasis_origin_lines.ts";
import { table } from "./table.ts";

type Answered<Question extends keyof ScoredCase> = Extract<
  ScoredCase[Question],
  { status: "answered" }
>;
type Question = "origin" | "prognosis" | "velocity" | "risk";

/** The answers as lines for a person, in English, each with its inputs, interval and source. */
export function scoreLines(
  scored: ScoredCase,
  given: MetastasisCase,
  asked: readonly Question[],
): string[] {
  return [
    scored.use,
    ...scored.conflicts.map((conflict) =>
      translate("en", `met.conflict.${conflict}`, cancersOf("en", given))
    ),
    ...asked.flatMap((question) => [
      "",
      `== ${translate("en", `met.${question}`)}`,
      ...linesOf(question, scored, given),
    ]),
  ];
}

function linesOf(question: Question, scored: ScoredCase, given: MetastasisCase): string[] {
  const answer = scored[question];
  if (answer.status === "needs_input") return [needs(answer.missing)];
  if (answer.status === "not_applicable") return [translate("en", `met.why.${answer.reason}`)];
  switch (question) {
    case "origin":
      return originLines(answer as Answered<"origin">, given);
    case "prognosis":
      return [...prognosisLines(answer as Answered<"prognosis">), translate("en", "met.published")];
    case "velocity":
      return [...velocityLines(answer as Answered<"velocity">), translate("en", "met.published")];
    case "risk":
      return [...riskLines(answer as Answered<"risk">), translate("en", "met.published")];
  }
}

function needs(missing: readonly Missing[]): string {
  return translate("en", "met.needs", { inputs: missing.join(", ") });
}

function prognosisLines(prognosis: Answered<"prognosis">): string[] {
  const { points, most, group, inputs, citation, survivalMonths: { median, quartiles } } =
    prognosis;
  const [low, high] = quartiles;
  const range = high === null
    ? translate("en", "met.quartilesOpen", { low })
    : translate("en", "met.quartiles", { low, high });
  return [
    `${prognosis.table}: ${translate("en", "met.points", { points, most, group })}`,
    `${translate("en", "met.survival", { months: median })} (${range})`,
    ...table(
      ["factor", "value", "points"],
      inputs.map((input) => [
        input.name,
        String(input.value),
        `${input.points} of ${input.most}${
          input.doubt === null ? "" : `, ${translate("en", `met.doubt.${input.doubt}`)}`
        }`,
      ]),
    ),
    translate("en", "met.assumesMetastases"),
    translate("en", "met.source", { citation }),
  ];
}

function velocityLines({ velocity, initial, missing }: Answered<"velocity">): string[] {
  return [
    ...(velocity === null ? [] : rateLines("since", velocity)),
    ...(initial === null ? [] : rateLines("initial", initial)),
    ...(missing.length === 0 ? [] : [needs(missing)]),
    translate("en", "met.calendar"),
  ];
}

function rateLines(words: "since" | "initial", rate: Velocity): string[] {
  const { perYear, count, days, group, nearCut, hazardRatio, citation } = rate;
  const { median, interval } = rate.survivalMonths;
  const range = interval === null
    ? translate("en", "met.medianNoInterval")
    : translate("en", "met.medianInterval", { low: interval[0], high: interval[1] });
  const hazard = hazardRatio === null
    ? ""
    : `, ${translate("en", "met.hazard", { ratio: hazardRatio })}`;
  return [
    translate("en", `met.${words}`, { rate: perYear.toFixed(2), count, days }),
    `${translate("en", "met.groupIs", { group })}; ${
      translate("en", "met.survival", { months: median })
    } (${range})${hazard}`,
    translate("en", `met.cuts.${words}`),
    ...(nearCut ? [translate("en", "met.nearCut")] : []),
    translate("en", "met.source", { citation }),
  ];
}

function riskLines({ figures, missing }: Answered<"risk">): string[] {
  return [
    translate("en", "met.riskIntro"),
    ...figures.flatMap(({ kind, denominator, percent, rounding: [low, high], fits, citation }) => [
      `${kind}: ${percent} % ${translateWord("en", "met.denominator", denominator)} (${
        translate("en", "met.riskRounding", { low, high })
      })${fits === false ? "" : `, ${translate("en", fits ? "met.riskFits" : "met.riskMayFit")}`}`,
      `  ${translate("en", "met.source", { citation })}`,
    ]),
    ...(missing.length === 0 ? [] : [needs(missing)]),
  ];
}
