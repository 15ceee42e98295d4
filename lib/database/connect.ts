import { Kysely, MysqlDialect } from "kysely";
import type { Config } from "../config/config.ts";
import { openPool } from "./pool.ts";
import type { Tables } from "./tables.ts";

/** The application's handle on MariaDB. */
export type Database = Kysely<Tables>;

/**
 * Opens the application's account (no DDL; INSERT and SELECT only on audit). `destroy()` closes it.
 */
export function connectDatabase(config: Config["database"]): Database {
  const account = {
    user: config.user,
    password: config.password,
    connections: 8,
    statementMs: 5000,
  };
  return new Kysely<Tables>({ dialect: new MysqlDialect({ pool: openPool(config, account) }) });
}
