import type { Lang } from "../../lib/i18n/language.ts";
import { modelWords } from "../../lib/i18n/model_words.ts";

/** A text of a model pack, marked with the language that it is in. */
export function ModelText({ lang, children }: { lang: Lang; children: string }) {
  const words = modelWords(children, lang);
  return <span lang={words.lang}>{words.text}</span>;
}
