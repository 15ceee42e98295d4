import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { ScoredCase } from "../metastasis/score_case.ts";
import type { Velocity } from "../metastasis/velocity_group.ts";
import { namesOf } from "./fact_words.ts";
import { Source, Survival } from "./PublishedFigure.tsx";

interface Props {
  readonly lang: Lang;
  readonly scored: ScoredCase;
}

/** Velocity since the first radiosurgery and up to it. */
export function MetastasisVelocities({ lang, scored: { velocity } }: Props) {
  if (velocity.status !== "answered") return null;
  return (
    <div>
      {velocity.velocity && <Rate lang={lang} words="since" rate={velocity.velocity} />}
      {velocity.initial && <Rate lang={lang} words="initial" rate={velocity.initial} />}
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
  readonly words: "since" | "initial";
  readonly rate: Velocity;
}

function Rate({ lang, words, rate }: RateProps) {
  const { perYear, count, days, group, nearCut, survivalMonths, hazardRatio, citation } = rate;
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
      <p>{translate(lang, `met.${words}`, { rate: perYear.toFixed(2), count, days })}</p>
      <Survival lang={lang} months={median} />
      <p class="hint">
        {said.join(" · ")} · <span class="watermark">{translate(lang, "met.published")}</span>
      </p>
      <p class="hint">{translate(lang, `met.cuts.${words}`)}</p>
      {nearCut && <p class="hint contradicting">{translate(lang, "met.nearCut")}</p>}
      <Source lang={lang} citation={citation} />
    </div>
  );
}
