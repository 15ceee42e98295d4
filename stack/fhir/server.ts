import { normalizeOperationOutcome, OperationOutcomeError } from "@medplum/core";
import { FhirRouter, type HttpMethod } from "@medplum/fhir-router";
import type { OperationOutcome, Resource } from "@medplum/fhirtypes";
import { Control } from "../openemr/mood.ts";
import { capabilities } from "./capabilities.ts";
import { loadDefinitions } from "./definitions.ts";
import { outcome, refuse, statusOf } from "./outcomes.ts";
import { KeptRepository } from "./repository.ts";
import { Searches } from "./search.ts";

/** How to start the FHIR server. */
export interface FhirServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; this machine alone when left out. */
  readonly host?: string;
  /** Folder that keeps the resources. */
  readonly dir: string;
  /** Bearer token that every request must carry; anybody may ask when left out. */
  readonly token?: string | undefined;
  /** Key of the `/_control` addresses; without one they do not exist. */
  readonly controlKey?: string | undefined;
}

/** A running FHIR server. */
export interface FhirServer {
  readonly port: number;
  /** Its base address, ending in `/fhir`. */
  readonly url: string;
  readonly control: Control;
  stop(): Promise<void>;
}

const BASE = "/fhir";
/** Largest body that is taken, in bytes. */
const LARGEST = 20 * 1024 * 1024;

/**
 * Starts a FHIR R4 server on 127.0.0.1: medplum's router over resources that are checked and kept,
 * with the habits of HAPI that a client has to bear (docs in each file). Small, for one machine.
 */
export async function startFhirServer(options: FhirServerOptions): Promise<FhirServer> {
  loadDefinitions();
  const repository = await KeptRepository.open(options.dir);
  const control = new Control(options.controlKey);
  let url = "";
  const front = new Front(repository, options.token, () => url);
  const stopping = new AbortController();
  const server = Deno.serve({
    hostname: options.host ?? "127.0.0.1",
    port: options.port,
    signal: stopping.signal,
    onListen() {},
  }, control.over((request) => front.answer(request)));
  url = `http://127.0.0.1:${server.addr.port}${BASE}`;
  return {
    port: server.addr.port,
    url,
    control,
    async stop() {
      stopping.abort();
      control.release();
      await server.finished;
      await front.idle();
      repository.close();
    },
  };
}

