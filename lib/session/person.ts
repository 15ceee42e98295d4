import type { Database } from "../database/connect.ts";
import type { Role } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";

/** Who is signed in, as every check and every page sees it. `name` is the sign-in name. */
export interface Person {
  readonly userId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly role: Role;
}

/**
 * The person of a session, straight from its row: a session that was ended, ran out or belongs to a
 * disabled user is gone from this moment on, whatever its tokens say. Event streams ask again while
 * they run.
 *
 * @throws {Fault} `session_missing`, `database_unavailable`
 */
export async function readPerson(
  db: Database,
  sessionId: string,
  now: Date = new Date(),
): Promise<Person> {
  const person = await db.selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select(["users.id as userId", "sessions.id as sessionId", "users.name", "users.role"])
    .where("sessions.id", "=", sessionId)
    .where("sessions.revoked_at", "is", null)
    .where("sessions.expires_at", ">", now)
    .where("users.disabled_at", "is", null)
    .executeTakeFirst()
    .catch((cause: unknown) => {
      throw new Fault("database_unavailable", "The session could not be read", { cause });
    });
  if (person === undefined) throw new Fault("session_missing", "The session has ended");
  return person;
}
