import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { Icon } from "../../lib/view/Icon.tsx";

interface Props {
  readonly lang: Lang;
  readonly page: number;
  readonly pages: number;
  /** What else the address carries. */
  readonly query: Readonly<Record<string, string>>;
}

/** Links to the page before and after; nothing when there is one page only. */
export function Pager({ lang, page, pages, query }: Props) {
  if (pages < 2) return null;
  const to = (number: number) => `?${new URLSearchParams({ ...query, page: String(number) })}`;
  return (
    <nav class="pager" aria-label={translate(lang, "worklist.page", { page, pages })}>
      {page > 1 && (
        <a class="button small" href={to(page - 1)}>
          <Icon name="previous" /> {translate(lang, "worklist.previous")}
        </a>
      )}
      <span>{translate(lang, "worklist.page", { page, pages })}</span>
      {page < pages && (
        <a class="button small" href={to(page + 1)}>
          {translate(lang, "worklist.next")} <Icon name="next" />
        </a>
      )}
    </nav>
  );
}
