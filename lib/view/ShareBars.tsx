import type { FactSource } from "../clinical_facts/assemble_case.ts";
import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { FactName } from "../metastasis/facts.ts";
import type { OriginInput, UnknownInput } from "../metastasis/weigh_input.ts";
import { FactOrigin } from "./FactOrigin.tsx";

interface Props {
  readonly lang: Lang;
  readonly inputs: readonly OriginInput[];
  readonly unknown: readonly UnknownInput[];
  /** Where the facts of the case come from. */
  readonly sources: readonly FactSource[];
}

/** Facts behind inputs of the table whose source is shown. */
const FACT_OF: Readonly<Record<string, FactName>> = { age: "ageYears", known_cancer: "primary" };

/**
 * The share of each input in log-odds as a table with a bar a row, all on one scale: right of the
 * middle speaks for metastases. What is not known is an empty bar over all that it could add. The
 * bars are decorative: the numbers beside them say the same.
 */
export function ShareBars({ lang, inputs, unknown, sources }: Props) {
  const ends = [...inputs.map(({ share }) => share), ...unknown.flatMap(({ range }) => range)];
  const reach = Math.max(1, ...ends.map(Math.abs));
  return (
    <table class="volumes shares">
      <caption>{translate(lang, "met.shares")}</caption>
      <thead>
        <tr>
          <th scope="col">{translate(lang, "met.input")}</th>
          <th scope="col" class="axis">
            <span>{translate(lang, "met.towardPrimary")}</span>
            <span>{translate(lang, "met.towardMetastasis")}</span>
          </th>
          <th scope="col" class="right">{translate(lang, "met.share")}</th>
        </tr>
      </thead>
      <tbody>
        {inputs.map((input) => (
          <tr key={input.name} data-share={input.name}>
            <th scope="row">
              {input.label[lang]}
              <span class="sub">{shownValue(input, lang)}</span>
              {FACT_OF[input.name] && (
                <FactOrigin lang={lang} name={FACT_OF[input.name]!} sources={sources} />
              )}
            </th>
            <td>
              <Bar from={0} to={input.share / reach} />
            </td>
            <td class="right number">{signed(input.share)}</td>
          </tr>
        ))}
        {unknown.map(({ name, label, range: [low, high] }) => (
          <tr key={name} data-unknown={name}>
            <th scope="row">
              {label[lang]}
              <span class="sub">
                {translate(lang, "met.notKnown", { low: signed(low), high: signed(high) })}
              </span>
            </th>
            <td>
              <Bar from={low / reach} to={high / reach} open />
            </td>
            <td class="right number">?</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A value in words or figures, with the weight where it is less than whole. */
function shownValue({ value, valueLabel, weight = 1 }: OriginInput, lang: Lang): string {
  const words = valueLabel?.[lang] ?? String(Number(value.toPrecision(3)));
  if (weight === 1) return words;
  return `${words} · ${translate(lang, "met.halfWeight", { weight: weight.toFixed(2) })}`;
}

/** A bar between two places from -1 to 1; an open one is outlined. */
function Bar({ from, to, open }: { from: number; to: number; open?: boolean }) {
  const [left, right] = [50 + 50 * Math.min(from, to), 50 + 50 * Math.max(from, to)];
  const kind = open ? "open" : to < 0 ? "against" : "for";
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="rail" x="0" y="4.5" width="100" height="1" />
      <rect class={kind} x={left} y="1.5" width={Math.max(0.8, right - left)} height="7" />
      <rect class="zero" x="49.7" y="0" width="0.6" height="10" />
    </svg>
  );
}

/** Log-odds with their sign; a true minus keeps the columns even. */
export function signed(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(share).toFixed(2)}`;
}
