import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { sql } from "kysely";
import { assertSchema } from "../lib/database/migrate.ts";
import { sharedRedis, testDatabase, testOrthanc } from "./shared_servers.ts";

Deno.test("`testDatabase()` gives a migrated database whose application has no DDL", async () => {
  await using database = await testDatabase();
  await assertSchema(database.db);
  const denied = /denied/;
  await assert.rejects(sql`CREATE TABLE mine (a INT)`.execute(database.db), denied);
  await assert.rejects(sql`DROP TABLE audit`.execute(database.db), denied);
  await assert.rejects(database.db.deleteFrom("audit").execute(), denied);
  await assert.rejects(database.db.updateTable("audit").set({ action: "x" }).execute(), denied);
  await database.db.insertInto("audit").values({ action: "test", outcome: "allowed" }).execute();
});

Deno.test("an application sees no database but its own", async () => {
  await using one = await testDatabase();
  await using other = await testDatabase();
  const table = sql.table(`${other.config.name}.users`);
  await assert.rejects(sql`SELECT * FROM ${table}`.execute(one.db), /denied/);
});

Deno.test("the shared Redis keeps what it was told and never evicts", async () => {
  const { host, port, password } = sharedRedis();
  const redis = new Redis({ host, port, ...(password === undefined ? {} : { password }) });
  try {
    assert.deepEqual(await redis.config("GET", "maxmemory-policy"), [
      "maxmemory-policy",
      "noeviction",
    ]);
    assert.deepEqual(await redis.config("GET", "appendonly"), ["appendonly", "yes"]);
  } finally {
    const ended = new Promise((done) => redis.once("end", done));
    redis.disconnect();
    await ended; // a timer of the client runs until then
  }
});

Deno.test("`testOrthanc()` gives an empty DICOMweb server that asks a password", async () => {
  await using orthanc = await testOrthanc();
  const studies = `${orthanc.config.url}/orthanc/dicom-web/studies`;
  const stranger = await fetch(studies);
  await stranger.body?.cancel();
  assert.equal(stranger.status, 401);
  const { user, password } = orthanc.config;
  const known = { headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` } };
  assert.deepEqual(await (await fetch(studies, known)).json(), []);
  await orthanc.restart();
  assert.deepEqual(await (await fetch(studies, known)).json(), []);
});
