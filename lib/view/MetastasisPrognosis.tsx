import type { FactSource } from "../clinical_facts/assemble_case.ts";
import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { GradedInput } from "../metastasis/graded_prognosis.ts";
import type { ScoredCase } from "../metastasis/score_case.ts";
import { factWords } from "./fact_words.ts";
import { FactOrigin } from "./FactOrigin.tsx";
import { Source, Survival } from "./PublishedFigure.tsx";

interface Props {
  readonly lang: Lang;
  readonly scored: ScoredCase;
  /** Where the facts of the case come from. */
  readonly sources: readonly FactSource[];
}

/** Points of each factor, the group, and the survival that was published of it. */
export function MetastasisPrognosis({ lang, scored: { prognosis }, sources }: Props) {
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
          {inputs.map((input) => (
            <Factor key={input.name} lang={lang} input={input} sources={sources} />
          ))}
        </tbody>
      </table>
      <p class="hint">{translate(lang, "met.assumesMetastases")}</p>
      <Source lang={lang} citation={prognosis.citation} />
    </div>
  );
}

interface FactorProps {
  readonly lang: Lang;
  readonly input: GradedInput;
  readonly sources: readonly FactSource[];
}

function Factor({ lang, input, sources }: FactorProps) {
  const { name, value, points, most, countedAsUnknown, doubt } = input;
  return (
    <tr>
      <th scope="row">
        {translate(lang, `met.fact.${name}`)}
        <FactOrigin lang={lang} name={name} sources={sources} />
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
