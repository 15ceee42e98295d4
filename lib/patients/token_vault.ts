import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";

/** What is kept about a neighbour: its newest tokens, or that it refused our account. */
const kept = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("tokens"),
    access: z.string(),
    refresh: z.string().nullable(),
    /** Milliseconds since 1970. */
    expires: z.number(),
  }),
  z.object({ kind: z.literal("refused"), account: z.string(), since: z.number() }),
]);

/** The vault's content for one neighbour. */
export type Kept = z.output<typeof kept>;

/** Longest wait for another process that is renewing, in seconds. */
const LOCK_SECONDS = 3;

/**
 * Rotating tokens of a neighbour, in the database, encrypted (AES-256-GCM) under a key derived from
 * the session key. Whoever renews holds a lock of the database, so that of many processes one
 * renews and the others find its result.
 */
export class TokenVault {
  readonly #db: Database;
  readonly #neighbour: string;
  readonly #key: Uint8Array;

  constructor(db: Database, neighbour: string, sessionKey: string) {
    this.#db = db;
    this.#neighbour = neighbour;
    const purpose = `neuronova tokens of ${neighbour}`;
    this.#key = new Uint8Array(hkdfSync("sha256", sessionKey, "", purpose, 32));
  }

  /**
   * Runs `work` as the only one of all processes. It is given what is kept and a function that
   * replaces it; what that stored is safe before `work` goes on.
   *
   * @throws {Fault} `database_unavailable` when the lock cannot be had
   */
  async exclusively<T>(
    work: (stored: Kept | undefined, store: (next: Kept) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    return await this.#db.connection().execute(async (connection) => {
      const name = sql`CONCAT(DATABASE(), '.tokens.', ${this.#neighbour})`;
      const lock = await sql<{ got: number | null }>`
        SELECT GET_LOCK(${name}, ${LOCK_SECONDS}) AS got`.execute(connection);
      if (Number(lock.rows[0]?.got) !== 1) {
        throw new Fault("database_unavailable", "Another process holds the tokens' lock");
      }
      try {
        const stored = await this.#load(connection);
        return await work(stored, (next) => this.#save(connection, next));
      } finally {
        await sql`SELECT RELEASE_LOCK(${name})`.execute(connection);
      }
    });
  }

  async #load(db: Database): Promise<Kept | undefined> {
    const row = await db.selectFrom("neighbour_tokens").select("ciphertext")
      .where("neighbour", "=", this.#neighbour).executeTakeFirst();
    return row && this.#open(row.ciphertext);
  }

  async #save(db: Database, next: Kept): Promise<void> {
    const row = { ciphertext: this.#seal(next), updated_at: new Date() };
    await db.insertInto("neighbour_tokens").values({ neighbour: this.#neighbour, ...row })
      .onDuplicateKeyUpdate(row).execute();
  }

  #seal(next: Kept): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(next), "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /** Undefined where the session key was changed since: then we sign in anew. */
  #open(text: string): Kept | undefined {
    const bytes = Buffer.from(text, "base64");
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      return kept.parse(JSON.parse(plain.toString("utf8")));
    } catch {
      // Sealed under another key or altered: unusable either way.
      return undefined;
    }
  }
}
