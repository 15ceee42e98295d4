import { translate, translateWord } from "../i18n/catalogue.ts";
import { wholePercent } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { OriginInput, ReadingOrigin } from "./reading.ts";

/** Probability of metastasis with its range, the inputs, what each did to the odds, and why. */
export function OriginResult({ lang, origin }: { lang: Lang; origin: ReadingOrigin | null }) {
  if (origin === null) return null;
  const { probability, interval: [low, high], inputs, missing, prior } = origin;
  const range = { low: wholePercent(low), high: wholePercent(high) };
  return (
    <section data-origin={probability}>
      <h3>{translate(lang, "origin.title")}</h3>
      <p class="origin-figure">
        <span>{translate(lang, "origin.metastasis")}</span>
        <strong>{wholePercent(probability)} %</strong>
      </p>
      <Scale probability={probability} low={low} high={high} />
      <p class="hint">
        {translate(lang, "origin.interval", range)} ·{" "}
        <span class="watermark">{translate(lang, "origin.notValidated")}</span>
      </p>
      <details>
        <summary>{translate(lang, "origin.inputs")}</summary>
        <table class="volumes">
          <thead>
            <tr>
              <th scope="col">{translate(lang, "origin.input")}</th>
              <th scope="col" class="right">{translate(lang, "origin.value")}</th>
              <th scope="col" class="right">{translate(lang, "origin.ratio")}</th>
            </tr>
          </thead>
          <tbody>
            {inputs.map((input) => <Input key={input.name} lang={lang} input={input} />)}
          </tbody>
        </table>
        <p class="hint">
          {translate(lang, "origin.prior", { percent: wholePercent(prior.probability) })}
        </p>
        {missing.length > 0 && (
          <p class="hint">
            {translate(lang, "origin.missing", {
              inputs: missing.map((name) => translateWord(lang, "origin.input", name)).join(", "),
            })}
          </p>
        )}
        <p class="hint">
          <a href={`/models/${origin.model}`} target="_blank" rel="noopener">
            {origin.model} {origin.modelVersion}
          </a>
        </p>
      </details>
    </section>
  );
}

function Input({ lang, input }: { lang: Lang; input: OriginInput }) {
  const { label, value, likelihoodRatio, citation } = input;
  return (
    <tr>
      <th scope="row">
        {label[lang]}
        <span class="sub" lang="en">{citation}</span>
      </th>
      <td class="right number">{Number(value.toPrecision(3))}</td>
      <td class="right number">×{likelihoodRatio.toFixed(2)}</td>
    </tr>
  );
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
