import { type TextKey, translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { Icon } from "../../lib/view/Icon.tsx";
import { REVIEW_FILTERS, type RowFilter, STATE_FILTERS } from "../../lib/view/filter_rows.ts";

/**
 * Filters the worklist: by state in the address, which can be kept; by name or number posted, for
 * those must not stand in an address.
 */
export function WorklistFilter({ lang, filter }: { lang: Lang; filter: RowFilter }) {
  const states = STATE_FILTERS.map((value): [string, TextKey] => [value, `state.${value}`]);
  const reviews = REVIEW_FILTERS.map((value): [string, TextKey] => [value, `review.${value}`]);
  const any = Object.values(filter).some((value) => value !== "");
  return (
    <div class="filters">
      <form class="filters" method="get" action="/" aria-label={translate(lang, "worklist.filter")}>
        <Choice
          lang={lang}
          name="state"
          label="worklist.state"
          now={filter.state}
          options={states}
        />
        <Choice
          lang={lang}
          name="review"
          label="worklist.review"
          now={filter.review}
          options={reviews}
        />
        <button type="submit">{translate(lang, "worklist.apply")}</button>
      </form>
      <form class="filters" method="post" action="/" role="search">
        <input type="hidden" name="state" value={filter.state} />
        <input type="hidden" name="review" value={filter.review} />
        <div class="wide">
          <label for="filter-text">{translate(lang, "worklist.search")}</label>
          <input
            id="filter-text"
            name="text"
            type="search"
            value={filter.text}
            autocomplete="off"
            spellcheck={false}
            maxLength={200}
          />
        </div>
        <button type="submit">
          <Icon name="search" /> {translate(lang, "worklist.find")}
        </button>
      </form>
      {any && (
        <a class="button" href="/" aria-current="false">{translate(lang, "worklist.reset")}</a>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly lang: Lang;
  readonly name: string;
  readonly label: TextKey;
  readonly now: string;
  readonly options: readonly (readonly [value: string, word: TextKey])[];
}

function Choice({ lang, name, label, now, options }: ChoiceProps) {
  return (
    <div>
      <label for={`filter-${name}`}>{translate(lang, label)}</label>
      <select id={`filter-${name}`} name={name}>
        <option value="">{translate(lang, "worklist.any")}</option>
        {options.map(([value, word]) => (
          <option key={value} value={value} selected={value === now}>
            {translate(lang, word)}
          </option>
        ))}
      </select>
    </div>
  );
}
