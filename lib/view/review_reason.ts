import { isTextKey, translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";

/** The reasons offered for a rejection; `other` is written out. */
export const REJECT_REASONS = [
  "missed",
  "false",
  "border",
  "artefact",
  "wrongSeries",
  "other",
] as const;

/** What is stored: the reason's code, and the free words after a colon. */
export function composeReason(code: string, words: string): string {
  const rest = words.trim();
  return code === "other" ? rest : rest === "" ? code : `${code}: ${rest}`;
}

/** A stored reason in the reader's language; free words stay as they were written. */
export function shownReason(stored: string, lang: Lang): string {
  const colon = stored.indexOf(": ");
  const code = colon < 0 ? stored : stored.slice(0, colon);
  const key = `decide.reason.${code}`;
  if (!isTextKey(key)) return stored;
  return translate(lang, key) + (colon < 0 ? "" : stored.slice(colon));
}
