import assert from "node:assert/strict";
import { sql } from "kysely";
import { testDatabase } from "../../tests/shared_servers.ts";
import { Fault } from "../fault/fault.ts";
import { connectDatabase } from "./connect.ts";
import { assertSchema, migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/** Every table of `Tables`: the compiler holds the list against it, the tests the schema. */
const TABLES: Record<keyof Tables, true> = {
  users: true,
  sessions: true,
  sign_in_failures: true,
  care_team: true,
  patients: true,
  studies: true,
  inferences: true,
  outbox: true,
  publications: true,
  reviews: true,
  study_facts: true,
  audit: true,
  neighbour_tokens: true,
};

function isFault(code: string, words: RegExp = /./) {
  return (error: unknown) =>
    error instanceof Fault && error.code === code && words.test(error.message);
}

Deno.test("`migrate()` run again changes nothing", async () => {
  await using database = await testDatabase();
  assert.deepEqual(await migrate(database.config), []);
  await assertSchema(database.db);
});

Deno.test("`migrate()` bears two migrators at once on an empty database", async () => {
  await using database = await testDatabase();
  const owner = connectDatabase({
    ...database.config,
    user: database.config.owner,
    password: database.config.ownerPassword ?? "",
  });
  try {
    const { rows } = await sql<{ name: string }>`SELECT table_name AS name
      FROM information_schema.tables WHERE table_schema = ${database.config.name}`.execute(owner);
    await owner.connection().execute(async (db) => {
      await sql`SET foreign_key_checks = 0`.execute(db);
      for (const { name } of rows) await sql`DROP TABLE ${sql.table(name)}`.execute(db);
    });
  } finally {
    await owner.destroy();
  }
  const ran = await Promise.all([migrate(database.config), migrate(database.config)]);
  assert.deepEqual(ran.flat(), Object.keys(MIGRATIONS));
  await assertSchema(database.db);
});

Deno.test("the schema has every table of `Tables`, readable by the application", async () => {
  await using database = await testDatabase();
  const { rows } = await sql<{ name: string }>`SHOW TABLES`.execute(database.db);
  const found = rows.flatMap((row) => Object.values(row)).filter((name) =>
    !name.startsWith("kysely_migration_lock")
  );
  assert.deepEqual(found.sort(), [...Object.keys(TABLES), "kysely_migration"].sort());
  for (const name of Object.keys(TABLES)) {
    await sql`SELECT * FROM ${sql.table(name)} LIMIT 1`.execute(database.db);
  }
});

Deno.test("`migrate()` says what it lacks: the owner's password, or an answer", async () => {
  await using database = await testDatabase();
  const { ownerPassword, ...config } = database.config;
  await assert.rejects(
    migrate({ ...config, ownerPassword: undefined }),
    isFault("config_invalid", /OWNER_PASSWORD/),
  );
  await assert.rejects(migrate({ ...config, ownerPassword: "wrong" }), (error: unknown) => {
    return isFault("database_unavailable")(error) && !String(error).includes(ownerPassword ?? "");
  });
});

Deno.test("`assertSchema()` refuses an older and a newer schema with what to do", async () => {
  await using database = await testDatabase();
  const owner = connectDatabase({
    ...database.config,
    user: database.config.owner,
    password: database.config.ownerPassword ?? "",
  });
  try {
    const later = new Date().toISOString();
    await sql`INSERT INTO kysely_migration (name, timestamp) VALUES ('9999_x', ${later})`
      .execute(owner);
    await assert.rejects(
      assertSchema(database.db),
      isFault("config_invalid", /newer than this program: 9999_x/),
    );
    await sql`DELETE FROM kysely_migration`.execute(owner);
    await assert.rejects(
      assertSchema(database.db),
      isFault("config_invalid", /database migrate.*0001_first/),
    );
  } finally {
    await owner.destroy();
  }
});

Deno.test("an identity is found by its exact spelling alone", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const add = (mrn: string) =>
    db.insertInto("patients").values({
      id: crypto.randomUUID(),
      authority: "urn:oid:1",
      mrn,
      resource: JSON.stringify({ resourceType: "Patient", name: [{ text: "홍길동 😀" }] }),
      source: "fhir",
      source_hash: "0".repeat(64),
      fhir_sync: "synced",
      fetched_at: new Date("2026-11-24T12:00:00.123Z"),
    }).execute();
  for (const mrn of ["NN-1", "nn-1", "NN-1 ", "NN-1\u0301"]) await add(mrn);
  await assert.rejects(add("NN-1"));
  const rows = await db.selectFrom("patients").selectAll().where("mrn", "=", "NN-1").execute();
  assert.equal(rows.length, 1);
  assert.deepEqual(rows[0]?.resource, { resourceType: "Patient", name: [{ text: "홍길동 😀" }] });
  assert.equal(rows[0]?.fetched_at.toISOString(), "2026-11-24T12:00:00.123Z");
});
