import type { FaultCode } from "../fault/codes.ts";
import type { FaultFacts } from "../fault/fault.ts";
import { FAULT_CASES, FIELD_NAMES } from "./fault_cases.ts";
import { FAULT_TEXTS, type FaultText } from "./faults.ts";
import type { Lang } from "./language.ts";
import { METASTASIS_TEXTS } from "./texts/metastasis.ts";
import { WORKLIST_TEXTS } from "./texts/worklist.ts";

const FACT_NAMES: Readonly<Record<string, readonly [ko: string, en: string]>> = METASTASIS_TEXTS;
const STATE_NAMES: Readonly<Record<string, readonly [ko: string, en: string]>> = WORKLIST_TEXTS;

/** Puts facts into the `{name}` places of a sentence; a place without its fact stays empty. */
export function fillIn(sentence: string, facts: FaultFacts): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
}

/** Whether a word (a column, a field of an answer) is a fault code that the catalogue knows. */
export function isFaultCode(word: string): word is FaultCode {
  return Object.hasOwn(FAULT_TEXTS, word);
}

/**
 * What a person reads for a fault: what happened and what to do, in their language. The fact `case`
 * chooses a sentence of its own where the code has several (fault_cases.ts).
 */
export function faultText(code: FaultCode, facts: FaultFacts, lang: Lang): FaultText {
  const [ko, en] = FAULT_CASES[`${code}.${facts["case"]}`] ?? FAULT_TEXTS[code];
  const { message, action } = lang === "ko" ? ko : en;
  const labelled = labelledFacts(facts, lang);
  const words = lang === "ko" ? koreanFacts(labelled) : labelled;
  return { message: fillIn(message, words), action: fillIn(action, words) };
}

/** The facts with what we have Korean words for: the name of a field, the state of a reading. */
function koreanFacts(facts: FaultFacts): FaultFacts {
  const { field = "", state = "" } = facts;
  return {
    ...facts,
    field: FIELD_NAMES[String(field)] ?? field,
    state: STATE_NAMES[`state.${state}`]?.[0] ?? state,
  };
}

/** The facts with clinical facts called as the form calls them. */
function labelledFacts(facts: FaultFacts, lang: Lang): FaultFacts {
  const labels = Object.entries(facts).flatMap(([place, name]) => {
    if (!["field", "other", "earlier", "later"].includes(place)) return [];
    const words = FACT_NAMES[`met.fact.${String(name).replace(/^facts\./, "")}`];
    return words === undefined ? [] : [[place, words[lang === "ko" ? 0 : 1]] as const];
  });
  return { ...facts, ...Object.fromEntries(labels) };
}
