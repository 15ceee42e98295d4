import { faultText, isFaultCode } from "../../lib/i18n/fault_text.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import type { Inference } from "../../lib/inference/read_inference.ts";
import type { Reading } from "../../lib/view/reading.ts";

/** A reading as clients and pages get it: the sentences of its code in the asker's language. */
export function readingOf(inference: Inference, lang: Lang): Reading {
  const { facts, ...rest } = inference;
  const { code } = inference;
  const words = code !== null && isFaultCode(code) ? faultText(code, facts, lang) : null;
  return { ...rest, message: words?.message ?? null, action: words?.action ?? null };
}
