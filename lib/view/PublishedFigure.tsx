import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";

/** A median in months, large beside its name. */
export function Survival({ lang, months }: { lang: Lang; months: number }) {
  return (
    <p class="origin-figure">
      <span>{translate(lang, "met.median")}</span>
      <strong>{translate(lang, "met.months", { months })}</strong>
    </p>
  );
}

/** The citation of a published figure. */
export function Source({ lang, citation }: { lang: Lang; citation: string }) {
  return <p class="hint">{translate(lang, "met.source", { citation })}</p>;
}
