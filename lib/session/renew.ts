import type { Selectable } from "kysely";
import { record } from "../audit/record.ts";
import type { Database } from "../database/connect.ts";
import type { SessionsTable } from "../database/tables.ts";
import { asFault, Fault } from "../fault/fault.ts";
import type { Keys } from "./keys.ts";
import { type Person, readPerson } from "./person.ts";
import { endSession } from "./sign_out.ts";
import { readToken, tokenHash } from "./signed_token.ts";
import { GRACE_SECONDS, IDLE_MINUTES, makeTokens, refreshToken, type Tokens } from "./tokens.ts";

/**
 * Exchanges a refresh token for new tokens; the old one is used up. Within 30 s the former token
 * still gets the very tokens of its successor's generation, because tabs renew at the same moment;
 * later, or for a still older one, someone holds a copy: the session ends for everyone (RFC 9700,
 * section 4.14.2), and so it does after 30 idle minutes.
 *
 * @throws {Fault} `session_missing`, `database_unavailable`, `audit_unavailable`
 */
export async function renewSession(
  db: Database,
  keys: Keys,
  refresh: string,
  now: Date = new Date(),
): Promise<Tokens> {
  const claims = await readToken(keys, "refresh", refresh, now);
  try {
    const person = await readPerson(db, claims.sessionId, now);
    const basis = {
      createdAt: claims.from,
      expiresAt: claims.until,
      generation: claims.generation + 1,
    };
    const given = await tokenHash(refresh);
    const next = await tokenHash(await refreshToken(keys, claims.sessionId, basis));
    await rotate(db, person, { given, next }, now);
    return await makeTokens(keys, person, basis, now);
  } catch (error) {
    throw asFault(error, "database_unavailable", "The session could not be renewed");
  }
}

interface Step {
  readonly given: string;
  readonly next: string;
}

/** Moves the row one generation on, or finds that a parallel renewal just did, or ends it. */
async function rotate(db: Database, person: Person, { given, next }: Step, now: Date) {
  const idleSince = new Date(now.getTime() - IDLE_MINUTES * 60_000);
  const { numUpdatedRows } = await db.updateTable("sessions")
    .set({ previous_hash: given, refresh_hash: next, rotated_at: now })
    .where("id", "=", person.sessionId)
    .where("refresh_hash", "=", given)
    .where("rotated_at", ">", idleSince)
    .where("revoked_at", "is", null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return;
  const row = await db.selectFrom("sessions").selectAll()
    .where("id", "=", person.sessionId).executeTakeFirst();
  if (row !== undefined && inGrace(row, given, now)) return;
  const idle = row?.refresh_hash === given;
  await end(db, person, idle ? "idle" : "refresh token used twice");
  throw new Fault("session_missing", idle ? "The session was idle" : "A used token came back");
}

function inGrace(row: Selectable<SessionsTable>, given: string, now: Date): boolean {
  const age = now.getTime() - row.rotated_at.getTime();
  return row.previous_hash === given && age <= GRACE_SECONDS * 1000 && row.revoked_at === null;
}

async function end(db: Database, { userId, sessionId }: Person, detail: string): Promise<void> {
  // Ended first: the record may fail, the end may not.
  await endSession(db, sessionId);
  await record(db, { action: "session.revoke", outcome: "refused", userId, detail });
}
