import { translate, translateWord } from "../i18n/catalogue.ts";
import { wholePercent } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { OriginInput, ReadingOrigin } from "./reading.ts";

/** Probability of metastasis with its range, the inputs and how each moved it. */
export function OriginResult({ lang, origin }: { lang: Lang; origin: ReadingOrigin | null }) {
  if (origin === null) return null;
  const { probability, interval, inputs } = origin;
  return (
    <section data-origin={probability}>
      <h3>{translate(lang, "origin.title")}</h3>
      <p class="origin-figure">
        <span>{translate(lang, "origin.metastasis")}</span>
        <strong>{wholePercent(probability)} %</strong>
      </p>
      <Scale probability={probability} interval={interval} />
      <p class="hint">
        {interval && translate(lang, "origin.interval", {
          low: wholePercent(interval[0]),
          high: wholePercent(interval[1]),
        })} · <span class="watermark">{translate(lang, "origin.notValidated")}</span>
      </p>
      <details>
        <summary>{translate(lang, "origin.inputs")}</summary>
        <table class="volumes">
          <thead>
            <tr>
              <th scope="col">{translate(lang, "origin.input")}</th>
              <th scope="col" class="right">{translate(lang, "origin.value")}</th>
              <th scope="col" class="right">{translate(lang, "origin.share")}</th>
            </tr>
          </thead>
          <tbody>
            {inputs.map((input) => <Input key={input.name} lang={lang} input={input} />)}
          </tbody>
        </table>
        <p class="hint">{origin.model} {origin.modelVersion}</p>
      </details>
    </section>
  );
}

function Input({ lang, input }: { lang: Lang; input: OriginInput }) {
  const { name, value, share } = input;
  const shownValue = typeof value === "number" ? Number(value.toPrecision(3)) : value;
  return (
    <tr>
      <th scope="row">{translateWord(lang, "origin.input", name)}</th>
      <td class="right number">{shownValue ?? translate(lang, "origin.missing")}</td>
      <td class="right number">{share > 0 ? "+" : ""}{share.toFixed(2)}</td>
    </tr>
  );
}

/** The probability on a line from 0 to 1, its range as a band. Decorative: the words say it. */
function Scale({ probability, interval }: Pick<ReadingOrigin, "probability" | "interval">) {
  return (
    <svg class="scale" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="rail" x="0" y="2.5" width="100" height="3" rx="1.5" />
      {interval && (
        <rect
          class="span"
          x={interval[0] * 100}
          y="2.5"
          width={(interval[1] - interval[0]) * 100}
          height="3"
        />
      )}
      <rect class="point" x={probability * 100 - 0.6} y="0" width="1.2" height="8" rx="0.6" />
    </svg>
  );
}
