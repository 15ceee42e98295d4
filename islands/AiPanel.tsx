import { useEffect, useState } from "preact/hooks";
import type { StudyMetastasis } from "../lib/clinical_facts/study_metastasis.ts";
import { translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { type ApiRefusal, callApi } from "../lib/view/api_client.ts";
import { Decision } from "../lib/view/Decision.tsx";
import { isTyping } from "../lib/view/keyboard.ts";
import type { ModelChoice } from "../lib/view/model_choice.ts";
import { Provenance } from "../lib/view/Provenance.tsx";
import { Notice } from "../lib/view/Notice.tsx";
import type { Reading } from "../lib/view/reading.ts";
import { ReadingProgress } from "../lib/view/ReadingProgress.tsx";
import { ReadingResult } from "../lib/view/ReadingResult.tsx";
import { ReadingTrouble } from "../lib/view/ReadingTrouble.tsx";
import { RequestButtons } from "../lib/view/RequestButtons.tsx";
import type { SegmentationDirector } from "../lib/view/segmentation_director.ts";
import { StateChip } from "../lib/view/StateChip.tsx";
import { useReadings } from "../lib/view/use_readings.ts";
import type { Rights } from "../lib/view/rights.ts";
import MetastasisPanel from "./MetastasisPanel.tsx";

interface Props {
  readonly lang: Lang;
  readonly study: string;
  readonly person: string;
  readonly rights: Rights;
  readonly models: readonly ModelChoice[];
  readonly newest: Reading | null;
  /** Null while no model that predicts origins is installed. */
  readonly metastasis: StudyMetastasis | null;
  readonly director: SegmentationDirector;
  /** Whether the viewer shows the segmentation now. */
  readonly shown: boolean;
  /** Whether the viewer could not show it. */
  readonly trouble: boolean;
}

/** The AI reading of a study beside its images: ask, follow, see, decide. */
export default function AiPanel(props: Props) {
  const { lang, study, person, rights, models, newest, director, shown, trouble, metastasis } =
    props;
  const { current, online, live, load } = useReadings(study, person, newest);
  const [refusal, setRefusal] = useState<ApiRefusal | null>(null);
  const [existing, setExisting] = useState(false);
  const model = models.find(({ id }) => id === current?.model) ?? null;
  const seg = current?.state === "completed" ? current.seg?.seriesUid ?? null : null;

  const act = async (path: string, body: Readonly<Record<string, unknown>> = {}) => {
    const answer = await callApi<{ id: string; existing?: boolean }>("POST", path, body);
    setRefusal(answer.kind === "refused" ? answer.refusal : null);
    if (answer.kind !== "ok") return;
    setExisting(answer.value.existing === true);
    await load(answer.value.id);
  };
  const request = (model: string) => act("/api/inferences", { study, model });
  const toggle = () => seg !== null && (shown ? director.hide() : director.show(seg));

  // A result appears over the images by itself, once; a rejected one only when asked for. While a
  // new reading runs, the panel has no numbers, so nothing of the old one stays over the images.
  useEffect(() => {
    if (seg === null) director.hide();
    else if (current?.review?.decision !== "rejected") director.show(seg);
  }, [seg]);
  useKeys({ s: toggle, n: () => rights.request && models[0] && request(models[0].id) });

  return (
    <aside class="panel" aria-label={translate(lang, "reading.title")}>
      <div class="panel-head">
        <h2>{translate(lang, "reading.title")}</h2>
        <StateChip lang={lang} state={current?.state ?? null} percent={current?.percent ?? 0} />
      </div>
      <p class="research-line">{translate(lang, "reading.research")}</p>
      <div class="status-line" role="status">
        {!online && <Notice tone="ask">{translate(lang, "reading.offline")}</Notice>}
        {online && !live && <Notice tone="ask">{translate(lang, "reading.notLive")}</Notice>}
        {trouble && seg !== null && (
          <Notice tone="ask">{translate(lang, "viewer.segmentationFailed")}</Notice>
        )}
        {existing && online && <Notice tone="plain">{translate(lang, "reading.existing")}</Notice>}
      </div>
      {refusal && <Notice tone="bad" title={refusal.message}>{refusal.action}</Notice>}
      {current && (
        <>
          <ReadingProgress
            lang={lang}
            reading={current}
            onCancel={rights.cancel ? () => act(`/api/inferences/${current.id}/cancel`) : null}
          />
          <ReadingTrouble
            lang={lang}
            reading={current}
            onRetry={rights.request ? () => act(`/api/inferences/${current.id}/retry`) : null}
          />
          <ReadingResult
            lang={lang}
            reading={current}
            model={model}
            shown={shown}
            onToggle={seg === null ? null : toggle}
            onJump={(segment) => director.jump(segment)}
          />
          <Decision
            key={current.id}
            lang={lang}
            reading={current}
            allowed={rights.decide}
            onDecide={(decision, reason) =>
              act(`/api/inferences/${current.id}/decision`, { decision, reason })}
          />
          <Provenance lang={lang} reading={current} model={model} />
        </>
      )}
      <RequestButtons
        lang={lang}
        models={models}
        current={current}
        allowed={rights.request}
        onRequest={request}
      />
      {metastasis && (
        <MetastasisPanel
          lang={lang}
          study={study}
          initial={metastasis}
          current={current}
          mayEnter={rights.enterFacts}
        />
      )}
    </aside>
  );
}

/** Single-letter keys of the panel; they rest while something is typed. */
function useKeys(actions: Readonly<Record<string, () => unknown>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isTyping(event)) actions[event.key]?.();
    };
    globalThis.addEventListener("keydown", onKey);
    return () => globalThis.removeEventListener("keydown", onKey);
  });
}
