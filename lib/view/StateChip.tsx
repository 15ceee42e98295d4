import type { JSX } from "preact";
import { type TextKey, translate } from "../i18n/catalogue.ts";
import type { Lang } from "../i18n/language.ts";
import { Icon, type IconName } from "./Icon.tsx";
import type { ReadingState } from "./reading.ts";

type Tone = "quiet" | "wait" | "busy" | "ask" | "good" | "bad";
type Face = readonly [tone: Tone, icon: IconName, word: TextKey];

const STATE_FACES: Readonly<Record<ReadingState | "none", Face>> = {
  none: ["quiet", "idle", "state.none"],
  requested: ["wait", "clock", "state.requested"],
  queued: ["wait", "queue", "state.queued"],
  running: ["busy", "run", "state.running"],
  needs_input: ["ask", "question", "state.needs_input"],
  completed: ["good", "brain", "state.completed"],
  failed: ["bad", "alert", "state.failed"],
  cancelled: ["quiet", "cancel", "state.cancelled"],
};

const REVIEW_FACES: Readonly<Record<"none" | "draft" | "accepted" | "rejected", Face>> = {
  none: ["quiet", "idle", "review.none"],
  draft: ["ask", "eye", "review.draft"],
  accepted: ["good", "accept", "review.accepted"],
  rejected: ["bad", "cross", "review.rejected"],
};

/** What a chip says: colour, icon and word together, so that none carries the meaning alone. */
function Chip({ face, lang, percent }: { face: Face; lang: Lang; percent?: number }): JSX.Element {
  const [tone, icon, word] = face;
  return (
    <span class={`chip chip-${tone}`}>
      <Icon name={icon} />
      {translate(lang, word)}
      {percent !== undefined && <span class="chip-number">{percent} %</span>}
    </span>
  );
}

/** The state of a reading; `percent` is shown while it runs. */
export function StateChip(
  { state, percent, lang }: { state: ReadingState | null; percent: number; lang: Lang },
): JSX.Element {
  const face = STATE_FACES[state ?? "none"];
  return state === "running"
    ? <Chip face={face} lang={lang} percent={percent} />
    : <Chip face={face} lang={lang} />;
}

/** What a person decided on a result; a finished reading nobody decided on is a draft. */
export function ReviewChip(
  { state, decision, lang }: {
    state: ReadingState | null;
    decision: "accepted" | "rejected" | null;
    lang: Lang;
  },
): JSX.Element {
  const undecided = state === "completed" ? "draft" : "none";
  return <Chip face={REVIEW_FACES[decision ?? undecided]} lang={lang} />;
}
