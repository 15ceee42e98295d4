/**
 * Opens a new session from within a page; the answer's cookies replace the old ones. Gives null
 * when it worked, the refusal's words when not, and an empty text when the server was not reached.
 * Not through callApi: a wrong password is a 401 that no renewal can cure.
 */
export async function signInAgain(user: string, password: string): Promise<string | null> {
  try {
    const response = await fetch("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ user, password }),
      signal: AbortSignal.timeout(15_000),
    });
    if (response.ok) return null;
    const body: { message?: unknown; action?: unknown } = await response.json();
    return `${body.message ?? ""} ${body.action ?? ""}`.trim();
  } catch {
    return "";
  }
}
