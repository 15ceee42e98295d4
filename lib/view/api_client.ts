// How islands talk to the portal's JSON API. Runs in the browser only.

/** A refusal in plain words, as every error body of the API says it. */
export interface ApiRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

/** What a call gave: its value, a refusal, or nothing because the server was not reached. */
export type ApiAnswer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "refused"; readonly refusal: ApiRefusal }
  | { readonly kind: "offline" };

/** Raised on `window` when neither the session nor its renewal is good any more. */
export const SESSION_LOST = "neuronova:session-lost";
/** Raised on `window` when the person has signed in again. */
export const SESSION_BACK = "neuronova:session-back";
/** Raised on `window` when the person used a frame whose events the page does not see. */
export const ACTIVITY = "neuronova:activity";

const TIME_LIMIT = 15_000;

/**
 * Calls the API with the cookie's session. An expired access token is renewed once and the call
 * repeated; when that fails too, `SESSION_LOST` is raised and the refusal returned.
 */
export async function callApi<T>(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<ApiAnswer<T>> {
  const first = await send<T>(method, path, body);
  if (first.kind !== "refused" || first.refusal.status !== 401) return first;
  if (!(await renewSession())) {
    globalThis.dispatchEvent(new Event(SESSION_LOST));
    return first;
  }
  return await send<T>(method, path, body);
}

/**
 * Asks for what a page wants to know by itself. Renews nothing: a page that nobody uses must not
 * keep its session alive.
 */
export async function peekApi<T>(path: string): Promise<ApiAnswer<T>> {
  return await send<T>("GET", path);
}

let renewal: Promise<boolean> | null = null;

/** Renews the session; calls made meanwhile share one request, for the refresh token rotates. */
export function renewSession(): Promise<boolean> {
  renewal ??= send<unknown>("POST", "/api/session/renew")
    .then((answer) => answer.kind === "ok" || answer.kind === "offline")
    .finally(() => renewal = null);
  return renewal;
}

async function send<T>(
  method: string,
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<ApiAnswer<T>> {
  const request: RequestInit = {
    method,
    headers: { accept: "application/json" },
    credentials: "same-origin",
    signal: AbortSignal.timeout(TIME_LIMIT),
  };
  if (body !== undefined) {
    request.headers = { accept: "application/json", "content-type": "application/json" };
    request.body = JSON.stringify(body);
  }
  try {
    const response = await fetch(path, request);
    const answer: unknown = response.status === 204 ? null : await response.json();
    if (response.ok) return { kind: "ok", value: answer as T };
    return { kind: "refused", refusal: readRefusal(response.status, answer) };
  } catch {
    // No answer, or one that is not JSON (a gateway's own page): both mean "not reached".
    return { kind: "offline" };
  }
}

function readRefusal(status: number, body: unknown): ApiRefusal {
  const fields = typeof body === "object" && body !== null ? body as Record<string, unknown> : {};
  const text = (name: string) => typeof fields[name] === "string" ? fields[name] as string : "";
  return { status, code: text("code"), message: text("message"), action: text("action") };
}
