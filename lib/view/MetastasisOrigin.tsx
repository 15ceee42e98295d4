import { translate } from "../i18n/catalogue.ts";
import { wholePercent } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { StudyMetastasis } from "../clinical_facts/study_metastasis.ts";
import { Notice } from "./Notice.tsx";
import { isUnderWay } from "./reading.ts";
import { OriginSources } from "./OriginSources.tsx";
import { ShareBars } from "./ShareBars.tsx";

interface Props {
  readonly lang: Lang;
  readonly known: StudyMetastasis;
}

/** Probability of metastases with its range, the share of each input, and all that it rests on. */
export function MetastasisOrigin({ lang, known }: Props) {
  const { scored: { origin }, reading } = known;
  if (origin.status !== "answered") return null;
  const { probability, interval: [low, high], inputs, unknown, contradicting, notice } = origin;
  const range = { low: wholePercent(low), high: wholePercent(high) };
  const labels = (names: readonly string[]) =>
    inputs.filter(({ name }) => names.includes(name)).map(({ label }) => label[lang]).join(", ");
  return (
    <div data-origin={probability}>
      <p class="origin-figure">
        <span>{translate(lang, "met.probability")}</span>
        <strong>{wholePercent(probability)} %</strong>
      </p>
      <Scale probability={probability} low={low} high={high} />
      <p class="hint">
        {translate(lang, "met.interval", range)} ·{" "}
        <span class="watermark">{translate(lang, "met.notValidated")}</span>
      </p>
      {notice && <Notice tone="ask">{translate(lang, `met.notice.${notice}`)}</Notice>}
      <ShareBars lang={lang} inputs={inputs} unknown={unknown} sources={known.sources} />
      {saysNothing("extracranial_metastases", known) && (
        <p class="hint">{translate(lang, "met.noEffect")}</p>
      )}
      {contradicting.length > 0 && (
        <p class="hint contradicting">
          {translate(lang, "met.contradicting", { inputs: labels(contradicting) })}
        </p>
      )}
      {reading?.predicted && <Recorded lang={lang} predicted={reading.predicted} />}
      <OriginSources lang={lang} origin={origin} known={known} />
    </div>
  );
}

/** Whether an input has no figure for the patient's known cancer. */
function saysNothing(name: string, { scored: { origin }, case: given }: StudyMetastasis): boolean {
  return origin.status === "answered" && given.primary !== "none" &&
    origin.notApplicable.some((one) => one.name === name);
}

interface RecordedProps {
  readonly lang: Lang;
  readonly predicted: NonNullable<NonNullable<StudyMetastasis["reading"]>["predicted"]>;
}

/** The worker's own record, where it is not of this very case; silence where it is. */
function Recorded({ lang, predicted: { state, probability, current } }: RecordedProps) {
  if (current) return null;
  const words = isUnderWay(state)
    ? translate(lang, "met.again")
    : probability === null
    ? translate(lang, "met.notPredicted")
    : translate(lang, "met.recorded", { percent: wholePercent(probability) });
  return <p class="hint">{words}</p>;
}

interface ScaleProps {
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

/** The probability on a line from 0 to 1, its range as a band. Decorative: the words say it. */
function Scale({ probability, low, high }: ScaleProps) {
  return (
    <svg class="scale" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="rail" x="0" y="2.5" width="100" height="3" rx="1.5" />
      <rect class="span" x={low * 100} y="2.5" width={(high - low) * 100} height="3" />
      <rect class="point" x={probability * 100 - 0.6} y="0" width="1.2" height="8" rx="0.6" />
    </svg>
  );
}
