import { useEffect, useRef, useState } from "preact/hooks";
import { translate } from "../lib/i18n/catalogue.ts";
import type { Lang } from "../lib/i18n/language.ts";
import { ACTIVITY, SESSION_BACK, SESSION_LOST } from "../lib/view/api_client.ts";
import { Icon } from "../lib/view/Icon.tsx";
import { recoverSession } from "../lib/view/recover_session.ts";
import {
  portalEnvelope,
  readViewerMessage,
  type ViewerCommand,
  type ViewerMessage,
} from "../lib/viewer/bridge.ts";

/** How long OHIF may take to report; it needs 3 to 10 s on two slow cores. */
const PATIENCE = 45_000;

type Phase = "loading" | "open" | "failed" | "unauthorized";

interface Props {
  readonly lang: Lang;
  /** Address of the viewer for this study (lib/viewer/viewer_url.ts). */
  readonly src: string;
  /** Is given the function that commands the viewer, null while there is none to command. */
  onLink?(send: ((command: ViewerCommand) => void) | null): void;
  onMessage?(message: ViewerMessage): void;
}

/** OHIF in its frame: the bridge to it, what to do when it does not load or loses its session. */
export default function ViewerFrame({ lang, src, onLink, onMessage }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [phase, setPhase] = useState<Phase>("loading");
  // A new key makes a new frame: the only sure way to restart the viewer after a failure.
  const [round, setRound] = useState(0);
  // Without a session no image may stay, and every further request of the viewer would be refused.
  const remove = () => {
    onLink?.(null);
    setPhase("unauthorized");
  };
  const restart = () => {
    setPhase("loading");
    setRound((before) => before + 1);
  };

  const recover = async () => {
    remove();
    if (await recoverSession()) restart();
  };

  useEffect(() => {
    const hear = (message: ViewerMessage) => {
      onMessage?.(message);
      if (message.type === "unauthorized") void recover();
      if (message.type !== "ready") return;
      setPhase("open");
      onLink?.((command) => {
        frame.current?.contentWindow?.postMessage(portalEnvelope(command), location.origin);
      });
    };
    return hearViewer(frame, hear);
  }, []);
  useEffect(() => {
    if (frame.current === null) return;
    const onFailure = () => setPhase(stillLoading);
    return watchLoading(frame.current, src, { onFailure, onRefused: recover });
  }, [round]);
  useEffect(() => {
    globalThis.addEventListener(SESSION_LOST, remove);
    globalThis.addEventListener(SESSION_BACK, restart);
    return () => {
      globalThis.removeEventListener(SESSION_LOST, remove);
      globalThis.removeEventListener(SESSION_BACK, restart);
    };
  }, []);

  return (
    <div class="viewer">
      {phase !== "unauthorized" && (
        <iframe key={round} ref={frame} src={src} title={translate(lang, "study.viewer")} />
      )}
      {phase !== "open" && <Cover lang={lang} phase={phase} onRetry={restart} />}
    </div>
  );
}

function stillLoading(phase: Phase): Phase {
  return phase === "loading" ? "failed" : phase;
}

type FrameRef = { readonly current: HTMLIFrameElement | null };

/** Hears the viewer in `frame`, and nobody else: same origin and that very window. */
function hearViewer(frame: FrameRef, hear: (message: ViewerMessage) => void): () => void {
  const onMessage = ({ origin, source, data }: MessageEvent) => {
    if (origin !== location.origin || source !== frame.current?.contentWindow) return;
    const message = readViewerMessage(data);
    if (message !== null) hear(message);
  };
  globalThis.addEventListener("message", onMessage);
  return () => globalThis.removeEventListener("message", onMessage);
}

interface Loading {
  /** The viewer's page is refused at once, or has not reported in time. */
  onFailure(): void;
  /** The first of the viewer's requests is refused for want of a session. */
  onRefused(): void;
}

function watchLoading(
  frame: HTMLIFrameElement,
  src: string,
  { onFailure, onRefused }: Loading,
): () => void {
  const stop = new AbortController();
  const timer = setTimeout(onFailure, PATIENCE);
  fetch(src, { method: "HEAD", signal: stop.signal })
    .then((response) => !response.ok && onFailure())
    .catch(() => !stop.signal.aborted && onFailure());
  const onLoad = () => {
    reportActivity(frame);
    const inside = frame.contentDocument?.defaultView;
    if (inside) watchRefusals(inside, onRefused, stop.signal);
  };
  frame.addEventListener("load", onLoad, { signal: stop.signal });
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}

/**
 * Stops the viewer at its first refused request. The viewer itself reports a refused image only
 * after many more: it asks for dozens ahead.
 */
function watchRefusals(
  inside: Window & typeof globalThis,
  onRefused: () => void,
  signal: AbortSignal,
): void {
  const observer = new inside.PerformanceObserver((list) => {
    const refused = list.getEntriesByType("resource").some((entry) =>
      "responseStatus" in entry && entry.responseStatus === 401
    );
    if (!refused || signal.aborted) return;
    observer.disconnect();
    inside.stop();
    onRefused();
  });
  observer.observe({ type: "resource", buffered: true });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Reading images is use of the page, though its events stay inside the frame. */
function reportActivity(frame: HTMLIFrameElement): void {
  const inside = frame.contentDocument?.defaultView;
  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel"]) {
    inside?.addEventListener(kind, () => globalThis.dispatchEvent(new Event(ACTIVITY)), {
      passive: true,
    });
  }
  // Esc hands the focus back to the page, so that its keys work again.
  inside?.addEventListener("keydown", (event) => event.key === "Escape" && frame.blur());
}

function Cover({ lang, phase, onRetry }: { lang: Lang; phase: Phase; onRetry: () => void }) {
  if (phase === "loading") {
    return <div class="viewer-cover" role="status">{translate(lang, "viewer.loading")}</div>;
  }
  const lost = phase === "unauthorized";
  return (
    <div class="viewer-cover" role="alert">
      <strong>{translate(lang, lost ? "viewer.unauthorized" : "viewer.failed")}</strong>
      {!lost && <p>{translate(lang, "viewer.failedHint")}</p>}
      <button type="button" onClick={onRetry}>
        <Icon name="retry" /> {translate(lang, "viewer.retry")}
      </button>
    </div>
  );
}
