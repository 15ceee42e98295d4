import { join } from "node:path";
import { fullRow, type Row, type Seed, seededUuid } from "./row.ts";

/** An application that may ask for tokens. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly enabled: boolean;
  /** Public keys for client_credentials, as a JSON Web Key Set. */
  readonly jwks?: { readonly keys: Record<string, unknown>[] } | undefined;
}

/** Tokens that were given out. `access` becomes null once it is revoked. */
export interface Grant {
  access: string | null;
  refresh: string | null;
  readonly clientId: string;
  readonly kind: "user" | "system";
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  expires: number;
}

interface Kept {
  patients: Row[];
  clients: Client[];
  grants: Grant[];
}

/** What the sandbox knows, kept in one file that is replaced whole. */
export class State {
  readonly #file: string;
  readonly patients: Row[];
  readonly clients: Client[];
  readonly grants: Grant[];
  #writing = Promise.resolve();

  private constructor(file: string, kept: Kept) {
    this.#file = file;
    this.patients = kept.patients;
    this.clients = kept.clients;
    this.grants = kept.grants;
  }

  /** Reads what an earlier run left in `dir`, or begins with nothing. */
  static async open(dir: string): Promise<State> {
    await Deno.mkdir(dir, { recursive: true });
    const file = join(dir, "openemr.json");
    try {
      return new State(file, JSON.parse(await Deno.readTextFile(file)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new State(file, { patients: [], clients: [], grants: [] });
    }
  }

  /** Adds the patients of a seed that are not there yet. */
  seed(seed: Seed, version: "7.0" | "8.2"): void {
    for (const [index, known] of seed.entries()) {
      const uuid = known.uuid === undefined ? seededUuid(known, index) : known.uuid;
      const there = this.patients.some((row) =>
        uuid === null ? row.pubpid === known.pubpid : row.uuid === uuid
      );
      if (!there) this.patients.push(fullRow({ ...known, uuid }, this.nextPid(), version));
    }
  }

  /** The pid of the next patient; those of deleted ones are not used again. */
  nextPid(): number {
    return 1 + Math.max(0, ...this.patients.map((row) => Number(row.pid)));
  }

  /** Writes everything to the file, after writes under way; safe against a crash. */
  async save(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { patients, clients, grants } = this;
    const live = grants.filter((grant) => grant.refresh !== null || grant.expires > Date.now());
    const draft = `${this.#file}.new`;
    await Deno.writeTextFile(draft, JSON.stringify({ patients, clients, grants: live }), {
      mode: 0o600,
    });
    await Deno.rename(draft, this.#file);
  }
}
