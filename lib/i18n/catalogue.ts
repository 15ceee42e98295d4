import type { FaultFacts } from "../fault/fault.ts";
import { fillIn } from "./fault_text.ts";
import type { Lang } from "./language.ts";
import { CONFIDENCE_TEXTS } from "./texts/confidence.ts";
import { JOBS_TEXTS } from "./texts/jobs.ts";
import { METASTASIS_TEXTS } from "./texts/metastasis.ts";
import { MODEL_TEXTS } from "./texts/models.ts";
import { PATIENT_TEXTS } from "./texts/patient.ts";
import { READING_TEXTS } from "./texts/reading.ts";
import { SHELL_TEXTS } from "./texts/shell.ts";
import { STUDY_TEXTS } from "./texts/study.ts";
import { WORKLIST_TEXTS } from "./texts/worklist.ts";

/** Every text of the pages as [Korean, English]; components hold none of their own. */
export const CATALOGUE = {
  ...SHELL_TEXTS,
  ...WORKLIST_TEXTS,
  ...PATIENT_TEXTS,
  ...STUDY_TEXTS,
  ...READING_TEXTS,
  ...CONFIDENCE_TEXTS,
  ...METASTASIS_TEXTS,
  ...MODEL_TEXTS,
  ...JOBS_TEXTS,
} as const;

/** A text's name; a misspelt one does not compile. */
export type TextKey = keyof typeof CATALOGUE;

/** The text in a language, its `{name}` places filled from `facts`. */
export function translate(lang: Lang, key: TextKey, facts: FaultFacts = {}): string {
  return fillIn(CATALOGUE[key][lang === "ko" ? 0 : 1], facts);
}

/** Whether a composed key (`stage.…`, `role.…`) is in the catalogue. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(CATALOGUE, key);
}

/** A text whose key ends in a word from outside, or that word itself where we have none for it. */
export function translateWord(lang: Lang, group: string, word: string): string {
  const key = `${group}.${word}`;
  return isTextKey(key) ? translate(lang, key) : word;
}
