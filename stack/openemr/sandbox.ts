import { readFacade, searchFacade } from "./facade.ts";
import { Control } from "./mood.ts";
import { type Account, TokenEndpoint } from "./oauth.ts";
import { addPatient, changePatient, listPatients, readRow } from "./own_api.ts";
import { discovery, register } from "./registration.ts";
import type { Seed } from "./row.ts";
import { type Grant, State } from "./state.ts";

/** How to start the sandbox. */
export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Address to listen on; this machine alone when left out. */
  readonly host?: string;
  /** Folder that keeps its patients and tokens. */
  readonly dir: string;
  readonly account: Account;
  readonly seed?: Seed;
  /** Whose habits it has; 7.0 when left out. */
  readonly version?: "7.0" | "8.2";
  /** Key of the `/_control` addresses; without one they do not exist. */
  readonly controlKey?: string | undefined;
  /** Life of an access token in seconds; an hour when left out. */
  readonly accessSeconds?: number;
}

/** A running sandbox. */
export interface Sandbox {
  readonly port: number;
  readonly url: string;
  readonly state: State;
  readonly tokens: TokenEndpoint;
  readonly control: Control;
  stop(): Promise<void>;
}

/**
 * Starts an OpenEMR of the parts that we use (OAuth2, the patients of its own API, the Patient of
 * its FHIR facade) on 127.0.0.1. It behaves as the real one was seen to behave, wrong corners
 * included; it is no OpenEMR for any other purpose.
 */
export async function startOpenEmr(options: SandboxOptions): Promise<Sandbox> {
  const version = options.version ?? "7.0";
  const { account } = options;
  const state = await State.open(options.dir);
  state.seed(options.seed ?? [], version);
  if (!state.clients.some((client) => client.id === account.clientId)) {
    const client = { id: account.clientId, secret: account.clientSecret ?? "", enabled: true };
    state.clients.push(client);
  }
  await state.save();
  const seconds = options.accessSeconds ?? 3600;
  const tokens = new TokenEndpoint(state, account, version, seconds);
  const control = new Control(options.controlKey);
  const routes = new Routes(state, tokens, version);
  const stopping = new AbortController();
  const server = Deno.serve({
    hostname: options.host ?? "127.0.0.1",
    port: options.port,
    signal: stopping.signal,
    onListen() {},
  }, control.over((request) => routes.answer(request)));
  const { port } = server.addr;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    state,
    tokens,
    control,
    async stop() {
      stopping.abort();
      control.release();
      await server.finished;
    },
  };
}

class Routes {
  readonly #state: State;
  readonly #tokens: TokenEndpoint;
  readonly #version: "7.0" | "8.2";

  constructor(state: State, tokens: TokenEndpoint, version: "7.0" | "8.2") {
    this.#state = state;
    this.#tokens = tokens;
    this.#version = version;
  }

  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, root, site, ...rest] = url.pathname.split("/");
    const path = rest.join("/");
    if (root === "oauth2" && site === "default") return await this.#oauth(request, path, url);
    if (root !== "apis") return new Response(null, { status: 404 });
    // A site that the token is not of: 400 without a body.
    if (site !== "default") return new Response(null, { status: 400 });
    if (path === "fhir/metadata") return Response.json(METADATA);
    if (path === "fhir/.well-known/smart-configuration") return discovery(url.origin);
    const refused = this.#refusal(request, path);
    return refused ?? await this.#resource(request, path, url);
  }

  async #oauth(request: Request, path: string, url: URL): Promise<Response> {
    if (path === ".well-known/openid-configuration") return discovery(url.origin);
    if (request.method !== "POST") return new Response(null, { status: 404 });
    if (path === "token") return await this.#tokens.answer(request);
    if (path === "registration") return await register(this.#state, request, this.#version);
    return new Response(null, { status: 404 });
  }

  #refusal(request: Request, path: string): Response | undefined {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const grant = bearer === undefined ? undefined : this.#tokens.grantOf(bearer);
    if (grant === undefined) return this.#unknownToken();
    if (mayUse(grant, path)) return undefined;
    // 7.0 says so with an empty page.
    if (this.#version === "7.0") {
      return new Response(null, { status: 401, headers: { "content-type": "text/html" } });
    }
    const message = "insufficient permissions for the requested resource";
    return Response.json({ error: "An error occurred", message, code: 0 }, { status: 403 });
  }

  #unknownToken(): Response {
    const message = "The resource owner or authorization server denied the request.";
    const old = { error: "access_denied", error_description: message, hint: "", message };
    const body = this.#version === "7.0" ? old : { error: "An error occurred", message, code: 0 };
    return Response.json(body, { status: 401 });
  }

  async #resource(request: Request, path: string, url: URL): Promise<Response> {
    const state = this.#state;
    const version = this.#version;
    const [, , id] = path.split("/");
    switch (`${request.method} ${id === undefined ? path : path.replace(/[^/]+$/, "*")}`) {
      case "GET fhir/Patient":
        return searchFacade(state, url.searchParams, url.href, version);
      case "POST fhir/Patient/*":
        if (id !== "_search") return new Response(null, { status: 404 });
        return searchFacade(state, new URLSearchParams(await request.text()), url.href, version);
      case "GET fhir/Patient/*":
        return readFacade(state, id!, version);
      case "GET api/patient":
        return listPatients(state, url.searchParams, version);
      case "POST api/patient":
        return await addPatient(state, await request.json().catch(() => ({})), version);
      case "GET api/patient/*":
        return readRow(state, id!);
      case "PUT api/patient/*":
        return await changePatient(state, id!, await request.json().catch(() => ({})));
      default:
        return new Response(null, { status: 404 });
    }
  }
}

/** Tokens of an application alone cannot use OpenEMR's own API; capitals are the facade's. */
function mayUse(grant: Grant, path: string): boolean {
  const has = (pattern: RegExp) => grant.scopes.some((scope) => pattern.test(scope));
  if (path.startsWith("api/")) {
    return grant.kind === "user" && has(/^api:oemr$/) && has(/^user\/patient\.(read|r?s?|rs)$/);
  }
  if (grant.kind === "system") return has(/^system\/Patient\.(read|rs)$/);
  return has(/^api:fhir$/) && has(/^user\/Patient\.(read|rs)$/);
}

const METADATA = {
  resourceType: "CapabilityStatement",
  status: "active",
  kind: "instance",
  fhirVersion: "4.0.1",
  software: { name: "OpenEMR (sandbox)", version: "7.0.0" },
  format: ["application/json"],
  rest: [{ mode: "server", resource: [{ type: "Patient" }] }],
};
