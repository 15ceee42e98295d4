import type { Database } from "../database/connect.ts";
import type { Role } from "../database/tables.ts";
import { asFault, Fault } from "../fault/fault.ts";
import { checkNewPassword } from "./new_password.ts";
import { hashPassword } from "./password.ts";
import { normalName, parseUserName } from "./user_name.ts";

/** A user as lists show them; the password's hash stays in the table. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/** Every role a user can be given. */
export const ROLES = ["radiologist", "clinician", "administrator", "service"] as const;

const COLUMNS = [
  "id",
  "name",
  "role",
  "created_at as createdAt",
  "disabled_at as disabledAt",
] as const;

/**
 * Adds a user with a password of at least 12 characters.
 *
 * @throws {Fault} `input_invalid` (name, password), `conflict` when the name is taken,
 * `database_unavailable`
 */
export async function addUser(
  db: Database,
  { name: text, role, password }: { name: string; role: Role; password: string },
): Promise<User> {
  const name = parseUserName(text);
  checkNewPassword(password, name);
  const id = crypto.randomUUID();
  const createdAt = new Date();
  const row = { id, name, role, password_hash: await hashPassword(password), disabled_at: null };
  try {
    await db.insertInto("users").values({ ...row, created_at: createdAt }).execute();
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "ER_DUP_ENTRY";
    if (taken) throw nameTaken();
    throw asFault(error, "database_unavailable", "The user could not be added");
  }
  return { id, name, role, createdAt, disabledAt: null };
}

/** Every user by name, disabled ones too. Throws `database_unavailable`. */
export async function listUsers(db: Database): Promise<User[]> {
  return await reading(db.selectFrom("users").select(COLUMNS).orderBy("name").execute());
}

/** The user of that name, or undefined. Throws `database_unavailable`. */
export async function findUser(db: Database, name: string): Promise<User | undefined> {
  const query = db.selectFrom("users").select(COLUMNS).where("name", "=", normalName(name));
  return await reading(query.executeTakeFirst());
}

/**
 * Disables a user and ends all of their sessions in the same transaction: the next request of theirs
 * is refused. Doing it again changes nothing.
 *
 * @throws {Fault} `not_found`, `database_unavailable`
 */
export async function disableUser(
  db: Database,
  name: string,
  now: Date = new Date(),
): Promise<User> {
  const user = await knownUser(db, name);
  await reading(
    db.transaction().execute(async (step) => {
      await step.updateTable("users").set({ disabled_at: now })
        .where("id", "=", user.id).where("disabled_at", "is", null).execute();
      await step.updateTable("sessions").set({ revoked_at: now })
        .where("user_id", "=", user.id).where("revoked_at", "is", null).execute();
    }),
  );
  return { ...user, disabledAt: user.disabledAt ?? now };
}

/**
 * Makes a patient, by identity, one of the user's own. The chart need not exist yet. Doing it again
 * changes nothing.
 *
 * @throws {Fault} `not_found` (user), `database_unavailable`
 */
export async function assignPatient(
  db: Database,
  userName: string,
  { authority, mrn }: { readonly authority: string; readonly mrn: string },
): Promise<void> {
  const { id } = await knownUser(db, userName);
  await reading(
    db.insertInto("care_team").ignore().values({ user_id: id, authority, mrn }).execute(),
  );
}

async function knownUser(db: Database, name: string): Promise<User> {
  const user = await findUser(db, name);
  if (user === undefined) throw nameUnknown();
  return user;
}

function nameTaken(): Fault {
  return new Fault("conflict", "There is a user of this name already", { facts: { case: "user" } });
}

function nameUnknown(): Fault {
  return new Fault("not_found", "There is no user of this name", { facts: { case: "user" } });
}

async function reading<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw asFault(error, "database_unavailable", "The users' tables do not answer");
  }
}
