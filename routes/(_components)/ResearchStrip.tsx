import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";

/** The sentence that stands on every screen, in both languages whatever the page's own. */
export function ResearchStrip({ lang }: { lang: Lang }) {
  return (
    <aside class="research" aria-label={translate(lang, "app.researchLabel")}>
      <span lang="ko">{translate("ko", "app.researchKo")}</span>
      <span lang="en">{translate("en", "app.researchEn")}</span>
    </aside>
  );
}
