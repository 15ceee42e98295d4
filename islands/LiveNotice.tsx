import { useEffect, useState } from "preact/hooks";
import { translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { Icon } from "../lib/view/Icon.tsx";
import { listenToEvents } from "../lib/view/live_events.ts";

/** Says that something on this page has changed, and leaves it to the reader when to reload. */
export default function LiveNotice({ lang, person }: { lang: Lang; person: string }) {
  const [changed, setChanged] = useState(false);
  useEffect(() => listenToEvents(person, { onReading: () => setChanged(true) }), []);
  return (
    <div role="status">
      {changed && (
        <button
          type="button"
          class="new-studies"
          onClick={() => globalThis.location.reload()}
        >
          <Icon name="retry" /> {translate(lang, "jobs.changed")}
        </button>
      )}
    </div>
  );
}
