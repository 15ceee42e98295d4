import { type TextKey, translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";
import { Notice } from "./Notice.tsx";
import type { Reading, ReadingState } from "./reading.ts";

interface Props {
  readonly lang: Lang;
  readonly reading: Reading;
  /** Null when the person may not retry. */
  readonly onRetry: (() => void) | null;
}

const TITLES: Partial<Readonly<Record<ReadingState, TextKey>>> = {
  needs_input: "reading.needsInput",
  failed: "reading.failed",
  cancelled: "reading.cancelled",
};

/** Why a reading did not come to a result, in words, and the way to try again. */
export function ReadingTrouble({ lang, reading, onRetry }: Props) {
  const title = TITLES[reading.state];
  if (title === undefined) return null;
  const tone = reading.state === "failed"
    ? "bad"
    : reading.state === "needs_input"
    ? "ask"
    : "plain";
  return (
    <section class="stack" data-code={reading.code ?? ""}>
      <Notice tone={tone} title={translate(lang, title)}>
        {reading.message} {reading.action}
        {reading.code && <span class="sub mono">{reading.code}</span>}
      </Notice>
      {onRetry && reading.state !== "cancelled" && (
        <button type="button" class="small" onClick={onRetry}>
          <Icon name="retry" /> {translate(lang, "reading.retry")}
        </button>
      )}
    </section>
  );
}
