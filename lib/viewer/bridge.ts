// The words that the portal and the viewer (static/ohif/app-config.js) say to each other over
// postMessage. Both sides check origin and window; this file checks the shape of what arrives.

/** What the viewer reports. */
export type ViewerMessage =
  | { readonly type: "ready" }
  | { readonly type: "displaySets"; readonly modalities: readonly string[] }
  | { readonly type: "unauthorized" }
  | { readonly type: "seriesAdded"; readonly seriesUid: string | null }
  | { readonly type: "segmentationShown"; readonly viewports: number }
  | { readonly type: "segmentationHidden" }
  | { readonly type: "error"; readonly reason: string };

/** What the portal asks of the viewer. */
export type ViewerCommand =
  | {
    readonly type: "addSeries";
    readonly payload: { readonly studyInstanceUID: string; readonly seriesInstanceUID: string };
  }
  | {
    readonly type: "showSegmentation";
    readonly payload: { readonly seriesInstanceUID: string; readonly viewport: "all" };
  }
  | {
    readonly type: "hideSegmentation";
    readonly payload: { readonly seriesInstanceUID: string };
  }
  | {
    readonly type: "jumpToSegment";
    readonly payload: { readonly seriesInstanceUID: string; readonly segment: number };
  };

/** The envelope of a command, as the viewer's listener expects it. */
export type PortalEnvelope = ViewerCommand & { readonly source: "neuronova-portal" };

/** Wraps a command for `postMessage`; send it to the portal's own origin only. */
export function portalEnvelope(command: ViewerCommand): PortalEnvelope {
  return { source: "neuronova-portal", ...command };
}

/** Reads a message's data; null for anything that is not exactly a word of the viewer. */
export function readViewerMessage(data: unknown): ViewerMessage | null {
  if (!isRecord(data) || data.source !== "neuronova-viewer") return null;
  const payload = data.payload;
  switch (data.type) {
    case "ready":
    case "unauthorized":
    case "segmentationHidden":
      return { type: data.type };
    case "displaySets":
      return Array.isArray(payload)
        ? { type: "displaySets", modalities: payload.map((set) => textOf(set, "m")) }
        : null;
    case "seriesAdded":
      return { type: "seriesAdded", seriesUid: textOf(payload, "seriesInstanceUID") || null };
    case "segmentationShown":
      return isRecord(payload) && typeof payload.n === "number"
        ? { type: "segmentationShown", viewports: payload.n }
        : null;
    case "error":
      return { type: "error", reason: typeof payload === "string" ? payload : "" };
    default:
      return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown, key: string): string {
  return isRecord(value) && typeof value[key] === "string" ? value[key] : "";
}
