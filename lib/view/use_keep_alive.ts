import { useEffect, useRef } from "preact/hooks";
import { ACTIVITY, renewSession } from "./api_client.ts";

/** Renew this often while the page is used; the access token lasts ten minutes. */
const RENEW_EVERY = 5 * 60_000;
/** Unused for longer than this, a session is over (lib/session/tokens.ts); then ask and see. */
const IDLE_AFTER = 30 * 60_000 + 5000;
const LOOK_EVERY = 30_000;

/** What becomes of the session, and how a tab learns that another has renewed it. */
interface KeepAlive {
  onRenewed(): void;
  onLost(): void;
}

/**
 * Renews the session while the page is used. A page left alone asks once the session must be over,
 * so that it does not go on showing patients to an empty room. Gives the function to call when the
 * session was renewed elsewhere.
 */
export function useKeepAlive({ onRenewed, onLost }: KeepAlive): () => void {
  const used = useRef(false);
  const renewed = useRef(Date.now());
  useEffect(() => {
    const onUse = () => used.current = true;
    const look = async () => {
      const age = Date.now() - renewed.current;
      const inUse = used.current && document.visibilityState !== "hidden";
      if (age < (inUse ? RENEW_EVERY : IDLE_AFTER)) return;
      used.current = false;
      renewed.current = Date.now();
      if (await renewSession()) onRenewed();
      else onLost();
    };
    const kinds = ["pointerdown", "pointermove", "keydown", "wheel", ACTIVITY];
    for (const kind of kinds) globalThis.addEventListener(kind, onUse, { passive: true });
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      for (const kind of kinds) globalThis.removeEventListener(kind, onUse);
      clearInterval(timer);
    };
  }, []);
  return () => renewed.current = Date.now();
}
