import { useEffect, useRef, useState } from "preact/hooks";
import { translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { isTyping } from "../lib/view/keyboard.ts";
import { listenToEvents, type ReadingEvent } from "../lib/view/live_events.ts";
import { StudyTable } from "../lib/view/StudyTable.tsx";
import type { StudyRow } from "../lib/view/study_row.ts";
import { useNewStudies } from "../lib/view/use_new_studies.ts";

interface Props {
  readonly lang: Lang;
  readonly rows: readonly StudyRow[];
  readonly person: string;
  /** The day on which ages are counted, so that server and browser agree. */
  readonly today: string;
  /** Where to look for studies that arrived since; null on pages that do not watch for them. */
  readonly watch: string | null;
  /** How many studies that list held when the page was made. */
  readonly known: number;
  readonly showPatient: boolean;
}

/**
 * A table of studies that stays where it is: states change in place as they are reported, new
 * studies wait behind a button until the reader asks for them.
 */
export default function Worklist({ lang, rows, person, today, watch, known, showPatient }: Props) {
  const [shown, setShown] = useState(rows);
  const [live, setLive] = useState<boolean | null>(null);
  const arrived = useNewStudies(watch, known);
  const body = useRef<HTMLDivElement>(null);
  useMoveKeys(body);

  useEffect(() =>
    listenToEvents(person, {
      onReading: (event) => setShown((before) => before.map((row) => updated(row, event))),
      onLink: setLive,
    }), []);

  return (
    <div ref={body}>
      {arrived > 0 && (
        <button
          type="button"
          class="new-studies"
          onClick={() => globalThis.location.reload()}
        >
          {translate(lang, "worklist.new", { count: arrived })}
        </button>
      )}
      <StudyTable lang={lang} rows={shown} today={today} showPatient={showPatient} />
      <p class={live === false ? "live off" : "live"} role="status">
        {translate(lang, live === false ? "worklist.notLive" : "worklist.live")}
      </p>
    </div>
  );
}

/** The row with what an event says; older readings of the same study change nothing. */
function updated(row: StudyRow, event: ReadingEvent): StudyRow {
  if (row.uid !== event.study) return row;
  const { id, state, percent, review } = event;
  return { ...row, reading: { id, state, percent }, review };
}

/** j and k move between the rows' links; Enter is the link's own. */
function useMoveKeys(body: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || (event.key !== "j" && event.key !== "k")) return;
      const links = [...body.current?.querySelectorAll<HTMLElement>(".row-link") ?? []];
      const at = links.findIndex((link) => link === document.activeElement);
      const next = event.key === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0);
      links[next]?.focus();
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  }, []);
}
