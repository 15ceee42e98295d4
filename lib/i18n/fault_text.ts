import type { FaultCode } from "../fault/codes.ts";
import type { FaultFacts } from "../fault/fault.ts";
import { FAULT_TEXTS, type FaultText } from "./faults.ts";
import type { Lang } from "./language.ts";

/** Puts facts into the `{name}` places of a sentence; a place without its fact stays empty. */
export function fillIn(sentence: string, facts: FaultFacts): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));
}

/** Whether a word (a column, a field of an answer) is a fault code that the catalogue knows. */
export function isFaultCode(word: string): word is FaultCode {
  return Object.hasOwn(FAULT_TEXTS, word);
}

/** What a person reads for a fault: what happened and what to do, in their language. */
export function faultText(code: FaultCode, facts: FaultFacts, lang: Lang): FaultText {
  const [ko, en] = FAULT_TEXTS[code];
  const { message, action } = lang === "ko" ? ko : en;
  return { message: fillIn(message, facts), action: fillIn(action, facts) };
}
