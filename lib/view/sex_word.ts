import { type TextKey, translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";

const WORDS: Readonly<Record<string, TextKey>> = {
  M: "sex.male",
  F: "sex.female",
  O: "sex.other",
  male: "sex.male",
  female: "sex.female",
  other: "sex.other",
  unknown: "sex.unknown",
};

/** Patient's sex in words, from DICOM (0010,0040) or FHIR administrative-gender; else empty. */
export function sexWord(code: string | null | undefined, lang: Lang): string {
  const word = WORDS[code ?? ""];
  return word === undefined ? "" : translate(lang, word);
}
