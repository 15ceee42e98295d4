import type { StudyMetastasis } from "../clinical_facts/study_metastasis.ts";
import { translate } from "../i18n/catalogue.ts";
import { wholePercent } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { ScoredOrigin } from "../metastasis/score_case.ts";

interface Props {
  readonly lang: Lang;
  readonly origin: ScoredOrigin;
  readonly known: StudyMetastasis;
}

/** All that the origin rests on: prior, citations, dependent inputs, what is left out, the model. */
export function OriginSources({ lang, origin, known }: Props) {
  const { scored: { model }, notes, reading } = known;
  const { inputs, notApplicable } = origin;
  return (
    <details>
      <summary>{translate(lang, "met.sources")}</summary>
      <p class="hint">
        {translate(lang, "met.prior", { percent: wholePercent(origin.prior.probability) })}
      </p>
      <dl class="citations">
        {inputs.map((input) => (
          <div key={input.name}>
            <dt>
              {input.label[lang]}: ×{input.likelihoodRatio.toFixed(2)}{" "}
              ({input.likelihoodRatioInterval.map((end) => end.toFixed(2)).join("–")})
            </dt>
            <dd lang="en">{input.citation} {input.note}</dd>
          </div>
        ))}
      </dl>
      {reading?.largestDiameterMm && (
        <p class="hint">
          {translate(lang, "met.diameter", { mm: reading.largestDiameterMm.toFixed(0) })}
        </p>
      )}
      <h4>{translate(lang, "met.dependence")}</h4>
      <ul class="reasons">
        {notes.dependence.map((words) => <li key={words.en}>{words[lang]}</li>)}
      </ul>
      <h4>{translate(lang, "met.leftOut")}</h4>
      <ul class="reasons">
        {notApplicable.length > 0 && (
          <li>
            {translate(lang, "met.notApplicable", {
              inputs: notApplicable.map(({ label }) => label[lang]).join(", "),
            })}
          </li>
        )}
        {notes.leftOut.map(({ label, reason }) => (
          <li key={label.en}>{label[lang]}: {reason[lang]}</li>
        ))}
      </ul>
      <p class="hint">
        <a href={`/models/${model.id}`} target="_blank" rel="noopener">
          {translate(lang, "met.version", { model: model.id, version: model.version })}
        </a>
      </p>
    </details>
  );
}
