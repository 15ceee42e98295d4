import type { MysqlPool, MysqlPoolConnection } from "kysely";
import { createPool } from "mysql2";
import type { Config } from "../config/config.ts";

/** Whose account a pool uses, how many connections it may hold, how long a statement may take. */
export interface PoolAccount {
  readonly user: string;
  readonly password: string;
  readonly connections: number;
  readonly statementMs: number;
}

/** What mysql2 calls back with; an error with this code leaves the connection in the middle. */
type Done = (error: { readonly code?: string } | null, result: unknown) => void;
const TIMED_OUT = "PROTOCOL_SEQUENCE_TIMEOUT";

/** mysql2's connection, whose query also takes an object with a time limit. */
interface LimitedConnection extends Omit<MysqlPoolConnection, "query"> {
  query: (statement: { sql: string; values: unknown; timeout: number }, done: Done) => unknown;
}

/**
 * A pool of MariaDB connections for kysely: utf8mb4, moments in UTC, 2 s to connect, and a limit for
 * each statement: a server that is frozen, not gone, would hold requests for ever. Nothing is
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
  // kysely's own suite runs on exactly these objects.
  const untyped = pool as unknown as MysqlPool & {
    on(event: "connection", listener: (connection: LimitedConnection) => void): void;
  };
  untyped.on("connection", (connection) => limitStatements(connection, account.statementMs));
  return untyped;
}

/** Gives every statement that kysely sends a limit; a connection that missed it is not used again. */
function limitStatements(connection: LimitedConnection, timeout: number): void {
  const query = connection.query.bind(connection);
  const limited = (sql: string, values: unknown, done: Done) =>
    query({ sql, values, timeout }, (error, result) => {
      if (error?.code === TIMED_OUT) connection.destroy();
      done(error, result);
    });
  Object.assign(connection, { query: limited });
}
