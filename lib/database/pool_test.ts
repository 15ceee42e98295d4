import assert from "node:assert/strict";
import { Kysely, MysqlDialect, sql } from "kysely";
import { testDatabase } from "../../tests/shared_servers.ts";
import { openPool } from "./pool.ts";

Deno.test("a statement that takes too long fails, and the next one gets a fresh connection", async () => {
  await using database = await testDatabase();
  const { user, password } = database.config;
  const pool = openPool(database.config, { user, password, connections: 1, statementMs: 300 });
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) });
  try {
    const started = performance.now();
    await assert.rejects(sql`SELECT SLEEP(5)`.execute(db), { code: "PROTOCOL_SEQUENCE_TIMEOUT" });
    const { rows } = await sql<{ one: number }>`SELECT 1 AS one`.execute(db);
    assert.deepEqual(rows.map(({ one }) => Number(one)), [1]);
    assert.ok(performance.now() - started < 4000);
  } finally {
    await db.destroy();
  }
});
