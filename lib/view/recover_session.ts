import { renewSession, SESSION_LOST } from "./api_client.ts";

/** Renews the session, or raises `SESSION_LOST` so that the page asks for the password. */
export async function recoverSession(): Promise<boolean> {
  if (await renewSession()) return true;
  globalThis.dispatchEvent(new Event(SESSION_LOST));
  return false;
}
