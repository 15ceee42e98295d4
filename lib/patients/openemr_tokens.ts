import { createHash } from "node:crypto";
import { z } from "zod";
import type { Config } from "../config/config.ts";
import { Fault } from "../fault/fault.ts";
import type { Log } from "../log/log.ts";
import { orAborted } from "./abort.ts";
import { readJson } from "./http_body.ts";
import type { Kept, TokenVault } from "./token_vault.ts";

type Tokens = Extract<Kept, { kind: "tokens" }>;

const grantAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().default(3600),
});

/** Lower case names OpenEMR's own API, capitals its FHIR facade; both are needed. */
const SCOPES =
  "openid offline_access api:oemr api:fhir user/patient.read user/Patient.read user/Patient.rs";

/** A token this close to its end, in ms, is renewed rather than used. */
const MARGIN = 30_000;
/** How long one renewal may take, in ms; it is shared by callers and outlives each. */
const RENEWAL = 4_000;
/** How long a refused account is left alone, in ms: OpenEMR locks accounts that keep trying. */
const QUIET = 15 * 60_000;

/**
 * The access token for OpenEMR. Its refresh tokens rotate, and refreshing revokes the old access
 * token at once: so one renewal runs at a time, here and across processes, and its result is
 * stored before anybody uses it.
 */
export class OpenEmrTokens {
  readonly #config: Config["openemr"];
  readonly #vault: TokenVault;
  readonly #log: Log;
  #current: Tokens | undefined;
  #renewal: Promise<Tokens> | undefined;

  constructor(config: Config["openemr"], vault: TokenVault, log: Log) {
    this.#config = config;
    this.#log = log;
    this.#vault = vault;
  }

  /**
   * A usable access token; never `stale`, the one that OpenEMR just refused.
   *
   * @throws {Fault} `openemr_reconnect` when OpenEMR does not accept our account, or
   *   `openemr_unavailable`
   */
  async access(signal: AbortSignal, stale?: string): Promise<string> {
    const current = this.#current;
    if (current !== undefined && isUsable(current, stale)) return current.access;
    this.#renewal ??= this.#renew(stale).finally(() => this.#renewal = undefined);
    const renewed = await orAborted(this.#renewal, signal);
    // The renewal that was under way may have found the very token that was refused since.
    return renewed.access === stale ? await this.access(signal, stale) : renewed.access;
  }

  async #renew(stale: string | undefined): Promise<Tokens> {
    const signal = AbortSignal.timeout(RENEWAL);
    try {
      this.#current = await this.#vault.exclusively((stored, store) =>
        this.#renewOrTake(stored, store, stale, signal)
      );
    } catch (error) {
      const ours = error instanceof Fault && error.code.startsWith("openemr_");
      if (ours) throw error;
      this.#log.warn({ neighbour: "openemr", error }, "tokens are kept in memory only");
      // Without the database nothing can be rotated safely: a grant of our own, kept in memory,
      // leaves the stored refresh token as it is.
      this.#current = await this.#grant(this.#password(), signal);
    }
    return this.#current;
  }

  async #renewOrTake(
    stored: Kept | undefined,
    store: (next: Kept) => Promise<void>,
    stale: string | undefined,
    signal: AbortSignal,
  ): Promise<Tokens> {
    if (stored?.kind === "tokens" && isUsable(stored, stale)) return stored;
    if (stored?.kind === "refused") this.#leaveAlone(stored);
    const refresh = stored?.kind === "tokens" ? stored.refresh : null;
    const renewed = refresh === null ? undefined : await this.#refresh(refresh, signal);
    const tokens = renewed ?? await this.#signIn(store, signal);
    await store(tokens);
    return tokens;
  }

  /** Undefined when the refresh token was used or revoked, so that signing in anew is the way. */
  async #refresh(refresh: string, signal: AbortSignal): Promise<Tokens | undefined> {
    try {
      return await this.#grant({ grant_type: "refresh_token", refresh_token: refresh }, signal);
    } catch (error) {
      if (error instanceof Fault && error.code === "openemr_reconnect") return undefined;
      throw error;
    }
  }

  async #signIn(store: (next: Kept) => Promise<void>, signal: AbortSignal): Promise<Tokens> {
    try {
      return await this.#grant(this.#password(), signal);
    } catch (error) {
      if (error instanceof Fault && error.code === "openemr_reconnect") {
        await store({ kind: "refused", account: this.#account(), since: Date.now() });
      }
      throw error;
    }
  }

  #leaveAlone(refused: Extract<Kept, { kind: "refused" }>): void {
    const same = refused.account === this.#account();
    if (same && Date.now() - refused.since < QUIET) {
      throw new Fault("openemr_reconnect", "OpenEMR refused our account before; left alone");
    }
  }

  /** Changes when the configured account does, which ends the quiet time. */
  #account(): string {
    const { clientId, user, password } = this.#config;
    return createHash("sha256").update(JSON.stringify([clientId, user, password])).digest("hex");
  }

  #password(): Record<string, string> {
    return {
      grant_type: "password",
      user_role: "users",
      username: this.#config.user,
      password: this.#config.password,
      scope: SCOPES,
    };
  }

  async #grant(fields: Record<string, string>, signal: AbortSignal): Promise<Tokens> {
    const { url, site, clientId, clientSecret } = this.#config;
    const body = new URLSearchParams({ ...fields, client_id: clientId });
    if (clientSecret !== undefined) body.set("client_secret", clientSecret);
    let status: number;
    let answer: unknown;
    try {
      const init = { method: "POST", body, signal, redirect: "error" as const };
      const response = await fetch(`${url}/oauth2/${site}/token`, init);
      status = response.status;
      answer = await readJson(response);
    } catch (error) {
      const cause = { cause: error };
      throw new Fault("openemr_unavailable", "OpenEMR's token endpoint does not answer", cause);
    }
    if (status === 400 || status === 401 || status === 403) {
      throw new Fault("openemr_reconnect", `OpenEMR's token endpoint answered ${status}`);
    }
    const parsed = grantAnswer.safeParse(answer);
    if (status !== 200 || !parsed.success) {
      throw new Fault("openemr_unavailable", `OpenEMR's token endpoint answered ${status}`);
    }
    return {
      kind: "tokens",
      access: parsed.data.access_token,
      refresh: parsed.data.refresh_token ?? null,
      expires: Date.now() + parsed.data.expires_in * 1000,
    };
  }
}

function isUsable(tokens: Tokens, stale: string | undefined): boolean {
  return tokens.access !== stale && tokens.expires - Date.now() > MARGIN;
}
