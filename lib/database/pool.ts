import type { MysqlPool } from "kysely";
import { createPool } from "mysql2";
import type { Config } from "../config/config.ts";

/** Whose account a pool uses, and how many connections it may hold. */
export interface PoolAccount {
  readonly user: string;
  readonly password: string;
  readonly connections: number;
}

/**
 * A pool of MariaDB connections for kysely: utf8mb4, moments in UTC, 2 s to connect. Nothing is
 * dialled before the first query.
 */
export function openPool(config: Config["database"], account: PoolAccount): MysqlPool {
  const pool = createPool({
    host: config.host,
    port: config.port,
    database: config.name,
    user: account.user,
    password: account.password,
    connectionLimit: account.connections,
    charset: "utf8mb4",
    timezone: "Z",
    connectTimeout: 2000,
    enableKeepAlive: true,
    supportBigNumbers: true,
  });
  // mysql2's connection classes are built by mix-ins whose methods its types lose under Deno;
  // kysely's own suite runs on exactly this object.
  return pool as unknown as MysqlPool;
}
