import type { Database } from "../database/connect.ts";
import { record } from "../audit/record.ts";
import { asFault } from "../fault/fault.ts";

/**
 * Ends a session from this moment on, whatever tokens of it are about. Ending it again is no fault.
 * Writes the audit row itself.
 *
 * @throws {Fault} `database_unavailable`, `audit_unavailable`
 */
export async function signOut(
  db: Database,
  sessionId: string,
  origin: { readonly address?: string; readonly requestId?: string } = {},
): Promise<void> {
  const userId = await endSession(db, sessionId);
  if (userId === null) return;
  await record(db, { action: "session.end", outcome: "allowed", userId, ...origin });
}

/**
 * Marks the session's row as ended and tells whose it was; null when it had ended before.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function endSession(
  db: Database,
  sessionId: string,
  now: Date = new Date(),
): Promise<string | null> {
  try {
    const { numUpdatedRows } = await db.updateTable("sessions").set({ revoked_at: now })
      .where("id", "=", sessionId).where("revoked_at", "is", null).executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return null;
    const row = await db.selectFrom("sessions").select("user_id").where("id", "=", sessionId)
      .executeTakeFirst();
    return row?.user_id ?? null;
  } catch (error) {
    throw asFault(error, "database_unavailable", "The session could not be ended");
  }
}
