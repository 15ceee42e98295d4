import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { RiskFigure } from "../metastasis/brain_metastasis_risk.ts";
import type { ScoredCase } from "../metastasis/score_case.ts";
import { namesOf } from "./fact_words.ts";
import { Source } from "./PublishedFigure.tsx";

interface Props {
  readonly lang: Lang;
  readonly scored: ScoredCase;
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
          {fits !== false && (
            <em>{` (${translate(lang, fits ? "met.riskFits" : "met.riskMayFit")})`}</em>
          )}
        </span>
        <strong>{percent} %</strong>
      </p>
      <p class="hint">{translate(lang, "met.riskRounding", { low, high })}</p>
      <Source lang={lang} citation={citation} />
    </div>
  );
}
