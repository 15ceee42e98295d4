import { useState } from "preact/hooks";
import type { StudyMetastasis } from "../clinical_facts/study_metastasis.ts";
import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { FactName, FactValue } from "../metastasis/facts.ts";
import { FactField } from "./FactField.tsx";

interface Props {
  readonly lang: Lang;
  readonly known: StudyMetastasis;
  readonly busy: boolean;
  onSave(facts: Readonly<Record<string, FactValue | null>>): void;
}

const DATES: readonly FactName[] = [
  "primaryDiagnosed",
  "firstRadiosurgery",
  "metastasesAtRadiosurgery",
  "newMetastases",
  "assessedOn",
];

/** Facts that only the prognosis of some primaries asks for. */
const MARKERS: readonly FactName[] = ["egfrAlk", "braf", "breastSubtype", "haemoglobin"];

/**
 * The form for what images and chart do not say. Only what is shown and was changed is sent: a field
 * left blank takes back what was entered, a field that is not shown stays as it is.
 */
export function MetastasisForm({ lang, known, busy, onSave }: Props) {
  const entered = (name: FactName) =>
    known.sources.find((one) => one.name === name && one.source === "entered")?.value ?? null;
  const charted = known.sources.find(({ name }) => name === "primary")?.value ?? "";
  const [primary, setPrimary] = useState(String(entered("primary") ?? ""));
  const fields = shownFields(known, primary === "" ? String(charted) : primary);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const said = [...fields, ...DATES].map((name) => [name, valueOf(name, form)] as const);
    onSave(Object.fromEntries(said.filter(([name, value]) => value !== entered(name))));
  };
  const field = (name: FactName) => (
    <FactField
      key={name}
      lang={lang}
      name={name}
      known={known}
      entered={entered(name)}
      {...name === "primary" ? { onChange: setPrimary } : {}}
    />
  );
  return (
    <form class="fact-form" onSubmit={onSubmit} data-facts>
      <p class="hint">{translate(lang, "met.formHint")} {translate(lang, "met.toFhir")}</p>
      {fields.map(field)}
      <fieldset>
        <legend>{translate(lang, "met.velocity")}</legend>
        {DATES.map(field)}
      </fieldset>
      <button type="submit" class="primary" disabled={busy}>{translate(lang, "met.save")}</button>
    </form>
  );
}

/** What the answers ask for: the age where no birth date is known, markers by the primary. */
function shownFields({ sources, factors, case: given }: StudyMetastasis, primary: string) {
  const age = sources.find(({ name }) => name === "ageYears");
  const asked = factors[primary] ?? [];
  const fields: FactName[] = ["primary", "extracranialMetastases", "karnofsky", "brainMetastases"];
  if (age === undefined || age.source === "entered") fields.unshift("ageYears");
  if ((given.lesions?.foci ?? 0) > 1) fields.push("infratentorial");
  return [...fields, ...MARKERS.filter((name) => asked.includes(name))];
}

/** What a field says, null when it is blank. */
function valueOf(name: FactName, form: FormData): FactValue | null {
  const text = String(form.get(name) ?? "").trim();
  if (name === "haemoglobin" && form.get("haemoglobin-unknown") !== null) return "unknown";
  if (text === "") return null;
  if (name === "extracranialMetastases" || name === "infratentorial") return text === "true";
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
