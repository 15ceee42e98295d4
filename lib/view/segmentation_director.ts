import type { ViewerCommand, ViewerMessage } from "../viewer/bridge.ts";

type Send = (command: ViewerCommand) => void;

/** Decides what the viewer is told so that the wanted segmentation is over the images. */
export interface SegmentationDirector {
  /** A viewer is there to be commanded, or no longer. */
  connect(send: Send | null): void;
  hear(message: ViewerMessage): void;
  /** Show this SEG series over all viewports, as soon as there is a viewer. */
  show(seriesUid: string): void;
  hide(): void;
  /** Whether a segmentation is to be seen. */
  isWanted(): boolean;
  /** Bring the middle of a segment (1..n) into view. */
  jump(segment: number): void;
}

/** Whether the viewer says that it does not know the series it was asked to show. */
export function isUnknownSeries(message: ViewerMessage): boolean {
  return message.type === "error" && /no such series/.test(message.reason);
}

/**
 * Shows a SEG that the viewer may or may not know yet: asks to show it, and when the viewer has no
 * such series (it was stored after the study was opened) asks to fetch that series first. The
 * viewer is never reloaded.
 */
export function segmentationDirector(studyUid: string): SegmentationDirector {
  let send: Send | null = null;
  let wanted: string | null = null;
  let fetching: string | null = null;
  const ask = () => {
    if (send === null || wanted === null) return;
    send({
      type: "showSegmentation",
      payload: { seriesInstanceUID: wanted, viewport: "all" },
    });
  };
  const fetchSeries = () => {
    // Asked for once a series: a viewer that cannot find it would otherwise be asked for ever.
    if (send === null || wanted === null || fetching === wanted) return;
    fetching = wanted;
    const payload = { studyInstanceUID: studyUid, seriesInstanceUID: wanted };
    send({ type: "addSeries", payload });
  };
  return {
    connect(next) {
      send = next;
      fetching = null;
      ask();
    },
    hear(message) {
      if (isUnknownSeries(message)) fetchSeries();
      if (message.type === "seriesAdded" && message.seriesUid === wanted) ask();
    },
    show(seriesUid) {
      wanted = seriesUid;
      ask();
    },
    hide() {
      if (wanted !== null) {
        send?.({ type: "hideSegmentation", payload: { seriesInstanceUID: wanted } });
      }
      wanted = null;
    },
    isWanted: () => wanted !== null,
    jump(segment) {
      if (wanted === null) return;
      send?.({ type: "jumpToSegment", payload: { seriesInstanceUID: wanted, segment } });
    },
  };
}
