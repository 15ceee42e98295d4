import { asFault, Fault } from "../fault/fault.ts";

/** Where Orthanc is, and the credentials of our own that every request carries. */
export interface OrthancAccount {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** One request: what to send, and how long it may take. */
export interface Question {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Milliseconds for the whole exchange, reading the answer included. */
  readonly timeoutMs?: number;
  /** Ends the request early; its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds after which an ordinary question counts as unanswered. */
const PATIENCE_MS = 15_000;

/**
 * Asks Orthanc and hands the answer to `read`, whose result is returned; the time limit covers
 * both, and a body that `read` leaves unread is cancelled, so that nothing stays open. A 404 is
 * `study_not_found`; no answer, a refused password, 5xx and a broken body are
 * `orthanc_unavailable`. Other statuses are for `read` to judge.
 */
export async function ask<T>(
  account: OrthancAccount,
  path: string,
  question: Question,
  read: (response: Response) => Promise<T>,
): Promise<T> {
  const { method = "GET", headers = {}, body, timeoutMs = PATIENCE_MS, signal } = question;
  signal?.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  const stop = () => limit.abort();
  signal?.addEventListener("abort", stop, { once: true });
  let response: Response | undefined;
  try {
    response = await fetch(account.url + path, {
      method,
      headers: { ...headers, authorization: basic(account) },
      signal: limit.signal,
      redirect: "error",
      ...(body === undefined ? {} : { body }),
    });
    refuse(response.status);
    return await read(response);
  } catch (error) {
    signal?.throwIfAborted();
    throw asFault(error, "orthanc_unavailable", "Orthanc did not answer as it should");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    // A body that was read to its end, or whose reader broke, cannot be cancelled any more.
    if (response?.body && !response.body.locked) await response.body.cancel().catch(() => {});
  }
}

/** Reads a JSON answer of at most `maxBytes` characters. */
export async function readJson(response: Response, maxBytes = 256e6): Promise<unknown> {
  if (response.status === 204) return [];
  if (!response.ok) throw unexpected(response.status);
  const text = await response.text();
  if (text.length > maxBytes) {
    throw new Fault("too_large", `Orthanc answered more than ${maxBytes} bytes of JSON`, {
      facts: { reason: `more than ${Math.floor(maxBytes / 1e6)} MB of metadata` },
    });
  }
  return JSON.parse(text);
}

/** The fault of a status that the caller did not expect. */
export function unexpected(status: number): Fault {
  return new Fault("orthanc_unavailable", `Orthanc answered with status ${status}`);
}

function refuse(status: number): void {
  if (status === 404) throw new Fault("study_not_found", "Orthanc has no such object");
  if (status === 401 || status === 403) {
    throw new Fault("orthanc_unavailable", `Orthanc refuses our credentials (${status})`);
  }
  if (status >= 500 && status !== 501) throw unexpected(status);
}

function basic({ user, password }: OrthancAccount): string {
  return `Basic ${new TextEncoder().encode(`${user}:${password}`).toBase64()}`;
}
