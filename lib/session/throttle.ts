import { type RawBuilder, sql } from "kysely";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import type { Keys } from "./keys.ts";

/** Failures that cost nothing, and the longest wait in seconds after more of them. */
interface Limit {
  readonly free: number;
  readonly longest: number;
}

/**
 * One account from one address is slowed first. An address alone (a ward behind one router) and an
 * account alone (guessed at from everywhere) get more, and a short wait at most, so that nobody can
 * lock someone else out.
 */
const LIMITS = {
  accountAndAddress: { free: 5, longest: 900 },
  address: { free: 50, longest: 300 },
  account: { free: 100, longest: 30 },
} as const satisfies Record<string, Limit>;

/** Failures older than this are forgotten. */
const MEMORY_SECONDS = 15 * 60;

/** What a sign-in is counted under: hashes, so that the table tells neither names nor addresses. */
export interface Subjects {
  readonly accountAndAddress: string;
  readonly address: string;
  readonly account: string;
}

/** Hashes (HMAC-SHA-256) of the account, the address and both together. */
export async function subjectsOf(keys: Keys, name: string, address: string): Promise<Subjects> {
  const hash = async (...parts: string[]) => {
    const text = new TextEncoder().encode(JSON.stringify(parts));
    return new Uint8Array(await crypto.subtle.sign("HMAC", keys.subject, text)).toHex();
  };
  return {
    accountAndAddress: await hash("account and address", name, address),
    address: await hash("address", address),
    account: await hash("account", name),
  };
}

/**
 * Counts an attempt before its password is looked at, so that a hundred at once are not a hundred
 * free guesses. An attempt that must wait is not counted: the wait that was told stays true.
 *
 * @throws {Fault} `sign_in_throttled` with the seconds to wait
 */
export async function countAttempt(db: Database, subjects: Subjects, now: Date): Promise<void> {
  for (const kind of ["accountAndAddress", "address", "account"] as const) {
    const [subject, limit] = [subjects[kind], LIMITS[kind]];
    if (await claim(db, subject, limit, now)) continue;
    const seconds = await secondsToWait(db, subject, limit, now);
    throw new Fault("sign_in_throttled", "Too many failed sign-ins", { facts: { seconds } });
  }
}

/** Takes the attempt back after the right password; the pair starts from nothing again. */
export async function forgiveAttempt(db: Database, subjects: Subjects, now: Date): Promise<void> {
  await db.updateTable("sign_in_failures")
    .set({ failures: sql`IF(failures > 0, failures - 1, 0)` })
    .where("subject_hash", "in", [subjects.address, subjects.account]).execute();
  const old = new Date(now.getTime() - 24 * 3600_000);
  await db.deleteFrom("sign_in_failures")
    .where((is) =>
      is.or([is("subject_hash", "=", subjects.accountAndAddress), is("last_at", "<", old)])
    )
    .execute();
}

/** One statement decides and counts: the row's lock makes parallel attempts queue up. */
async function claim(db: Database, subject: string, limit: Limit, now: Date): Promise<boolean> {
  await db.insertInto("sign_in_failures").ignore()
    .values({ subject_hash: subject, failures: 0, last_at: now }).execute();
  const forgotten = sql<boolean>`last_at < ${new Date(now.getTime() - MEMORY_SECONDS * 1000)}`;
  const waited = sql<boolean>`TIMESTAMPADD(SECOND, ${waitAfter(limit)}, last_at) <= ${now}`;
  const { numUpdatedRows } = await db.updateTable("sign_in_failures")
    .set({ failures: sql`IF(${forgotten}, 1, failures + 1)`, last_at: now })
    .where("subject_hash", "=", subject)
    .where(sql<boolean>`(failures < ${limit.free} OR ${forgotten} OR ${waited})`)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** SQL for the wait in seconds: 1, 2, 4, … after the free failures, at most the longest. */
function waitAfter(limit: Limit): RawBuilder<number> {
  const over = sql`LEAST(20, GREATEST(0, CAST(failures AS SIGNED) - ${limit.free}))`;
  return sql<number>`LEAST(${limit.longest}, POW(2, ${over}))`;
}

async function secondsToWait(
  db: Database,
  subject: string,
  limit: Limit,
  now: Date,
): Promise<number> {
  const row = await db.selectFrom("sign_in_failures")
    .select(["last_at", waitAfter(limit).as("wait")])
    .where("subject_hash", "=", subject).executeTakeFirst();
  if (row === undefined) return 1;
  const until = row.last_at.getTime() + Number(row.wait) * 1000;
  return Math.max(1, Math.ceil((until - now.getTime()) / 1000));
}
