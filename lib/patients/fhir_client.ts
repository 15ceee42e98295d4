import type { Bundle, Resource } from "@medplum/fhirtypes";
import { asFault, Fault } from "../fault/fault.ts";
import { readJson } from "./http_body.ts";

/** Where a FHIR server is and how to sign in to it. */
export interface FhirAddress {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly token?: string | undefined;
}

/** Options of a call: every call can be given up. */
export interface CallOptions {
  readonly signal: AbortSignal;
}

/** What a write left on the server. */
export interface Written {
  readonly id: string;
  readonly version: string | null;
}

/** Most pages that one search follows. */
const MOST_PAGES = 20;
/** How often a write that lost a race is repeated. */
const MOST_ATTEMPTS = 5;

/**
 * Escapes a value for a FHIR token parameter. An unescaped comma means OR and finds another
 * person; the server reads `\,` `\|` `\$` and `\\` as the plain characters.
 */
export function escapeToken(value: string): string {
  return value.replace(/[\\,|$]/g, "\\$&");
}

/**
 * A FHIR R4 server over HTTP. Search parameters travel in the body of a POST, never in an address
 * that somebody logs. An OperationOutcome may quote identifiers, so no text of the server reaches a
 * Fault. Faults: `fhir_unavailable` (no answer, 429, 5xx, not FHIR), `fhir_refused` (401, 403),
 * `fhir_rejected` (the resource or the question is not accepted), `conflict` (409, 412).
 */
export class FhirClient {
  readonly #base: string;
  readonly #token: string | undefined;

  constructor(address: FhirAddress) {
    this.#base = address.url;
    this.#token = address.token;
  }

  /** Reads a resource by id; undefined when there is none, or no longer (404, 410). */
  async read<T extends Resource>(
    type: T["resourceType"],
    id: string,
    options: CallOptions,
  ): Promise<T | undefined> {
    const response = await this.#call(`/${type}/${encodeURIComponent(id)}`, {}, options);
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return undefined;
    }
    const resource = await this.#resource(response);
    return isOfType<T>(resource, type) ? resource : unfit();
  }

  /**
   * All resources of a type that match `params` (values escaped by the caller), following the
   * server's pages. `no-cache`, because HAPI otherwise repeats an answer of the last minute.
   */
  async search<T extends Resource>(
    type: T["resourceType"],
    params: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<T[]> {
    const found: T[] = [];
    let path = `/${type}/_search`;
    let init: RequestInit = { method: "POST", body: new URLSearchParams(params) };
    for (let page = 0; page < MOST_PAGES; page++) {
      const bundle = await this.#resource(await this.#call(path, init, options));
      if (!isOfType<Bundle>(bundle, "Bundle")) unfit();
      for (const { resource } of bundle.entry ?? []) {
        if (resource !== undefined && isOfType<T>(resource, type)) found.push(resource);
      }
      const next = bundle.link?.find((link) => link.relation === "next")?.url;
      if (next === undefined) return found;
      path = pageOf(next, this.#base);
      init = {};
    }
    throw new Fault("fhir_unavailable", "A search of the FHIR server does not end");
  }

  /**
   * Stores a resource under the id it carries, which the caller derived so that a repeated write
   * makes no second resource. A write that lost a race (409 without `ifMatch`) is repeated after a
   * short random wait; a stale `ifMatch` never heals and is a `conflict` at once.
   */
  async put(
    resource: Resource & { id: string },
    options: CallOptions & { ifMatch?: string },
  ): Promise<Written> {
    const path = `/${resource.resourceType}/${encodeURIComponent(resource.id)}`;
    const headers: Record<string, string> = {
      "content-type": "application/fhir+json",
      "prefer": "return=minimal",
    };
    if (options.ifMatch !== undefined) headers["if-match"] = `W/"${options.ifMatch}"`;
    const body = JSON.stringify(resource);
    for (let attempt = 1;; attempt++) {
      const response = await this.#call(path, { method: "PUT", body, headers }, options);
      const lost = response.status === 409 && options.ifMatch === undefined;
      if (!lost || attempt === MOST_ATTEMPTS) return writtenOf(resource.id, response);
      await response.body?.cancel();
      await pause(20 * attempt + Math.random() * 80, options.signal);
    }
  }

  async #call(path: string, init: RequestInit, { signal }: CallOptions): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("accept", "application/fhir+json");
    headers.set("cache-control", "no-cache");
    if (this.#token !== undefined) headers.set("authorization", `Bearer ${this.#token}`);
    try {
      // A redirect would carry the token and the question to another host.
      return await fetch(this.#base + path, { ...init, headers, signal, redirect: "error" });
    } catch (error) {
      throw new Fault("fhir_unavailable", "The FHIR server does not answer", { cause: error });
    }
  }

  async #resource(response: Response): Promise<Resource> {
    await refuse(response);
    return await resourceOf(response);
  }
}

async function writtenOf(id: string, response: Response): Promise<Written> {
  await refuse(response);
  await response.body?.cancel();
  const version = /^(?:W\/)?"?([^"]+)"?$/.exec(response.headers.get("etag") ?? "")?.[1];
  return { id, version: version ?? null };
}

/** Turns every status that is no success into the fault it means. */
async function refuse(response: Response): Promise<void> {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  await response.body?.cancel();
  const message = `The FHIR server answered ${status}`;
  if (status === 401 || status === 403) throw new Fault("fhir_refused", message);
  if (status === 409 || status === 412) throw new Fault("conflict", message);
  if ([400, 405, 413, 414, 415, 422].includes(status)) throw new Fault("fhir_rejected", message);
  throw new Fault("fhir_unavailable", message);
}

async function resourceOf(response: Response): Promise<Resource> {
  try {
    const json = await readJson(response);
    if (isResource(json)) return json;
  } catch (error) {
    throw asFault(error, "fhir_unavailable", "The FHIR server's answer broke off");
  }
  return unfit();
}

function unfit(): never {
  throw new Fault(
    "fhir_unavailable",
    "The FHIR server's answer is not the FHIR that was asked for",
  );
}

function isResource(json: unknown): json is Resource {
  return typeof json === "object" && json !== null && "resourceType" in json &&
    typeof json.resourceType === "string";
}

function isOfType<T extends Resource>(resource: Resource, type: string): resource is T {
  return resource.resourceType === type;
}

/**
 * Path and query of a page's address below the configured base, which they are then put on: HAPI
 * writes the Host header it was sent into the link, so that following it as it stands would be a
 * way to any host.
 */
function pageOf(link: string, base: string): string {
  const root = new URL(base).pathname.replace(/\/$/, "");
  if (URL.canParse(link)) {
    const { pathname, search } = new URL(link);
    const path = pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : "";
    if (search !== "") return path + search;
  }
  throw new Fault("fhir_unavailable", "A page link of the FHIR server is unusable");
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(finish, ms);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      if (signal.aborted) {
        reject(new Fault("fhir_unavailable", "Given up", { cause: signal.reason }));
      } else resolve();
    }
    signal.addEventListener("abort", finish, { once: true });
    if (signal.aborted) finish();
  });
}
