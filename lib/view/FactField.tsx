import type { JSX } from "preact";
import type { FactSource } from "../clinical_facts/assemble_case.ts";
import type { StudyMetastasis } from "../clinical_facts/study_metastasis.ts";
import { translate } from "../i18n/catalogue.ts";
import { localTime } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { FactName, FactValue } from "../metastasis/facts.ts";
import { choicesOf, factWords } from "./fact_words.ts";

interface Props {
  readonly lang: Lang;
  readonly name: FactName;
  readonly known: StudyMetastasis;
  readonly entered: FactValue | null;
  onChange?(value: string): void;
}

/** One fact of the form: chosen from a list where it can be, else typed; who entered it and when. */
export function FactField({ lang, name, known, entered, onChange }: Props) {
  const source = known.sources.find((one) => one.name === name);
  const hint = hintOf(lang, name, known, source);
  const id = `fact-${name}`;
  const described = hint === "" ? {} : { "aria-describedby": `${id}-hint` };
  const choices = choicesOf(name);
  return (
    <div>
      <label for={id}>{translate(lang, `met.fact.${name}`)}</label>
      {choices === null
        ? <input id={id} name={name} {...typed(name, entered)} {...described} />
        : (
          <select
            id={id}
            name={name}
            onChange={(event) => onChange?.(event.currentTarget.value)}
            {...described}
          >
            <option value="">{translate(lang, "met.blank")}</option>
            {choices.map((choice) => (
              <option key={choice} value={choice} selected={choice === String(entered ?? "")}>
                {factWords(lang, name, choice)}
              </option>
            ))}
          </select>
        )}
      {name === "haemoglobin" && (
        <label class="tick">
          <input
            type="checkbox"
            name="haemoglobin-unknown"
            defaultChecked={entered === "unknown"}
          />
          {translate(lang, "met.choice.unknown")}
        </label>
      )}
      {hint !== "" && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

/** How a typed fact is typed. Defaults, not values: what is half typed outlives a new rendering. */
function typed(name: FactName, entered: FactValue | null): JSX.IntrinsicElements["input"] {
  const value = typeof entered === "number" || typeof entered === "string" ? String(entered) : "";
  if (["primaryDiagnosed", "firstRadiosurgery", "assessedOn"].includes(name)) {
    return {
      type: "date",
      defaultValue: value,
      min: "1900-01-01",
      max: localTime(new Date()).slice(0, 10),
    };
  }
  if (name === "haemoglobin") {
    const given = value === "unknown" ? "" : value;
    return {
      type: "number",
      step: "0.1",
      min: 1,
      max: 30,
      inputMode: "decimal",
      defaultValue: given,
    };
  }
  const least = name === "newMetastases" || name === "ageYears" ? 0 : 1;
  return {
    type: "number",
    step: 1,
    min: least,
    max: 500,
    inputMode: "numeric",
    defaultValue: value,
  };
}

/** Where the value in use comes from, and what the images say beside it. */
function hintOf(
  lang: Lang,
  name: FactName,
  { case: given }: StudyMetastasis,
  source: FactSource | undefined,
): string {
  const hints: string[] = [];
  if (source?.source === "entered") {
    const entered = { name: source.by ?? "", time: localTime(source.at ?? "") };
    hints.push(translate(lang, "met.entered", entered));
  }
  if (source?.source === "chart") {
    const words = factWords(lang, name, source.value);
    hints.push(`${words}, ${translate(lang, "met.fromChart")}`);
  }
  const foci = given.lesions?.foci ?? 0;
  if (name === "brainMetastases" && foci > 0) {
    hints.push(translate(lang, "met.segmentationCount", { count: foci }));
  }
  return hints.join(" · ");
}
