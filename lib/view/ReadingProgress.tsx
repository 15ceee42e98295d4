import { translate, translateWord } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";
import { isUnderWay, type Reading } from "./reading.ts";

interface Props {
  readonly lang: Lang;
  readonly reading: Reading;
  /** Null when the person may not cancel. */
  readonly onCancel: (() => void) | null;
}

/** Where a reading under way is: stage in words, percent, and the way to stop it. */
export function ReadingProgress({ lang, reading, onCancel }: Props) {
  const { state, stage, percent, attempt } = reading;
  if (!isUnderWay(state)) return null;
  const words = state === "running"
    ? translateWord(lang, "stage", stage ?? "starting")
    : translate(lang, "reading.waiting");
  return (
    <section class="stack" aria-live="polite">
      <div>
        <p class="stage-line">
          <span data-stage={stage ?? state}>{words}</span>
          <span class="number">{percent} %</span>
        </p>
        <progress max={100} value={percent} aria-label={translate(lang, "reading.progress")} />
        {attempt > 1 && <p class="hint">{translate(lang, "reading.attempt", { attempt })}</p>}
      </div>
      {onCancel && (
        <button type="button" class="small" onClick={onCancel}>
          <Icon name="cancel" /> {translate(lang, "reading.cancel")}
        </button>
      )}
    </section>
  );
}
