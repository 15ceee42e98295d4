import { useEffect, useRef, useState } from "preact/hooks";
import type { Lang } from "../lib/i18n/language.ts";
import { ACTIVITY, renewSession, SESSION_BACK, SESSION_LOST } from "../lib/view/api_client.ts";
import { SignInDialog } from "../lib/view/SignInDialog.tsx";

/** Renew this often while the page is used; the access token lasts ten minutes. */
const RENEW_EVERY = 5 * 60_000;
const LOOK_EVERY = 30_000;

/**
 * Keeps the session alive while the page is used, and asks for the password in place when it has
 * ended, so that nothing on the page is lost.
 */
export default function SessionGuard({ lang, person }: { lang: Lang; person: string }) {
  const [lost, setLost] = useState(false);
  useKeepAlive(() => setLost(true));

  useEffect(() => {
    const onLost = () => setLost(true);
    globalThis.addEventListener(SESSION_LOST, onLost);
    return () => globalThis.removeEventListener(SESSION_LOST, onLost);
  }, []);

  if (!lost) return null;
  const onBack = (name: string) => {
    // Another person must not go on in what this one had open.
    if (name !== person) return globalThis.location.assign("/");
    setLost(false);
    globalThis.dispatchEvent(new Event(SESSION_BACK));
  };
  return <SignInDialog lang={lang} person={person} onBack={onBack} />;
}

function useKeepAlive(onLost: () => void): void {
  const used = useRef(false);
  const renewed = useRef(Date.now());
  useEffect(() => {
    const onUse = () => used.current = true;
    const look = async () => {
      const due = Date.now() - renewed.current >= RENEW_EVERY;
      if (!used.current || !due || document.visibilityState === "hidden") return;
      used.current = false;
      renewed.current = Date.now();
      if (!(await renewSession())) onLost();
    };
    const kinds = ["pointerdown", "pointermove", "keydown", "wheel", ACTIVITY];
    for (const kind of kinds) globalThis.addEventListener(kind, onUse, { passive: true });
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      for (const kind of kinds) globalThis.removeEventListener(kind, onUse);
      clearInterval(timer);
    };
  }, []);
}