/** The HTTP side. */
class Front {
  readonly #repository: KeptRepository;
  readonly #token: string | undefined;
  readonly #url: () => string;
  readonly #router = new FhirRouter();
  readonly #searches: Searches;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(repository: KeptRepository, token: string | undefined, url: () => string) {
    this.#repository = repository;
    this.#token = token;
    this.#url = url;
    this.#searches = new Searches(repository, url);
  }

  /** Settles when no write is under way. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async answer(request: Request): Promise<Response> {
    try {
      return await this.#answer(request);
    } catch (error) {
      const result = normalizeOperationOutcome(error);
      return fhirJson(result, error instanceof OperationOutcomeError ? statusOf(result) : 500);
    }
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== BASE && !pathname.startsWith(`${BASE}/`)) {
      return new Response("<html><h1>Not Found</h1></html>", {
        status: 404,
        headers: { "content-type": "text/html" },
      });
    }
    const path = pathname.slice(BASE.length + 1);
    if (request.method === "GET" && path === "metadata") return fhirJson(capabilities(this.#url()));
    const bearer = request.headers.get("authorization");
    if (this.#token !== undefined && bearer !== `Bearer ${this.#token}`) {
      throw refuse(401, "HAPI-0333: Unauthorized");
    }
    if (request.method === "GET" && searchParams.has("_getpages")) {
      return fhirJson(await this.#searches.page(searchParams));
    }
    if (request.method === "GET" && /^[A-Z]\w*$/.test(path)) {
      return await this.#search(request, path, searchParams);
    }
    const form = /^([A-Z]\w*)\/_search$/.exec(path)?.[1];
    if (request.method === "POST" && form !== undefined) {
      const asked = [...searchParams, ...new URLSearchParams(await textOf(request))];
      return await this.#search(request, form, new URLSearchParams(asked));
    }
    if (request.method === "GET") return await this.#read(request, path);
    return await this.#inTurn(() => this.#write(request, path));
  }

  async #search(request: Request, type: string, params: URLSearchParams): Promise<Response> {
    const cache = request.headers.get("cache-control") ?? "";
    const most = /no-store/.test(cache) ? /max-results=(\d+)/.exec(cache)?.[1] : undefined;
    const { bundle, hit } = await this.#searches.run({
      type,
      params,
      reuse: !/no-cache|no-store/.test(cache),
      most: most === undefined ? undefined : Number(most),
    });
    const { entry: _entry, link: _link, ...summary } = bundle;
    const onlyTotal = params.get("_summary") === "count" || params.get("_count") === "0";
    const response = fhirJson(onlyTotal ? summary : bundle);
    if (hit) response.headers.set("x-cache", `HIT from ${this.#url()}`);
    return response;
  }

  async #read(request: Request, path: string): Promise<Response> {
    const { result, resource } = await this.#route(request, path, undefined);
    return resource === undefined
      ? fhirJson(result, statusOf(result))
      : fhirJson(resource, 200, resource);
  }

  /** One writing request at a time: so conditions hold and a failed transaction can be undone. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(work);
    this.#writing = turn.catch(() => {});
    return await turn;
  }

  async #write(request: Request, path: string): Promise<Response> {
    const body = request.method === "DELETE" ? undefined : await bodyOf(request);
    const [type = "", id = ""] = path.split("/");
    const existed = this.#repository.has(type, id);
    const { result, resource } = await this.#route(request, path, body);
    const status = statusOf(result);
    if (status >= 300) {
      await this.#repository.rollback();
      return fhirJson(result, status);
    }
    try {
      await this.#repository.commit();
    } catch (error) {
      await this.#repository.rollback();
      throw error;
    }
    const made = request.method === "PUT" && id !== "" && !existed ? 201 : status;
    return this.#written(request, made, resource);
  }

  #written(request: Request, status: number, resource: Resource | undefined): Response {
    const prefer = request.headers.get("prefer") ?? "";
    const silent = /return=minimal/.test(prefer) && resource?.resourceType !== "Bundle";
    const response = silent
      ? new Response(null, { status, headers: versionHeaders(resource) })
      : fhirJson(resource ?? outcome(200, "Successfully deleted"), status, resource);
    const place = `${this.#url()}/${resource?.resourceType}/${resource?.id}/_history/` +
      resource?.meta?.versionId;
    if (request.method === "POST" && status === 201) response.headers.set("location", place);
    if (request.method === "PUT") response.headers.set("content-location", place);
    return response;
  }

  async #route(request: Request, path: string, body: unknown) {
    const { search } = new URL(request.url);
    const [result, resource] = await this.#router.handleRequest({
      method: request.method as HttpMethod,
      url: `${path}${search}`,
      pathname: "",
      params: {},
      query: {},
      body,
      headers: conditions(request.headers),
      config: { transactions: true },
    }, this.#repository);
    return { result, resource };
  }
}

/** The headers that the router reads; HAPI takes a condition with or without `Type?` before it. */
function conditions(headers: Headers): Record<string, string> {
  const match = headers.get("if-match");
  const none = headers.get("if-none-exist");
  const condition = none?.replace(/^[^=]*\?/, "");
  if (condition !== undefined && /(^|&)[^=]*=(&|$)/.test(condition)) {
    throw refuse(400, "HAPI-0518: Invalid match URL, a parameter has no value");
  }
  return {
    ...(match === null ? {} : { "if-match": `W/"${match.replace(/^W\/|"/g, "")}"` }),
    ...(condition ? { "if-none-exist": condition } : {}),
  };
}

async function bodyOf(request: Request): Promise<Resource> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(fhir\+json|json|json-patch\+json)\b/.test(type)) {
    throw refuse(400, "HAPI-0448: No or unknown Content-Type header value provided in request");
  }
  try {
    const body: unknown = JSON.parse(await textOf(request));
    if (isBody(body)) return body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refuse(400, "HAPI-0450: Failed to parse request body as JSON resource");
}

/** A resource, or the list of a JSON Patch, which the router takes in the same place. */
function isBody(body: unknown): body is Resource {
  return Array.isArray(body) ||
    typeof body === "object" && body !== null && "resourceType" in body &&
      typeof body.resourceType === "string";
}

async function textOf(request: Request): Promise<string> {
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > LARGEST) throw refuse(413, "HAPI-0001: the body is too large");
  return await request.text();
}

function versionHeaders(resource: Resource | undefined): Record<string, string> {
  const { versionId, lastUpdated } = resource?.meta ?? {};
  return {
    ...(versionId === undefined ? {} : { etag: `W/"${versionId}"` }),
    ...(lastUpdated === undefined ? {} : { "last-modified": new Date(lastUpdated).toUTCString() }),
  };
}

function fhirJson(
  body: Resource | OperationOutcome,
  status = 200,
  version?: Resource,
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/fhir+json;charset=UTF-8", ...versionHeaders(version) },
  });
}
