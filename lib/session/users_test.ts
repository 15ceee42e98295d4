import assert from "node:assert/strict";
import { testDatabase } from "../../tests/shared_servers.ts";
import { Fault } from "../fault/fault.ts";
import { randomPassword } from "./new_password.ts";
import { addUser, assignPatient, disableUser, findUser, listUsers } from "./users.ts";

const PASSWORD = "a password of the test";

function isFault(code: string, field?: string) {
  return (error: unknown) =>
    error instanceof Fault && error.code === code && (!field || error.facts["field"] === field);
}

Deno.test("`addUser()` adds a user once; names differ by more than case", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const added = await addUser(db, { name: "Kim.Ü", role: "clinician", password: PASSWORD });
  assert.equal(added.name, "kim.ü");
  assert.deepEqual((await findUser(db, "KIM.Ü"))?.id, added.id);
  await assert.rejects(
    addUser(db, { name: "kim.ü", role: "service", password: PASSWORD }),
    isFault("conflict"),
  );
  assert.equal((await listUsers(db)).length, 1);
});

Deno.test("`addUser()` refuses names and passwords that are no good", async () => {
  await using database = await testDatabase();
  const add = (name: string, password: string) =>
    addUser(database.db, { name, role: "clinician", password });
  for (const name of ["", "a", "a b", "-ab", "a\nb", "a".repeat(65), "a<b"]) {
    await assert.rejects(add(name, PASSWORD), isFault("input_invalid", "name"));
  }
  for (const password of ["", "eleven char", "is-kim-park-good", "with a tab\tinside"]) {
    await assert.rejects(add("kim-park", password), isFault("input_invalid", "password"));
  }
  await assert.rejects(add("kim", "x".repeat(600)), isFault("too_large"));
});

Deno.test("`disableUser()` is repeatable and keeps the first moment", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await addUser(db, { name: "kim", role: "clinician", password: PASSWORD });
  const moment = new Date("2026-11-24T12:00:00Z");
  await disableUser(db, "kim", moment);
  const again = await disableUser(db, "kim");
  assert.deepEqual(again.disabledAt, moment);
  assert.deepEqual((await findUser(db, "kim"))?.disabledAt, moment);
  await assert.rejects(disableUser(db, "nobody"), isFault("not_found"));
});

Deno.test("`assignPatient()` puts a patient on the user's care team once", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await addUser(db, { name: "kim", role: "clinician", password: PASSWORD });
  const identity = { authority: "urn:oid:1.2.3", mrn: "NN-0001" };
  await assignPatient(db, "kim", identity);
  await assignPatient(db, "kim", identity);
  assert.equal((await db.selectFrom("care_team").selectAll().execute()).length, 1);
  await assert.rejects(assignPatient(db, "nobody", identity), isFault("not_found"));
});

Deno.test("`randomPassword()` gives 20 unmistakable characters, each time others", () => {
  const made = new Set(Array.from({ length: 100 }, randomPassword));
  assert.equal(made.size, 100);
  for (const password of made) {
    assert.match(password, /^([0-9a-hjkmnp-tv-z]{5}-){3}[0-9a-hjkmnp-tv-z]{5}$/);
  }
});
