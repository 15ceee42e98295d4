import type { FactSource } from "../clinical_facts/assemble_case.ts";
import { translate } from "../i18n/catalogue.ts";
import { localTime } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import type { FactName } from "../metastasis/facts.ts";

interface Props {
  readonly lang: Lang;
  readonly name: FactName;
  readonly sources: readonly FactSource[];
}

/**
 * Where the age or the known cancer comes from, as a line below its name: both can come from several
 * places that disagree. Nothing for other facts, which only a person enters.
 */
export function FactOrigin({ lang, name, sources }: Props) {
  // Of two sources of one name the later is in use (assembleCase).
  const source = sources.findLast((one) => one.name === name);
  if (source === undefined || (name !== "ageYears" && name !== "primary")) return null;
  return <span class="sub" data-fact-origin={source.source}>{originWords(lang, source)}</span>;
}

function originWords(lang: Lang, { name, source, by, at }: FactSource): string {
  switch (source) {
    case "birth_date":
      return translate(lang, "met.ageFromChart");
    case "birth_date_in_images":
      return translate(lang, "met.ageFromImages");
    case "chart":
      return translate(lang, "met.fromChart");
    case "entered":
      return name === "ageYears"
        ? translate(lang, "met.ageEntered", { name: by ?? "" })
        : translate(lang, "met.entered", { name: by ?? "", time: localTime(at ?? "") });
  }
}
