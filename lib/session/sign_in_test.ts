import assert from "node:assert/strict";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { type Keys, openKeys } from "./keys.ts";
import { signIn } from "./sign_in.ts";
import { addUser } from "./users.ts";

const PASSWORD = "a password of the test";
const START = new Date("2026-11-24T12:00:00Z");

async function withUser(body: (db: Database, keys: Keys) => Promise<void>): Promise<void> {
  await using database = await testDatabase();
  const keys = await openKeys("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
  await addUser(database.db, { name: "kim", role: "clinician", password: PASSWORD });
  await body(database.db, keys);
}

/** How an attempt ended: "ok" or the fault's code, with the seconds to wait. */
async function attempt(
  db: Database,
  keys: Keys,
  { name = "kim", password = "wrong password", address = "10.0.0.1", seconds = 0 },
): Promise<string> {
  const now = new Date(START.getTime() + seconds * 1000);
  try {
    await signIn(db, keys, { name, password, address }, now);
    return "ok";
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [error.code, ...Object.values(error.facts)].join(" ");
  }
}

Deno.test("`signIn()` says the same of an unknown name, a wrong password and an odd name", () =>
  withUser(async (db, keys) => {
    const refusals = [
      await attempt(db, keys, {}),
      await attempt(db, keys, { name: "nobody" }),
      await attempt(db, keys, { name: "' OR 1=1 --" }),
      await attempt(db, keys, { name: "" }),
      await attempt(db, keys, { password: "" }),
    ];
    assert.deepEqual([...new Set(refusals)], ["sign_in_failed"]);
    const rows = await db.selectFrom("audit").select(["action", "outcome"]).execute();
    assert.deepEqual(rows, refusals.map(() => ({ action: "session.start", outcome: "refused" })));
  }));

Deno.test("`signIn()` takes the name in any case and with space around it", () =>
  withUser(async (db, keys) => {
    assert.equal(await attempt(db, keys, { name: " KIM ", password: PASSWORD }), "ok");
  }));

Deno.test("`signIn()` slows guessing down after five failures and tells the true wait", () =>
  withUser(async (db, keys) => {
    for (let n = 0; n < 5; n++) assert.equal(await attempt(db, keys, {}), "sign_in_failed");
    assert.equal(await attempt(db, keys, { password: PASSWORD }), "sign_in_throttled 1");
    assert.equal(await attempt(db, keys, { seconds: 1 }), "sign_in_failed");
    assert.equal(await attempt(db, keys, { seconds: 2 }), "sign_in_throttled 1");
    assert.equal(await attempt(db, keys, { seconds: 3 }), "sign_in_failed");
    assert.equal(await attempt(db, keys, { seconds: 4 }), "sign_in_throttled 3");
    assert.equal(await attempt(db, keys, { seconds: 7, password: PASSWORD }), "ok");
    assert.equal(await attempt(db, keys, { seconds: 7 }), "sign_in_failed");
    const slowed = await db.selectFrom("audit").select("address")
      .where("action", "=", "session.throttle").execute();
    assert.deepEqual(slowed, [{ address: "10.0.0.1" }]);
  }));

Deno.test("`signIn()` does not lock the user out at another address", () =>
  withUser(async (db, keys) => {
    for (let n = 0; n < 9; n++) await attempt(db, keys, {});
    assert.equal(await attempt(db, keys, { address: "10.0.0.2", password: PASSWORD }), "ok");
  }));

Deno.test("`signIn()` throttles a name nobody has like any other", () =>
  withUser(async (db, keys) => {
    for (let n = 0; n < 5; n++) await attempt(db, keys, { name: "nobody" });
    assert.equal(await attempt(db, keys, { name: "nobody" }), "sign_in_throttled 1");
  }));

Deno.test("`signIn()` gives twenty attempts at once no more guesses than one by one", () =>
  withUser(async (db, keys) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => attempt(db, keys, {})),
    );
    assert.equal(answers.filter((answer) => answer === "sign_in_failed").length, 5);
  }));

Deno.test("`signIn()` forgets failures after a quarter of an hour", () =>
  withUser(async (db, keys) => {
    for (let n = 0; n < 5; n++) await attempt(db, keys, {});
    for (let n = 0; n < 5; n++) {
      assert.equal(await attempt(db, keys, { seconds: 901 }), "sign_in_failed");
    }
  }));

Deno.test("`signIn()` opens nothing when the sign-in cannot be recorded", () =>
  withUser(async (db, keys) => {
    const blind = db.withPlugin({
      transformQuery: ({ node }) => {
        const into = node.kind === "InsertQueryNode" ? node.into?.table.identifier.name : "";
        if (into === "audit") throw new Error("no audit");
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    assert.equal(await attempt(blind, keys, { password: PASSWORD }), "audit_unavailable");
    assert.equal((await db.selectFrom("sessions").selectAll().execute()).length, 0);
  }));
