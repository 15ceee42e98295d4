import { useCallback, useRef, useState } from "preact/hooks";
import type { StudyMetastasis } from "../lib/clinical_facts/study_metastasis.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { segmentationDirector } from "../lib/view/segmentation_director.ts";
import type { ModelChoice } from "../lib/view/model_choice.ts";
import type { Reading } from "../lib/view/reading.ts";
import type { Rights } from "../lib/view/rights.ts";
import type { ViewerCommand, ViewerMessage } from "../lib/viewer/bridge.ts";
import AiPanel from "./AiPanel.tsx";
import ViewerFrame from "./ViewerFrame.tsx";

interface Props {
  readonly lang: Lang;
  readonly study: string;
  readonly viewerSrc: string;
  readonly person: string;
  readonly rights: Rights;
  readonly models: readonly ModelChoice[];
  readonly newest: Reading | null;
  readonly metastasis: StudyMetastasis | null;
}

/** The study page's two halves, the viewer and the AI panel, and what passes between them. */
export default function ReadingRoom({ viewerSrc, ...panel }: Props) {
  const [shown, setShown] = useState(false);
  const [trouble, setTrouble] = useState(false);
  const director = useRef(
    segmentationDirector(panel.study, { onTrouble: () => setTrouble(true) }),
  ).current;
  const onLink = useCallback((send: ((command: ViewerCommand) => void) | null) => {
    setTrouble(false);
    setShown(false);
    director.connect(send);
  }, []);
  const onMessage = useCallback((message: ViewerMessage) => {
    director.hear(message);
    if (message.type === "segmentationHidden") setShown(false);
    if (message.type !== "segmentationShown") return;
    setShown(true);
    setTrouble(false);
  }, []);
  return (
    <>
      <ViewerFrame lang={panel.lang} src={viewerSrc} onLink={onLink} onMessage={onMessage} />
      <AiPanel {...panel} director={director} shown={shown} trouble={trouble} />
    </>
  );
}
