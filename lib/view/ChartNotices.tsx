import type { StudyMetastasis } from "../clinical_facts/study_metastasis.ts";
import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import { factWords } from "./fact_words.ts";
import { Notice } from "./Notice.tsx";

/** What the chart could not say; silence where it named the one cancer, or a person did. */
export function ChartNotices({ lang, known }: { lang: Lang; known: StudyMetastasis }) {
  const { answer, primaries, unconfirmed, unread } = known.chart;
  const entered = known.sources.some(({ name, source }) =>
    name === "primary" && source === "entered"
  );
  if (entered && answer !== "unavailable") return null;
  const words = (some: typeof primaries) =>
    some.map((primary) => factWords(lang, "primary", primary)).join(", ");
  const said = answer === "none" && unread > 0 ? "unread" : answer;
  return (
    <>
      {said !== "found" && (
        <Notice tone={said === "none" ? "plain" : "ask"}>
          {translate(lang, `met.chart.${said}`, { cancers: words(primaries), count: unread })}
        </Notice>
      )}
      {unconfirmed.length > 0 && (
        <Notice tone="ask">
          {translate(lang, "met.chart.unconfirmed", { cancers: words(unconfirmed) })}
        </Notice>
      )}
    </>
  );
}
