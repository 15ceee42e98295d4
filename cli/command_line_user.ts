import type { Database } from "../lib/database/connect.ts";
import { Fault } from "../lib/fault/fault.ts";
import { randomPassword } from "../lib/session/new_password.ts";
import { addUser, disableUser, findUser } from "../lib/session/users.ts";

const NAME = "command-line";

/**
 * The user in whose name the command line asks for readings: a row like any other, so that every
 * reading has somebody who asked, but disabled and with a password that nobody was told.
 *
 * @returns the user's id
 * @throws {Fault} `database_unavailable`
 */
export async function commandLineUser(db: Database): Promise<string> {
  const known = await findUser(db, NAME);
  if (known !== undefined) return known.id;
  try {
    await addUser(db, { name: NAME, role: "service", password: randomPassword() });
  } catch (error) {
    // Another command was first.
    if (!(error instanceof Fault && error.code === "conflict")) throw error;
  }
  return (await disableUser(db, NAME)).id;
}
