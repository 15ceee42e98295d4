import { useEffect, useRef, useState } from "preact/hooks";
import type { StudyMetastasis } from "../lib/clinical_facts/study_metastasis.ts";
import { translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import type { FactValue } from "../lib/metastasis/facts.ts";
import { type ApiAnswer, type ApiRefusal, callApi, peekApi } from "../lib/view/api_client.ts";
import { ChartNotices } from "../lib/view/ChartNotices.tsx";
import { cancersOf, namesOf } from "../lib/view/fact_words.ts";
import { MetastasisForm } from "../lib/view/MetastasisForm.tsx";
import { MetastasisOrigin } from "../lib/view/MetastasisOrigin.tsx";
import { MetastasisPrognosis } from "../lib/view/MetastasisPrognosis.tsx";
import { MetastasisRisk } from "../lib/view/MetastasisRisk.tsx";
import { MetastasisVelocities } from "../lib/view/MetastasisVelocities.tsx";
import { Notice } from "../lib/view/Notice.tsx";
import type { Reading } from "../lib/view/reading.ts";

interface Props {
  readonly lang: Lang;
  readonly study: string;
  /** As the server knew it when it made the page. */
  readonly initial: StudyMetastasis;
  /** The reading that the page follows: when it moves, the answers are asked for again. */
  readonly current: Reading | null;
  /** Whether the form is there; the server decides again when it is sent. */
  readonly mayEnter: boolean;
}

const QUESTIONS = ["origin", "prognosis", "velocity", "risk"] as const;

/** What can be said about metastases, what it rests on, and the form for what is missing. */
export default function MetastasisPanel({ lang, study, initial, current, mayEnter }: Props) {
  const path = `/api/metastasis/${study}`;
  const [known, setKnown] = useState(initial);
  // A new key makes the form anew from what is known.
  const [form, setForm] = useState(JSON.stringify(initial.sources));
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null);
  const [said, setSaid] = useState<"" | "met.saved" | "reading.offline">("");
  const [busy, setBusy] = useState(false);
  const take = (answer: ApiAnswer<StudyMetastasis>, { keepForm = false } = {}) => {
    if (answer.kind !== "ok") return answer;
    setKnown(answer.value);
    if (!keepForm) setForm(JSON.stringify(answer.value.sources));
    return answer;
  };
  useMoved(current, async () => take(await peekApi<StudyMetastasis>(path)));
  const onSave = async (facts: Readonly<Record<string, FactValue | null>>) => {
    setBusy(true);
    const entry = { facts, version: known.version };
    const answer = take(await callApi<StudyMetastasis>("POST", path, entry));
    // Somebody was faster: theirs is shown, and what was typed into the other fields stays.
    const overtaken = answer.kind === "refused" && answer.refusal.code === "conflict";
    if (overtaken) take(await peekApi<StudyMetastasis>(path), { keepForm: true });
    setBusy(false);
    setRefusal(answer.kind === "refused" ? answer.refusal : null);
    setSaid(
      answer.kind === "ok" ? "met.saved" : answer.kind === "offline" ? "reading.offline" : "",
    );
  };
  return (
    <section data-metastasis={known.reading?.id ?? ""}>
      <h3>{translate(lang, "met.title")}</h3>
      <ChartNotices lang={lang} known={known} />
      {known.reading && current && known.reading.id !== current.id && (
        <Notice tone="plain">
          {translate(lang, current.review?.decision === "rejected" ? "met.standing" : "met.older")}
        </Notice>
      )}
      {known.reading?.review === "rejected" && (
        <Notice tone="ask">{translate(lang, "met.rejected")}</Notice>
      )}
      {known.reading?.outside && <Notice tone="bad">{translate(lang, "knowledge.origin")}</Notice>}
      {known.scored.conflicts.map((conflict) => (
        <Notice key={conflict} tone="ask">
          {translate(lang, `met.conflict.${conflict}`, cancersOf(lang, known.case))}
        </Notice>
      ))}
      {QUESTIONS.map((question) => (
        <Question key={question} lang={lang} known={known} question={question} />
      ))}
      {mayEnter && (
        <details open={known.scored.missing.some((name) => name !== "lesions")}>
          <summary>{translate(lang, "met.form")}</summary>
          <MetastasisForm
            key={form}
            lang={lang}
            known={known}
            busy={busy}
            onSave={onSave}
          />
        </details>
      )}
      <div role="status">{said !== "" && <p class="hint">{translate(lang, said)}</p>}</div>
      {refusal && <Notice tone="bad" title={refusal.message}>{refusal.action}</Notice>}
    </section>
  );
}

interface QuestionProps {
  readonly lang: Lang;
  readonly known: StudyMetastasis;
  readonly question: typeof QUESTIONS[number];
}

/** One question: its answer, what it needs, or why it does not arise. */
function Question({ lang, known, question }: QuestionProps) {
  const answer = known.scored[question];
  const { scored } = known;
  return (
    <div class="question" data-question={question} data-status={answer.status}>
      <h4>{translate(lang, `met.${question}`)}</h4>
      {answer.status === "needs_input" && (
        <p class="needs">
          {translate(lang, "met.needs", { inputs: namesOf(lang, answer.missing) })}
        </p>
      )}
      {answer.status === "not_applicable" && (
        <p class="hint">{translate(lang, `met.why.${answer.reason}`)}</p>
      )}
      {question === "origin" && <MetastasisOrigin lang={lang} known={known} />}
      {question === "prognosis" && (
        <MetastasisPrognosis lang={lang} scored={scored} sources={known.sources} />
      )}
      {question === "velocity" && <MetastasisVelocities lang={lang} scored={scored} />}
      {question === "risk" && <MetastasisRisk lang={lang} scored={scored} />}
    </div>
  );
}

/** Calls `ask` when the followed reading has moved on since the page was made. */
function useMoved(current: Reading | null, ask: () => Promise<unknown>): void {
  const place = [
    current?.id,
    current?.state,
    current?.review?.decision,
    current?.origin?.probability,
  ].join(" ");
  const seen = useRef(place);
  useEffect(() => {
    if (seen.current === place) return;
    seen.current = place;
    void ask();
  }, [place]);
}
