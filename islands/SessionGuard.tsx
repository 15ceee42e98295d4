import { useEffect, useRef, useState } from "preact/hooks";
import type { Lang } from "../lib/i18n/language.ts";
import { renewSession, SESSION_BACK, SESSION_LOST } from "../lib/view/api_client.ts";
import { drawCurtain } from "../lib/view/curtain.ts";
import { listenToEvents } from "../lib/view/live_events.ts";
import { joinTabs, type SessionChannel, type SessionWord } from "../lib/view/session_channel.ts";
import { SignInDialog } from "../lib/view/SignInDialog.tsx";
import { useKeepAlive } from "../lib/view/use_keep_alive.ts";

interface Props {
  readonly lang: Lang;
  /** Who signed in: opaque id, and name as it is typed. */
  readonly userId: string;
  readonly person: string;
}

/**
 * Keeps the session alive while the page is used. When it has ended, here or in another tab, hides
 * the whole page and asks for the password in place; whoever signs in again finds the page as it
 * was, and anybody else starts anew.
 */
export default function SessionGuard({ lang, userId, person }: Props) {
  const [lost, setLost] = useState(false);
  const isLost = useRef(false);
  const tabs = useRef<SessionChannel | null>(null);
  const alive = { type: "alive", userId } as const;

  const hide = () => {
    if (isLost.current) return;
    isLost.current = true;
    drawCurtain(true);
    setLost(true);
    globalThis.dispatchEvent(new Event(SESSION_LOST));
  };
  const show = () => {
    if (!isLost.current) return;
    isLost.current = false;
    drawCurtain(false);
    setLost(false);
    globalThis.dispatchEvent(new Event(SESSION_BACK));
  };
  const noteRenewal = useKeepAlive({
    onRenewed: () => tabs.current?.tell(alive),
    onLost: () => globalThis.dispatchEvent(new Event(SESSION_LOST)),
  });
  const hear = async (word: SessionWord) => {
    if (word.type === "ended") return hide();
    if (word.userId !== userId) return startAnew();
    noteRenewal();
    // The word of a tab that was just loading may be older than the end of the session.
    if (isLost.current && (await renewSession())) show();
  };

  useEffect(() => {
    const channel = joinTabs(hear);
    tabs.current = channel;
    channel.tell(alive);
    // Lost here: the other tabs share the session, so they close as well.
    const onLost = () => {
      if (!isLost.current) channel.tell({ type: "ended" });
      hide();
    };
    globalThis.addEventListener(SESSION_LOST, onLost);
    const stopLeaving = onLeaving(() => channel.tell({ type: "ended" }));
    const stopListening = listenToEvents(userId, {});
    return () => {
      globalThis.removeEventListener(SESSION_LOST, onLost);
      stopLeaving();
      stopListening();
      channel.close();
    };
  }, []);

  if (!lost) return null;
  const onBack = (name: string) => {
    if (name.normalize("NFKC").trim().toLowerCase() !== person) return startAnew();
    show();
    tabs.current?.tell(alive);
  };
  return <SignInDialog lang={lang} person={person} onBack={onBack} />;
}

/** Another person must not go on in what this one had open. */
function startAnew(): void {
  globalThis.location.assign("/");
}

/**
 * Calls `onSignOut` when the sign-out form is sent. A page that the browser kept and brings back
 * (Back after signing out) is loaded again instead of shown.
 */
function onLeaving(onSignOut: () => void): () => void {
  const onSubmit = ({ target }: Event) => {
    if (target instanceof HTMLFormElement && target.matches('[action="/logout"]')) onSignOut();
  };
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) globalThis.location.reload();
  };
  globalThis.addEventListener("submit", onSubmit);
  globalThis.addEventListener("pageshow", onShow);
  return () => {
    globalThis.removeEventListener("submit", onSubmit);
    globalThis.removeEventListener("pageshow", onShow);
  };
}
