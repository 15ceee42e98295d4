import { translate, translateWord } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import type { MetastasisCase } from "../metastasis/case.ts";
import type { FactName, FactValue, Primary } from "../metastasis/facts.ts";

/** Every primary, in the order of the form; the compiler holds the list against the type. */
const PRIMARY_ORDER: Readonly<Record<Primary, true>> = {
  none: true,
  nsclc_adenocarcinoma: true,
  nsclc_squamous: true,
  nsclc_other: true,
  nsclc_unspecified: true,
  sclc: true,
  lung_unspecified: true,
  melanoma: true,
  breast: true,
  renal: true,
  colorectal: true,
  gastrointestinal_other: true,
  other: true,
};

/** Values that a fact can be chosen from, as the form writes them; null for what is typed. */
export function choicesOf(name: FactName): readonly string[] | null {
  switch (name) {
    case "primary":
      return Object.keys(PRIMARY_ORDER);
    case "karnofsky":
      return Array.from({ length: 11 }, (_, n) => String(100 - 10 * n));
    case "extracranialMetastases":
    case "infratentorial":
      return ["true", "false"];
    case "egfrAlk":
      return ["positive", "negative", "unknown"];
    case "braf":
      return ["positive", "negative"];
    case "breastSubtype":
      return ["basal", "luminal_a", "her2", "luminal_b"];
    default:
      return null;
  }
}

/** What a value of a fact is called. */
export function factWords(lang: Lang, name: FactName, value: FactValue): string {
  if (name === "primary" || name === "breastSubtype") {
    return translateWord(lang, `met.${name}`, String(value));
  }
  return translateWord(lang, "met.choice", String(value));
}

/** Names of facts, or of what else is missing, as one phrase. */
export function namesOf(lang: Lang, names: readonly string[]): string {
  return names.map((name) =>
    name === "lesions"
      ? translate(lang, "met.lacks.lesions")
      : translateWord(lang, "met.fact", name)
  ).join(", ");
}

/** What chart and people say of cancer and age, for the words on what contradicts each other. */
export function cancersOf(
  lang: Lang,
  { chartPrimaries, primary, ageYears, enteredAgeYears }: MetastasisCase,
) {
  const words = (one: Primary) => factWords(lang, "primary", one);
  return {
    age: ageYears ?? "",
    enteredAge: enteredAgeYears ?? "",
    chart: (chartPrimaries ?? []).map(words).join(", "),
    entered: primary ? words(primary) : "",
  };
}
