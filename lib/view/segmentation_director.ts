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
  /** Bring the middle of a segment (1..n) into view. */
  jump(segment: number): void;
}

/** How long a viewer may take to show a segmentation before the page says that it could not. */
const PATIENCE = 30_000;

/** What the page wants to hear, and how patient it is (ms). */
export interface DirectorOptions {
  /** The viewer could not show what was wanted. Called once a wish. */
  onTrouble(): void;
  readonly patience?: number;
}

/**
 * Shows a SEG that the viewer may or may not know yet: asks to show it, and when the viewer has no
 * such series (it was stored after the study was opened) asks to fetch that series first. The
 * viewer is never reloaded.
 */
export function segmentationDirector(
  studyUid: string,
  { onTrouble, patience = PATIENCE }: DirectorOptions,
): SegmentationDirector {
  let send: Send | null = null;
  let wanted: string | null = null;
  let fetched: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const settle = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const fail = () => {
    if (timer === undefined) return;
    settle();
    onTrouble();
  };
  const ask = () => {
    if (send === null || wanted === null) return;
    timer ??= setTimeout(fail, patience);
    const payload = { seriesInstanceUID: wanted, viewport: "all" } as const;
    send({ type: "showSegmentation", payload });
  };
  const fetchSeries = () => {
    if (send === null || wanted === null) return;
    // Asked for once a series: a viewer that cannot find it would otherwise be asked for ever.
    if (fetched === wanted) return fail();
    fetched = wanted;
    const payload = { studyInstanceUID: studyUid, seriesInstanceUID: wanted };
    send({ type: "addSeries", payload });
  };
  const hide = () => {
    settle();
    if (wanted !== null) {
      send?.({ type: "hideSegmentation", payload: { seriesInstanceUID: wanted } });
    }
    wanted = null;
  };

  return {
    connect(next) {
      settle();
      send = next;
      fetched = null;
      ask();
    },
    hear(message) {
      if (message.type === "segmentationShown") settle();
      else if (message.type === "seriesAdded") {
        if (message.seriesUid === wanted) ask();
        else fail();
      } else if (message.type === "error") {
        if (/no such series/.test(message.reason)) fetchSeries();
        else fail();
      }
    },
    show(seriesUid) {
      if (wanted !== seriesUid) hide();
      settle();
      wanted = seriesUid;
      ask();
    },
    hide,
    jump(segment) {
      if (wanted === null) return;
      send?.({ type: "jumpToSegment", payload: { seriesInstanceUID: wanted, segment } });
    },
  };
}
