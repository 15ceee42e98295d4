import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { RiskFigure } from "../metastasis/brain_metastasis_risk.ts";
import type { GradedInput } from "../metastasis/graded_prognosis.ts";
import type { Velocity } from "../metastasis/metastasis_velocity.ts";
import type { ScoredCase } from "../metastasis/score_case.ts";
import { factWords, namesOf } from "./fact_words.ts";

interface Props {
  readonly lang: Lang;
  readonly scored: ScoredCase;
}

/** Points of each factor, the group, and the survival that was published of it. */
export function MetastasisPrognosis({ lang, scored: { prognosis } }: Props) {
  if (prognosis.status !== "answered") return null;
  const { points, most, group, inputs, survivalMonths: { median, quartiles } } = prognosis;
  const [low, high] = quartiles;
  return (
    <div data-prognosis={median}>
      <p>{translate(lang, "met.points", { points, most, group })}</p>
      <Survival lang={lang} months={median} />
      <p class="hint">
        {high === null
          ? translate(lang, "met.quartilesOpen", { low })
          : translate(lang, "met.quartiles", { low, high })} ·{" "}
        <span class="watermark">{translate(lang, "met.published")}</span>
      </p>
      <table class="volumes shares">
        <thead>
          <tr>
            <th scope="col">{translate(lang, "met.factor")}</th>
            <th scope="col">{translate(lang, "met.value")}</th>
            <th scope="col" class="right">{translate(lang, "met.pointsHead")}</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((input) => <Factor key={input.name} lang={lang} input={input} />)}
        </tbody>
      </table>
      <p class="hint">{translate(lang, "met.assumesMetastases")}</p>
      <Source lang={lang} citation={prognosis.citation} />
    </div>
  );
}

function Factor({ lang, input }: { lang: Lang; input: GradedInput }) {
  const { name, value, points, most, countedAsUnknown, doubt } = input;
  return (
    <tr>
      <th scope="row">
        {translate(lang, `met.fact.${name}`)}
        {doubt !== null && <span class="sub">{translate(lang, `met.doubt.${doubt}`)}</span>}
      </th>
      <td>
        {countedAsUnknown
          ? translate(lang, "met.countedUnknown", { points })
          : factWords(lang, name, value)}
      </td>
      <td class="right number">{points} / {most}</td>
    </tr>
  );
}

/** Velocity since the first radiosurgery and up to it. */
export function MetastasisVelocities({ lang, scored: { velocity } }: Props) {
  if (velocity.status !== "answered") return null;
  return (
    <div>
      {velocity.velocity && <Rate lang={lang} words="met.since" rate={velocity.velocity} />}
      {velocity.initial && <Rate lang={lang} words="met.initial" rate={velocity.initial} />}
      {velocity.missing.length > 0 && (
        <p class="hint">
          {translate(lang, "met.needs", { inputs: namesOf(lang, velocity.missing) })}
        </p>
      )}
      <p class="hint">{translate(lang, "met.calendar")}</p>
    </div>
  );
}

interface RateProps {
  readonly lang: Lang;
  readonly words: "met.since" | "met.initial";
  readonly rate: Velocity;
}

function Rate({ lang, words, rate }: RateProps) {
  const { perYear, count, days, group, survivalMonths, hazardRatio, citation } = rate;
  const { median, interval, validation } = survivalMonths;
  const said = [
    translate(lang, "met.groupIs", { group: translate(lang, `met.group.${group}`) }),
    interval === null
      ? translate(lang, "met.medianNoInterval")
      : translate(lang, "met.medianInterval", { low: interval[0], high: interval[1] }),
    ...(validation === null
      ? []
      : [translate(lang, "met.medianValidation", { months: validation })]),
    ...(hazardRatio === null ? [] : [translate(lang, "met.hazard", { ratio: hazardRatio })]),
  ];
  return (
    <div data-velocity={perYear}>
      <p>{translate(lang, words, { rate: perYear.toFixed(1), count, days })}</p>
      <Survival lang={lang} months={median} />
      <p class="hint">
        {said.join(" · ")} · <span class="watermark">{translate(lang, "met.published")}</span>
      </p>
      <Source lang={lang} citation={citation} />
    </div>
  );
}

/** Shares of registries for a patient without a lesion, with whom they are of. */
export function MetastasisRisk({ lang, scored: { risk } }: Props) {
  if (risk.status !== "answered") return null;
  return (
    <div data-risk={risk.primary}>
      <p class="hint">
        {translate(lang, "met.riskIntro")}{" "}
        <span class="watermark">{translate(lang, "met.published")}</span>
      </p>
      {risk.figures.map((figure) => (
        <Share key={`${figure.kind} ${figure.percent}`} lang={lang} figure={figure} />
      ))}
      {risk.missing.length > 0 && (
        <p class="hint">{translate(lang, "met.needs", { inputs: namesOf(lang, risk.missing) })}</p>
      )}
    </div>
  );
}

function Share({ lang, figure }: { lang: Lang; figure: RiskFigure }) {
  const { kind, denominator, percent, rounding: [low, high], citation, fits } = figure;
  return (
    <div>
      <p class="origin-figure">
        <span>
          <span lang="en">{kind}</span>, {translate(lang, `met.denominator.${denominator}`)}
          {fits === true && <em>{` (${translate(lang, "met.riskFits")})`}</em>}
        </span>
        <strong>{percent} %</strong>
      </p>
      <p class="hint">{translate(lang, "met.riskRounding", { low, high })}</p>
      <Source lang={lang} citation={citation} />
    </div>
  );
}

/** A median in months, large beside its name. */
function Survival({ lang, months }: { lang: Lang; months: number }) {
  return (
    <p class="origin-figure">
      <span>{translate(lang, "met.median")}</span>
      <strong>{translate(lang, "met.months", { months })}</strong>
    </p>
  );
}

function Source({ lang, citation }: { lang: Lang; citation: string }) {
  return <p class="hint">{translate(lang, "met.source", { citation })}</p>;
}
