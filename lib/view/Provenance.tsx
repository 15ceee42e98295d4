import { translate, translateWord } from "../i18n/catalogue.ts";
import { duration } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import { reasonWords } from "../i18n/reason_words.ts";
import { LocalTime } from "./LocalTime.tsx";
import type { ModelChoice } from "./model_choice.ts";
import type { Reading, ReadingSequence } from "./reading.ts";

interface Props {
  readonly lang: Lang;
  readonly reading: Reading;
  readonly model: ModelChoice | null;
}

/** Which model, on what device, from which series and why: one click away from each result. */
export function Provenance({ lang, reading, model }: Props) {
  if (reading.state !== "completed") return null;
  const total = Object.values(reading.stages_ms ?? {}).reduce((sum, ms) => sum + ms, 0);
  return (
    <section>
      <dl class="pairs">
        <dt>{translate(lang, "reading.model")}</dt>
        <dd>
          {model?.name ?? reading.model} {reading.modelVersion}
        </dd>
        <dt>{translate(lang, "reading.card")}</dt>
        <dd>
          <a href={`/models/${reading.model}`} target="_blank" rel="noopener">
            {translate(lang, "reading.openCard")}
          </a>
        </dd>
        <dt>{translate(lang, "reading.provider")}</dt>
        <dd data-provider={reading.provider ?? ""}>{reading.provider ?? "–"}</dd>
      </dl>
      <details>
        <summary>{translate(lang, "reading.details")}</summary>
        <dl class="pairs">
          <dt>{translate(lang, "reading.time")}</dt>
          <dd>{duration(total, lang)}</dd>
          <dt>{translate(lang, "reading.finishedAt")}</dt>
          <dd>
            <LocalTime moment={reading.updatedAt} />
          </dd>
          {model && <dt>{translate(lang, "reading.checksum")}</dt>}
          {model && <dd class="mono">{model.sha256}</dd>}
          {reading.publication && <dt>{translate(lang, "reading.publication")}</dt>}
          {reading.publication && <dd>{translateWord(lang, "publication", reading.publication)}
          </dd>}
        </dl>
        <h3>{translate(lang, "reading.sequences")}</h3>
        <dl class="pairs">
          {reading.sequences.map((sequence) => (
            <SequenceLine key={sequence.name} lang={lang} sequence={sequence} />
          ))}
        </dl>
      </details>
    </section>
  );
}

function SequenceLine({ lang, sequence }: { lang: Lang; sequence: ReadingSequence }) {
  const { name, number, description, reasons } = sequence;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {number !== null && translate(lang, "reading.series", { number })} {description}
        {reasons.length > 0 && (
          <ul class="reasons">
            {reasons.map((reason) => <li key={reason}>{reasonWords(reason, lang)}</li>)}
          </ul>
        )}
      </dd>
    </>
  );
}
