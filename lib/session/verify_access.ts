import type { Database } from "../database/connect.ts";
import type { Keys } from "./keys.ts";
import { type Person, readPerson } from "./person.ts";
import { readToken } from "./signed_token.ts";

/**
 * The person behind an access token. The token is checked first, then the session's row, so that
 * sign-out, disabling a user and the session's end count at once and not when the token runs out.
 *
 * @throws {Fault} `session_missing`, `database_unavailable`
 */
export async function verifyAccess(
  db: Database,
  keys: Keys,
  token: string,
  now: Date = new Date(),
): Promise<Person> {
  const { sessionId } = await readToken(keys, "access", token, now);
  return await readPerson(db, sessionId, now);
}
