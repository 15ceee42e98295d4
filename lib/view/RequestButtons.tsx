import { translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";
import type { ModelChoice } from "./model_choice.ts";
import type { Reading, ReadingState } from "./reading.ts";

interface Props {
  readonly lang: Lang;
  readonly models: readonly ModelChoice[];
  readonly current: Reading | null;
  readonly allowed: boolean;
  onRequest(model: string): void;
}

const ASKABLE: ReadonlySet<ReadingState> = new Set(["completed", "cancelled"]);

/** One button a model. Asking again while one runs is harmless: the running one is shown. */
export function RequestButtons({ lang, models, current, allowed, onRequest }: Props) {
  if (!allowed) {
    return current === null ? <p class="hint">{translate(lang, "reading.mayNotRequest")}</p> : null;
  }
  if (models.length === 0) return <p class="hint">{translate(lang, "reading.noModels")}</p>;
  // Under way there is a cancel button, and after a failure one to retry.
  if (current !== null && !ASKABLE.has(current.state)) return null;
  const first = current === null;
  return (
    <section class="request">
      {first && <p class="hint">{translate(lang, "reading.requestHint")}</p>}
      {models.map(({ id, name, version }) => (
        <button
          key={id}
          type="button"
          class={first ? "primary" : "small"}
          data-model={id}
          onClick={() => onRequest(id)}
        >
          <Icon name="brain" />
          {translate(lang, first ? "reading.request" : "reading.requestAgain", {
            model: first ? `${name} ${version}` : name,
          })}
        </button>
      ))}
    </section>
  );
}
