import { Kysely, MysqlDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Config } from "../config/config.ts";
import { asFault, Fault } from "../fault/fault.ts";
import type { Database } from "./connect.ts";
import { MIGRATIONS } from "./migrations.ts";
import { openPool } from "./pool.ts";
import type { Tables } from "./tables.ts";

/** Tables that the application may change freely; those that are only added to are not here. */
const CHANGEABLE: readonly (keyof Tables)[] = [
  "users",
  "sessions",
  "sign_in_failures",
  "care_team",
  "patients",
  "studies",
  "inferences",
  "outbox",
  "publications",
  "reviews",
  "neighbour_tokens",
];

/**
 * Brings the schema up to date with the owner's account and gives the application's account its
 * rights: no DDL anywhere, INSERT and SELECT only on audit and the facts of studies. Two migrators at once are safe (kysely
 * takes a lock); running it again changes nothing.
 *
 * @returns names of the migrations that ran
 * @throws {Fault} `config_invalid` without an owner's password, `database_unavailable` otherwise
 */
export async function migrate(config: Config["database"]): Promise<string[]> {
  if (config.ownerPassword === undefined) {
    throw new Fault("config_invalid", "NEURONOVA_DATABASE_OWNER_PASSWORD: needed to migrate");
  }
  const account = {
    user: config.owner,
    password: config.ownerPassword,
    connections: 2,
    statementMs: 120_000,
  };
  const pool = openPool(config, account);
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error) throw error;
    await grant(db, config.name, config.user);
    return (results ?? []).map((result) => result.migrationName);
  } catch (error) {
    throw asFault(error, "database_unavailable", "The schema could not be migrated");
  } finally {
    await db.destroy();
  }
}

async function grant(db: Kysely<unknown>, database: string, user: string): Promise<void> {
  const account = sql`${sql.lit(user)}@'%'`;
  for (const table of CHANGEABLE) {
    const rights = sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ${
      sql.table(`${database}.${table}`)
    }`;
    await sql`${rights} TO ${account}`.execute(db);
  }
  for (const table of ["audit", "study_facts", "kysely_migration"]) {
    const verbs = table === "kysely_migration" ? sql`SELECT` : sql`SELECT, INSERT`;
    await sql`GRANT ${verbs} ON ${sql.table(`${database}.${table}`)} TO ${account}`.execute(db);
  }
}

/**
 * Refuses to go on with a schema that is older or newer than this code, so that a half-upgraded
 * installation says so instead of failing query by query.
 *
 * @throws {Fault} `config_invalid` when the schema does not match, `database_unavailable` when it
 * cannot be asked
 */
export async function assertSchema(db: Database): Promise<void> {
  let names: string[];
  try {
    const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(db);
    names = rows.map((row) => row.name);
  } catch (error) {
    throw asFault(error, "database_unavailable", "The schema could not be read");
  }
  const wanted = Object.keys(MIGRATIONS);
  const missing = wanted.filter((name) => !names.includes(name));
  const foreign = names.filter((name) => !wanted.includes(name));
  if (missing.length > 0) {
    throw new Fault("config_invalid", `Run "cli database migrate": lacks ${missing.join(", ")}`);
  }
  if (foreign.length > 0) {
    throw new Fault(
      "config_invalid",
      `The schema is newer than this program: ${foreign.join(", ")}`,
    );
  }
}
