import assert from "node:assert/strict";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { type Keys, openKeys } from "./keys.ts";
import { renewSession } from "./renew.ts";
import { signIn } from "./sign_in.ts";
import { signOut } from "./sign_out.ts";
import type { Tokens } from "./tokens.ts";
import { addUser, disableUser } from "./users.ts";
import { verifyAccess } from "./verify_access.ts";

const SEED = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const PASSWORD = "a password of the test";
const START = new Date("2026-11-24T12:00:00.400Z");

function after(seconds: number): Date {
  return new Date(START.getTime() + seconds * 1000);
}

function isFault(code: string) {
  return (error: unknown) => error instanceof Fault && error.code === code;
}

/** A database with one radiologist, and a session of theirs. */
async function withSession(
  body: (db: Database, keys: Keys, tokens: Tokens) => Promise<void>,
): Promise<void> {
  await using database = await testDatabase();
  const keys = await openKeys(SEED);
  await addUser(database.db, { name: "kim", role: "radiologist", password: PASSWORD });
  const from = { name: "kim", password: PASSWORD, address: "127.0.0.1" };
  await body(database.db, keys, await signIn(database.db, keys, from, START));
}

Deno.test("`signIn()` opens a session whose access token names the person for ten minutes", () =>
  withSession(async (db, keys, tokens) => {
    assert.equal(tokens.expires.toISOString(), "2026-11-24T12:10:00.000Z");
    const person = await verifyAccess(db, keys, tokens.access, after(599));
    assert.deepEqual(person, tokens.person);
    assert.deepEqual([person.name, person.role], ["kim", "radiologist"]);
    await assert.rejects(
      verifyAccess(db, keys, tokens.access, after(610)),
      isFault("session_missing"),
    );
    await assert.rejects(verifyAccess(db, keys, tokens.refresh, START), isFault("session_missing"));
  }));

Deno.test("`signIn()` keeps no token and no password in the database", () =>
  withSession(async (db, _keys, tokens) => {
    const rows = [
      ...await db.selectFrom("sessions").selectAll().execute(),
      ...await db.selectFrom("users").selectAll().execute(),
      ...await db.selectFrom("sign_in_failures").selectAll().execute(),
      ...await db.selectFrom("audit").selectAll().execute(),
    ];
    const text = JSON.stringify(rows);
    for (const secret of [tokens.access, tokens.refresh, PASSWORD]) {
      assert.ok(!text.includes(secret));
    }
  }));

Deno.test("`signOut()` ends the session at once, access and renewal alike", () =>
  withSession(async (db, keys, tokens) => {
    await signOut(db, tokens.person.sessionId);
    await signOut(db, tokens.person.sessionId);
    await assert.rejects(verifyAccess(db, keys, tokens.access, START), isFault("session_missing"));
    await assert.rejects(renewSession(db, keys, tokens.refresh, START), isFault("session_missing"));
    const rows = await db.selectFrom("audit").select("action").orderBy("id").execute();
    assert.deepEqual(rows.map((row) => row.action), ["session.start", "session.end"]);
  }));

Deno.test("`disableUser()` ends every session of the user at once and keeps them out", () =>
  withSession(async (db, keys, tokens) => {
    await disableUser(db, "kim");
    await assert.rejects(verifyAccess(db, keys, tokens.access, START), isFault("session_missing"));
    await assert.rejects(renewSession(db, keys, tokens.refresh, START), isFault("session_missing"));
    const again = { name: "kim", password: PASSWORD, address: "127.0.0.1" };
    await assert.rejects(signIn(db, keys, again, START), isFault("sign_in_failed"));
  }));

Deno.test("`verifyAccess()` refuses a token that another installation signed", () =>
  withSession(async (db, keys, tokens) => {
    const other = await openKeys("A".repeat(42) + "A");
    await assert.rejects(verifyAccess(db, other, tokens.access, START), isFault("session_missing"));
    await verifyAccess(db, keys, tokens.access, START);
  }));

Deno.test("`renewSession()` gives new tokens and uses the old one up", () =>
  withSession(async (db, keys, first) => {
    const second = await renewSession(db, keys, first.refresh, after(300));
    assert.notEqual(second.refresh, first.refresh);
    assert.deepEqual(second.person, first.person);
    await verifyAccess(db, keys, second.access, after(899));
    const third = await renewSession(db, keys, second.refresh, after(600));
    assert.deepEqual(third.sessionExpires, first.sessionExpires);
  }));

Deno.test("`renewSession()` answers parallel renewals with the same token", () =>
  withSession(async (db, keys, { refresh }) => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => renewSession(db, keys, refresh, after(300))),
    );
    assert.equal(new Set(all.map((tokens) => tokens.refresh)).size, 1);
    const late = await renewSession(db, keys, refresh, after(329));
    assert.equal(late.refresh, all[0]?.refresh);
    await renewSession(db, keys, late.refresh, after(400));
  }));

Deno.test("`renewSession()` ends the session for everyone when a used token comes back", () =>
  withSession(async (db, keys, first) => {
    const second = await renewSession(db, keys, first.refresh, after(300));
    await assert.rejects(
      renewSession(db, keys, first.refresh, after(331)),
      isFault("session_missing"),
    );
    await assert.rejects(
      verifyAccess(db, keys, second.access, after(332)),
      isFault("session_missing"),
    );
    await assert.rejects(
      renewSession(db, keys, second.refresh, after(332)),
      isFault("session_missing"),
    );
    const row = await db.selectFrom("audit").selectAll().where("action", "=", "session.revoke")
      .executeTakeFirstOrThrow();
    assert.equal(row.user_id, first.person.userId);
  }));

Deno.test("`renewSession()` sees a token of two renewals ago as stolen even within the grace", () =>
  withSession(async (db, keys, first) => {
    const second = await renewSession(db, keys, first.refresh, after(300));
    const third = await renewSession(db, keys, second.refresh, after(301));
    await assert.rejects(
      renewSession(db, keys, first.refresh, after(302)),
      isFault("session_missing"),
    );
    await assert.rejects(
      verifyAccess(db, keys, third.access, after(303)),
      isFault("session_missing"),
    );
  }));

Deno.test("`renewSession()` ends an idle session after 30 minutes and any after 12 hours", () =>
  withSession(async (db, keys, first) => {
    let tokens = first;
    for (let minute = 25; minute < 12 * 60; minute += 25) {
      tokens = await renewSession(db, keys, tokens.refresh, after(minute * 60));
    }
    assert.ok(tokens.expires <= first.sessionExpires);
    const end = after(12 * 3600 + 6);
    await assert.rejects(renewSession(db, keys, tokens.refresh, end), isFault("session_missing"));
    const from = { name: "kim", password: PASSWORD, address: "127.0.0.1" };
    const idle = await signIn(db, keys, from, START);
    const late = after(30 * 60 + 1);
    await assert.rejects(renewSession(db, keys, idle.refresh, late), isFault("session_missing"));
    await assert.rejects(
      verifyAccess(db, keys, idle.access, after(60)),
      isFault("session_missing"),
    );
  }));

Deno.test("`verifyAccess()` tells a database that is down from a session that is over", () =>
  withSession(async (db, keys, tokens) => {
    await db.destroy();
    await assert.rejects(
      verifyAccess(db, keys, tokens.access, START),
      isFault("database_unavailable"),
    );
    await assert.rejects(
      renewSession(db, keys, tokens.refresh, START),
      isFault("database_unavailable"),
    );
  }));
