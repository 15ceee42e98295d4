import { type TextKey, translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { REVIEW_FILTERS, type RowFilter, STATE_FILTERS } from "../../lib/view/filter_rows.ts";

/** Filters the worklist by state; a plain form, so that an address can be kept. */
export function WorklistFilter({ lang, filter }: { lang: Lang; filter: RowFilter }) {
  const states = STATE_FILTERS.map((value): [string, TextKey] => [value, `state.${value}`]);
  const reviews = REVIEW_FILTERS.map((value): [string, TextKey] => [value, `review.${value}`]);
  return (
    <form class="filters" method="get" action="/" aria-label={translate(lang, "worklist.filter")}>
      <Choice lang={lang} name="state" label="worklist.state" now={filter.state} options={states} />
      <Choice
        lang={lang}
        name="review"
        label="worklist.review"
        now={filter.review}
        options={reviews}
      />
      <button type="submit">{translate(lang, "worklist.apply")}</button>
      {(filter.state !== "" || filter.review !== "") && (
        <a class="button" href="/" aria-current="false">{translate(lang, "worklist.reset")}</a>
      )}
    </form>
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
