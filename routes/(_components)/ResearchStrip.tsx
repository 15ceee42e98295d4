import { translate } from "../../lib/i18n/catalogue.ts";
import { zoneOffset, zoneWords } from "../../lib/i18n/format.ts";
import type { Lang } from "../../lib/i18n/language.ts";

/**
 * The sentence that stands on every screen, in both languages whatever the page's own; and by which
 * clock the screen's times are.
 */
export function ResearchStrip({ lang }: { lang: Lang }) {
  const now = new Date();
  const zone = { zone: zoneWords(now, lang), offset: zoneOffset(now) };
  return (
    <aside class="research" aria-label={translate(lang, "app.researchLabel")}>
      <span lang="ko">{translate("ko", "app.researchKo")}</span>
      <span lang="en">{translate("en", "app.researchEn")}</span>
      <span class="zone">{translate(lang, "app.zone", zone)}</span>
    </aside>
  );
}
