import { z } from "zod";
import type { Config } from "../config/config.ts";
import { Fault } from "../fault/fault.ts";
import { readJson } from "./http_body.ts";
import { type OpenEmrRow, openEmrRow } from "./openemr_row.ts";
import type { OpenEmrTokens } from "./openemr_tokens.ts";

const bundle = z.object({
  resourceType: z.literal("Bundle"),
  entry: z.array(z.object({ resource: z.object({ id: z.string().nullish() }) })).optional(),
});

/** A single record; OpenEMR says "none" as an empty list in its place. */
const envelope = z.object({ data: z.union([z.array(z.unknown()).max(0), openEmrRow]) });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** More hits than this for one number are no answer. */
const MOST_HITS = 20;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * OpenEMR over HTTP as it really is: the status decides, then the body, and a body may be empty or
 * HTML whatever the status. Faults: `openemr_unavailable`, `openemr_reconnect` (our sign-in is not
 * accepted), `openemr_refused` (it is, but not for this).
 */
export class OpenEmrClient {
  readonly #config: Config["openemr"];
  readonly #tokens: OpenEmrTokens;

  constructor(config: Config["openemr"], tokens: OpenEmrTokens) {
    this.#config = config;
    this.#tokens = tokens;
  }

  /**
   * Uuids of the patients whose record number or social security number equals `mrn`, loosely: the
   * facade ignores case and the system. OpenEMR's own API is no way to find a number: it drops the
   * filter `pubpid`, which it does not know, and returns everybody.
   */
  async uuidsOf(mrn: string, signal: AbortSignal): Promise<string[]> {
    const body = new URLSearchParams({ identifier: mrn });
    const answer = await this.#call("/fhir/Patient/_search", { method: "POST", body }, signal);
    const parsed = bundle.safeParse(answer.body);
    if (answer.status !== 200 || !parsed.success) throw unusable(answer);
    const entries = parsed.data.entry ?? [];
    if (entries.length > MOST_HITS) throw unusable(answer);
    return entries.map(({ resource: { id } }) => {
      // A row made outside OpenEMR's own pages can lack a uuid and cannot be read: there is
      // somebody, so that "not found" would be wrong.
      if (id === undefined || id === null || !UUID.test(id)) throw unusable(answer);
      return id;
    });
  }

  /** The record of a uuid in OpenEMR's own form; undefined when there is none (it says 400). */
  async record(uuid: string, signal: AbortSignal): Promise<OpenEmrRow | undefined> {
    const answer = await this.#call(`/api/patient/${encodeURIComponent(uuid)}`, {}, signal);
    if (answer.status === 404 || isUnknownUuid(answer)) return undefined;
    const parsed = envelope.safeParse(answer.body);
    if (answer.status !== 200 || !parsed.success) throw unusable(answer);
    return Array.isArray(parsed.data.data) ? undefined : parsed.data.data;
  }

  /** Asks with the newest token; a refused token is renewed once and the question repeated. */
  async #call(path: string, init: RequestInit, signal: AbortSignal): Promise<Answer> {
    const token = await this.#tokens.access(signal);
    const first = await this.#ask(path, init, token, signal);
    if (!isTokenRefused(first)) return accepted(first);
    const renewed = await this.#tokens.access(signal, token);
    const second = await this.#ask(path, init, renewed, signal);
    if (isTokenRefused(second)) {
      throw new Fault("openemr_refused", `OpenEMR answered ${second.status} to a new token`);
    }
    return accepted(second);
  }

  async #ask(
    path: string,
    init: RequestInit,
    token: string,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { url, site } = this.#config;
    const headers = { accept: "application/json", authorization: `Bearer ${token}` };
    try {
      const response = await fetch(`${url}/apis/${site}${path}`, {
        ...init,
        headers,
        signal,
        redirect: "error",
      });
      return { status: response.status, body: await readJson(response) };
    } catch (error) {
      throw new Fault("openemr_unavailable", "OpenEMR does not answer", { cause: error });
    }
  }
}

function accepted(answer: Answer): Answer {
  if (answer.status !== 403) return answer;
  throw new Fault("openemr_refused", "OpenEMR answered 403");
}

/** 401, or the 400 with which 7.0 says that the trust in our application was withdrawn. */
function isTokenRefused({ status, body }: Answer): boolean {
  if (status === 401) return true;
  const withdrawn = z.object({ error: z.enum(["invalid _request", "invalid_request"]) });
  return status === 400 && withdrawn.safeParse(body).success;
}

function isUnknownUuid({ status, body }: Answer): boolean {
  const unknown = z.object({ validationErrors: z.object({ uuid: z.unknown() }) });
  return status === 400 && unknown.safeParse(body).success;
}

function unusable({ status }: Answer): Fault {
  return new Fault(
    "openemr_unavailable",
    `OpenEMR answered ${status} in a form it should not have`,
  );
}
