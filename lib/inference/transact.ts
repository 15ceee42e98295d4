import type { Transaction } from "kysely";
import type { Database } from "../database/connect.ts";
import type { Tables } from "../database/tables.ts";
import { asFault } from "../fault/fault.ts";

/** How often a transaction that met another one head-on is tried. */
const MOST_ATTEMPTS = 4;

/** Runs a query; an error of the driver becomes `database_unavailable` with `message` for the log. */
export async function query<T>(message: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asFault(error, "database_unavailable", message);
  }
}

/**
 * Runs a transaction, and runs it again when MariaDB chose it as the victim of a deadlock or it
 * waited too long for a lock: `run` must therefore have no effect outside the database. Faults of
 * `run` pass unchanged; an error of the driver becomes `database_unavailable`.
 */
export async function transact<T>(
  db: Database,
  message: string,
  run: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return await query(message, async () => {
    for (let attempt = 1;; attempt++) {
      try {
        return await db.transaction().execute(run);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isCollision(error)) throw error;
      }
    }
  });
}

/** ER_LOCK_DEADLOCK and ER_LOCK_WAIT_TIMEOUT: the same transaction may succeed the next time. */
function isCollision(error: unknown): boolean {
  return error instanceof Error && "errno" in error &&
    (error.errno === 1213 || error.errno === 1205);
}
