import { sql } from "kysely";
import type { Config } from "../../lib/config/config.ts";
import { connectDatabase, type Database } from "../../lib/database/connect.ts";
import { assertSchema } from "../../lib/database/migrate.ts";
import type { Check, Health } from "./check.ts";

/** Clocks that differ by more than this make sessions end early or late, in ms. */
const CLOCKS_APART = 30_000;

/** MariaDB itself, its schema, and that the audit cannot be changed by the portal's account. */
export function databaseChecks(config: Config): Check[] {
  const { host, port } = config.database;
  const on = (work: (db: Database) => Promise<Health>) => async () => {
    const db = connectDatabase(config.database);
    try {
      return await work(db);
    } finally {
      await db.destroy();
    }
  };
  return [
    {
      name: "database",
      action: `Start MariaDB at ${host}:${port} and check NEURONOVA_DATABASE_*.`,
      ask: on(version),
    },
    {
      name: "schema",
      action: "Run `deno task cli database migrate` with the owner's password.",
      ask: on(async (db) => {
        await assertSchema(db);
        return { detail: "up to date" };
      }),
    },
    {
      name: "audit rights",
      action: "Revoke the account's wide grants and run `deno task cli database migrate`.",
      ask: on(auditIsAppendOnly),
    },
  ];
}

async function version(db: Database): Promise<Health> {
  const { rows } = await sql<{ version: string; now: Date }>`
    SELECT VERSION() AS version, UTC_TIMESTAMP(3) AS now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error("no answer");
  const apart = Math.abs(row.now.getTime() - Date.now());
  if (apart > CLOCKS_APART) throw new Error(`its clock is ${Math.round(apart / 1000)} s off`);
  return { version: row.version };
}

async function auditIsAppendOnly(db: Database): Promise<Health> {
  const { rows } = await sql<Record<string, string>>`SHOW GRANTS`.execute(db);
  const grants = rows.flatMap((row) => Object.values(row));
  const onAudit = grants.filter((grant) =>
    / ON (?:\*\.\*|`[^`]+`\.(?:\*|`audit`)) TO /.test(grant)
  );
  const wide = onAudit.filter((grant) =>
    !/^GRANT (?:USAGE|(?:SELECT|INSERT)(?:, (?:SELECT|INSERT))*) ON /.test(grant)
  );
  if (wide.length > 0) throw new Error("the account may change the audit or the schema");
  return { detail: "INSERT and SELECT only" };
}
