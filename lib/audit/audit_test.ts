import assert from "node:assert/strict";
import { type RawBuilder, sql } from "kysely";
import { testDatabase } from "../../tests/shared_servers.ts";
import { Fault } from "../fault/fault.ts";
import { listAuditOfStudy } from "./list_audit.ts";
import { type AuditEntry, record, recordOnce } from "./record.ts";

const ENTRY: AuditEntry = {
  action: "image.read",
  outcome: "allowed",
  userId: "0b5a1f2e-6c1d-4a77-9a55-1d5c2c1f0a11",
  studyUid: "1.2.840.1",
};
const NOW = new Date("2026-11-24T12:00:59.900Z");

Deno.test("`record()` writes a row that cannot carry a line break or another script", async () => {
  await using database = await testDatabase();
  await record(database.db, { ...ENTRY, detail: "a\nb\u001b[0m 홍길동", address: "::1" });
  const row = await database.db.selectFrom("audit").selectAll().executeTakeFirstOrThrow();
  assert.equal(row.detail, "a?b?[0m ???");
  assert.equal(row.once_key, null);
  assert.ok(Math.abs(row.at.getTime() - Date.now()) < 60_000);
});

Deno.test("`recordOnce()` writes one row a person, reading or study, action, outcome and minute", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await Promise.all(Array.from({ length: 10 }, () => recordOnce(db, ENTRY, NOW)));
  const count = async () => (await db.selectFrom("audit").selectAll().execute()).length;
  assert.equal(await count(), 1);
  await recordOnce(db, ENTRY, new Date(NOW.getTime() + 100));
  await recordOnce(db, { ...ENTRY, outcome: "refused" }, NOW);
  await recordOnce(db, { ...ENTRY, studyUid: "1.2.840.2" }, NOW);
  await recordOnce(db, { ...ENTRY, userId: "another" }, NOW);
  await recordOnce(db, { ...ENTRY, action: "image.search" }, NOW);
  assert.equal(await count(), 6);
  for (const inferenceId of ["one", "two", "two"]) {
    await recordOnce(db, { ...ENTRY, action: "inference.view", inferenceId }, NOW);
  }
  assert.equal(await count(), 8, "each reading of a study counts");
});

Deno.test("`record()` and `recordOnce()` throw when the row cannot be written", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const unavailable = (error: unknown) =>
    error instanceof Fault && error.code === "audit_unavailable";
  await assert.rejects(record(db, { ...ENTRY, studyUid: "1".repeat(65) }), unavailable);
  await assert.rejects(recordOnce(db, { ...ENTRY, studyUid: "1".repeat(65) }, NOW), unavailable);
  await assert.rejects(record(db, { ...ENTRY, action: "anything goes" }));
  await db.destroy();
  await assert.rejects(record(db, ENTRY), unavailable);
  await assert.rejects(recordOnce(db, ENTRY, NOW), unavailable);
});

Deno.test("`listAuditOfStudy()` gives the study's rows, newest first", async () => {
  await using database = await testDatabase();
  const { db } = database;
  await record(db, ENTRY);
  await record(db, { ...ENTRY, action: "inference.request", userId: undefined });
  await record(db, { ...ENTRY, studyUid: "1.2.840.2" });
  const lines = await listAuditOfStudy(db, "1.2.840.1");
  assert.deepEqual(lines.map((line) => line.action), ["inference.request", "image.read"]);
  assert.equal((await listAuditOfStudy(db, "1.2.840.1", { limit: 1 })).length, 1);
});

Deno.test("the application's account can add and read audit rows, nothing more", async () => {
  await using database = await testDatabase();
  const { db, config } = database;
  await record(db, ENTRY);
  const refused = async (statement: RawBuilder<unknown>) => {
    await assert.rejects(statement.execute(db), (error: unknown) => {
      assert.ok(error instanceof Error && "code" in error);
      assert.match(String(error.code), /^ER_(TABLE|DB|SPECIFIC|COLUMN)?_?ACCESS_DENIED/);
      return true;
    });
  };
  await refused(sql`UPDATE audit SET outcome = 'refused'`);
  await refused(sql`DELETE FROM audit`);
  await refused(sql`REPLACE INTO audit (id, action, outcome) VALUES (1, 'a.b', 'failed')`);
  await refused(sql`TRUNCATE TABLE audit`);
  await refused(sql`DROP TABLE audit`);
  await refused(sql`ALTER TABLE audit ADD COLUMN x INT`);
  await refused(sql`RENAME TABLE audit TO gone`);
  await refused(sql`CREATE TABLE mine (id INT)`);
  await refused(sql`CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW SET @x = 1`);
  await refused(sql`DROP DATABASE ${sql.id(config.name)}`);
  await refused(sql`CREATE USER IF NOT EXISTS mallory`);
  await refused(sql`GRANT UPDATE ON audit TO CURRENT_USER`);
  assert.equal((await db.selectFrom("audit").selectAll().execute()).length, 1);
});
