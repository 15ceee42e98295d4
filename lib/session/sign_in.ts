import type { Database } from "../database/connect.ts";
import type { Role } from "../database/tables.ts";
import { asFault, Fault } from "../fault/fault.ts";
import { record, recordOnce } from "../audit/record.ts";
import type { Keys } from "./keys.ts";
import { verifyPassword } from "./password.ts";
import type { Person } from "./person.ts";
import { countAttempt, forgiveAttempt, type Subjects, subjectsOf } from "./throttle.ts";
import { tokenHash } from "./signed_token.ts";
import { makeTokens, SESSION_HOURS, type Tokens, wholeSecond } from "./tokens.ts";
import { normalName } from "./user_name.ts";

/** A name and a password, and where they came from (the client's address as nginx saw it). */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly address: string;
  readonly requestId?: string;
}

interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
}

/**
 * Opens a session for the right name and password. Unknown name, wrong password and disabled user
 * are the same fault after the same time. Writes the audit row itself, before the session exists:
 * a sign-in that cannot be recorded does not happen.
 *
 * @throws {Fault} `sign_in_failed`, `sign_in_throttled` (facts: seconds), `audit_unavailable`,
 * `database_unavailable`
 */
export async function signIn(
  db: Database,
  keys: Keys,
  credentials: Credentials,
  now: Date = new Date(),
): Promise<Tokens> {
  try {
    const name = normalName(credentials.name);
    const subjects = await subjectsOf(keys, name, credentials.address);
    await count(db, subjects, credentials, now);
    const account = await findAccount(db, name);
    const right = await verifyPassword(credentials.password, account?.hash);
    if (!right || account === undefined) await refuse(db, credentials, account);
    else return await open(db, keys, { account, subjects, credentials, now });
  } catch (error) {
    throw asFault(error, "database_unavailable", "The sign-in could not be checked");
  }
  throw new Fault("sign_in_failed", "The name or the password is wrong");
}

/** Counts the attempt; the first that must wait in a minute is on record, for guessing to be seen. */
async function count(db: Database, subjects: Subjects, from: Credentials, now: Date) {
  try {
    await countAttempt(db, subjects, now);
  } catch (error) {
    const { address, requestId } = from;
    const slowed = error instanceof Fault && error.code === "sign_in_throttled";
    const entry = { action: "session.throttle", outcome: "refused", address, requestId } as const;
    if (slowed) await recordOnce(db, entry, now);
    throw error;
  }
}

async function findAccount(db: Database, name: string): Promise<Account | undefined> {
  return await db.selectFrom("users").select(["id", "name", "role", "password_hash as hash"])
    .where("name", "=", name).where("disabled_at", "is", null).executeTakeFirst();
}

async function refuse(db: Database, from: Credentials, account?: Account): Promise<void> {
  const { address, requestId } = from;
  const who = account && { userId: account.id };
  await record(db, { action: "session.start", outcome: "refused", ...who, address, requestId });
}

interface Opening {
  readonly account: Account;
  readonly subjects: Subjects;
  readonly credentials: Credentials;
  readonly now: Date;
}

async function open(db: Database, keys: Keys, opening: Opening): Promise<Tokens> {
  const { account, subjects, credentials: { address, requestId }, now } = opening;
  const userId = account.id;
  await record(db, { action: "session.start", outcome: "allowed", userId, address, requestId });
  const createdAt = wholeSecond(now);
  const expiresAt = new Date(createdAt.getTime() + SESSION_HOURS * 3600_000);
  const { name, role } = account;
  const person: Person = { userId, sessionId: crypto.randomUUID(), name, role };
  const tokens = await makeTokens(keys, person, { createdAt, expiresAt, generation: 0 }, now);
  await db.insertInto("sessions").values({
    id: person.sessionId,
    user_id: userId,
    refresh_hash: await tokenHash(tokens.refresh),
    previous_hash: null,
    rotated_at: now,
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: null,
  }).execute();
  await forgiveAttempt(db, subjects, now);
  return tokens;
}
