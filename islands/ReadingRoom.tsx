import { useCallback, useRef, useState } from "preact/hooks";
import type { Lang } from "../lib/i18n/language.ts";
import { isUnknownSeries, segmentationDirector } from "../lib/view/segmentation_director.ts";
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
}

/** The study page's two halves, the viewer and the AI panel, and what passes between them. */
export default function ReadingRoom({ viewerSrc, ...panel }: Props) {
  const director = useRef(segmentationDirector(panel.study)).current;
  const [shown, setShown] = useState(false);
  const [trouble, setTrouble] = useState(false);
  const onLink = useCallback((send: ((command: ViewerCommand) => void) | null) => {
    director.connect(send);
    setTrouble(false);
    if (send === null) setShown(false);
  }, []);
  const onMessage = useCallback((message: ViewerMessage) => {
    director.hear(message);
    if (message.type === "segmentationShown") setShown(true);
    if (message.type === "segmentationHidden") setShown(false);
    if (message.type === "segmentationShown") setTrouble(false);
    else if (isTrouble(message)) setTrouble(director.isWanted());
  }, []);
  return (
    <>
      <ViewerFrame lang={panel.lang} src={viewerSrc} onLink={onLink} onMessage={onMessage} />
      <AiPanel {...panel} director={director} shown={shown} trouble={trouble && !shown} />
    </>
  );
}

/** What a viewer says that could not show a segmentation. That it has to fetch it first is none. */
function isTrouble(message: ViewerMessage): boolean {
  if (message.type === "seriesAdded") return message.seriesUid === null;
  return message.type === "error" && !isUnknownSeries(message);
}
