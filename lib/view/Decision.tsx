import { useEffect, useRef, useState } from "preact/hooks";
import { translate } from "../i18n/catalogue.ts";
import { localTime } from "../i18n/format.ts";
import type { Lang } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";
import { isTyping } from "./keyboard.ts";
import type { Reading, ReadingReview } from "./reading.ts";
import { composeReason, REJECT_REASONS, shownReason } from "./review_reason.ts";
import { ReviewChip } from "./StateChip.tsx";

interface Props {
  readonly lang: Lang;
  readonly reading: Reading;
  readonly allowed: boolean;
  onDecide(decision: "accepted" | "rejected", reason: string): void;
}

/** Accept with one press, reject with a reason; what was decided, by whom and when. */
export function Decision({ lang, reading, allowed, onDecide }: Props) {
  const [rejecting, setRejecting] = useState(false);
  const [changing, setChanging] = useState(false);
  const { state, review } = reading;
  const open = state === "completed" && allowed && (review === null || changing);
  const decide = (decision: "accepted" | "rejected", reason: string) => {
    setRejecting(false);
    setChanging(false);
    onDecide(decision, reason);
  };
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      if (event.key === "a") decide("accepted", "");
      if (event.key === "r") {
        // Or the letter would be typed into the form that opens.
        event.preventDefault();
        setRejecting(true);
      }
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  });
  if (state !== "completed") return null;
  return (
    <section class="stack" data-review={review?.decision ?? "draft"}>
      <div class="panel-head">
        <h3>{translate(lang, "decide.title")}</h3>
        <ReviewChip lang={lang} state={state} decision={review?.decision ?? null} />
      </div>
      {review && <Decided lang={lang} review={review} />}
      {!allowed && review === null && <p class="hint">{translate(lang, "decide.mayNot")}</p>}
      {allowed && review && !changing && (
        <button
          type="button"
          class="plain"
          onClick={() => setChanging(true)}
        >
          {translate(lang, "decide.change")}
        </button>
      )}
      {open && !rejecting && (
        <div class="decision">
          <button type="button" class="accept" onClick={() => decide("accepted", "")}>
            <Icon name="accept" /> {translate(lang, "decide.accept")} <kbd>a</kbd>
          </button>
          <button type="button" class="reject" onClick={() => setRejecting(true)}>
            <Icon name="cross" /> {translate(lang, "decide.reject")} <kbd>r</kbd>
          </button>
        </div>
      )}
      {open && rejecting && (
        <RejectForm
          lang={lang}
          onReject={(reason) => decide("rejected", reason)}
          onBack={() => setRejecting(false)}
        />
      )}
    </section>
  );
}

function Decided({ lang, review }: { lang: Lang; review: ReadingReview }) {
  return (
    <p>
      {review.reason !== "" && shownReason(review.reason, lang)}
      <span class="sub">
        {translate(lang, "decide.by", { name: review.by, time: localTime(review.at) })}
      </span>
    </p>
  );
}

interface RejectFormProps {
  readonly lang: Lang;
  onReject(reason: string): void;
  onBack(): void;
}

function RejectForm({ lang, onReject, onBack }: RejectFormProps) {
  const [code, setCode] = useState("");
  const first = useRef<HTMLSelectElement>(null);
  // Opened by a key the form may lie out of sight; the focus brings it in.
  useEffect(() => first.current?.focus(), []);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const words = new FormData(event.currentTarget as HTMLFormElement).get("words");
    onReject(composeReason(code, String(words ?? "")));
  };
  return (
    <form class="stack" onSubmit={onSubmit}>
      <div>
        <label for="reject-code">{translate(lang, "decide.reason")}</label>
        <select
          id="reject-code"
          ref={first}
          value={code}
          required
          onChange={(event) => setCode(event.currentTarget.value)}
        >
          {/* Nobody should store a reason that they did not choose. */}
          <option value="" disabled>{translate(lang, "decide.chooseReason")}</option>
          {REJECT_REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {translate(lang, `decide.reason.${reason}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="reject-words">{translate(lang, "decide.reasonHint")}</label>
        <textarea id="reject-words" name="words" maxLength={1000} required={code === "other"} />
      </div>
      <div class="decision">
        <button type="submit" class="reject">{translate(lang, "decide.confirmReject")}</button>
        <button type="button" onClick={onBack}>{translate(lang, "decide.back")}</button>
      </div>
    </form>
  );
}
