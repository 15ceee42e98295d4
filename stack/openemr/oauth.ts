import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import type { Client, Grant, State } from "./state.ts";

/** The person whose password the password grant takes. */
export interface Account {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly user: string;
  readonly password: string;
}

type Answer = Promise<Response> | Response;

/** Wrong passwords after which OpenEMR locks an account. */
const LOCKED_AFTER = 20;

/**
 * OpenEMR's token endpoint as it is: the client secret is not looked at in the password and refresh
 * grants, refresh tokens rotate, and refreshing revokes the old access token at once.
 */
export class TokenEndpoint {
  readonly #state: State;
  readonly #account: Account;
  readonly #version: "7.0" | "8.2";
  readonly #seconds: number;
  readonly #seenJwt = new Set<string>();
  /** Grants asked for, by kind and outcome, for tests. */
  readonly counts = { password: 0, refresh_token: 0, client_credentials: 0, failed: 0 };

  constructor(state: State, account: Account, version: "7.0" | "8.2", seconds: number) {
    this.#state = state;
    this.#account = account;
    this.#version = version;
    this.#seconds = seconds;
  }

  /** `POST /oauth2/{site}/token`. */
  async answer(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const field = (name: string) => form.get(name) ?? "";
    switch (field("grant_type")) {
      case "password":
        return await this.#password(field);
      case "refresh_token":
        return await this.#refresh(field);
      case "client_credentials":
        return await this.#clientCredentials(field, request.url);
      default:
        return this.#refuse(400, "unsupported_grant_type");
    }
  }

  /** The grant of a live access token. */
  grantOf(access: string): Grant | undefined {
    return this.#state.grants.find((grant) =>
      grant.access === access && grant.expires > Date.now()
    );
  }

  /** Ends every token, as an administrator who withdraws trust does. */
  async revokeAll(): Promise<void> {
    this.#state.grants.length = 0;
    await this.#state.save();
  }

  #password(field: (name: string) => string): Answer {
    this.counts.password++;
    const client = this.#client(field("client_id"));
    // 7.0 gives tokens even to a client that is disabled.
    if (client === undefined || (!client.enabled && this.#version === "8.2")) {
      return this.#refuse(401, "invalid_client");
    }
    const { user, password } = this.#account;
    const known = field("username") === user && field("password") === password;
    if (field("user_role") !== "users" || !known || this.counts.failed >= LOCKED_AFTER) {
      return this.#refuse(400, "invalid_grant", "Failed Authentication");
    }
    const scopes = field("scope").split(/\s+/).filter((scope) => scope !== "");
    if (scopes.includes("openid") && !scopes.includes("api:fhir")) {
      return this.#refuse(400, "invalid_scope");
    }
    return this.#give({ clientId: client.id, kind: "user", scopes });
  }

  #refresh(field: (name: string) => string): Answer {
    this.counts.refresh_token++;
    const { grants } = this.#state;
    const grant = grants.find(({ refresh }) =>
      refresh !== null && refresh === field("refresh_token")
    );
    if (grant === undefined || grant.clientId !== field("client_id")) {
      return this.#refuse(401, "invalid_request", "Token has been revoked");
    }
    grant.access = null;
    grant.refresh = null;
    return this.#give(grant);
  }

  async #clientCredentials(field: (name: string) => string, url: string): Promise<Response> {
    this.counts.client_credentials++;
    const assertion = field("client_assertion");
    try {
      const client = this.#client(decodeJwt(assertion).iss ?? "");
      if (client?.jwks === undefined || !client.enabled) throw new Error("no such client");
      const { payload } = await jwtVerify(assertion, createLocalJWKSet(client.jwks), {
        algorithms: ["RS384"],
        issuer: client.id,
        subject: client.id,
        audience: url,
        maxTokenAge: "5 min",
        requiredClaims: ["exp", "jti"],
      });
      if (this.#seenJwt.has(String(payload.jti))) throw new Error("replayed");
      this.#seenJwt.add(String(payload.jti));
      const scopes = field("scope").split(/\s+/).filter((scope) => scope.startsWith("system/"));
      return await this.#give({ clientId: client.id, kind: "system", scopes });
    } catch {
      return this.#refuse(401, "invalid_client");
    }
  }

  #client(id: string): Client | undefined {
    return this.#state.clients.find((client) => client.id === id);
  }

  async #give(grant: Pick<Grant, "clientId" | "kind" | "scopes">): Promise<Response> {
    const { clientId, kind, scopes } = grant;
    const seconds = kind === "system" ? 300 : this.#seconds;
    const offline = kind === "user" && scopes.includes("offline_access");
    const access = token();
    const refresh = offline ? token() : null;
    const expires = Date.now() + seconds * 1000;
    this.#state.grants.push({ access, refresh, clientId, kind, scopes, expires });
    await this.#state.save();
    return Response.json({
      id_token: token(),
      scope: scopes.filter((scope) => !scope.startsWith("api:")).join(" "),
      token_type: "Bearer",
      expires_in: seconds,
      access_token: access,
      ...(refresh === null ? {} : { refresh_token: refresh }),
    });
  }

  #refuse(status: number, error: string, hint?: string): Response {
    this.counts.failed += error === "invalid_grant" ? 1 : 0;
    return Response.json({ error, error_description: error, hint, message: error }, { status });
  }
}

function token(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
