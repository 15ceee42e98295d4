import { connectDatabase } from "../lib/database/connect.ts";
import type { Config } from "../lib/config/config.ts";
import { migrate } from "../lib/database/migrate.ts";
import type { Role } from "../lib/database/tables.ts";
import { addUser, assignPatient, findUser } from "../lib/session/users.ts";
import { DEMO_AUTHORITY } from "./environment.ts";
import type { SecretName, Secrets } from "./secrets.ts";

/** A user of the demo, as demo.json tells it. */
export interface DemoUser {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** The demo's patient, invented; only OpenEMR knows her, so the first look-up asks all three layers. */
export const DEMO_PATIENT = {
  authority: DEMO_AUTHORITY,
  mrn: "NN-2026-0001",
  name: "김서연",
  /** As a PACS has it: alphabetic=ideographic=phonetic (PS3.5 6.2.1.2). */
  dicomName: "Kim^Seoyeon=金^瑞姸=김^서연",
  birthDate: "1968-03-14",
  dicomSex: "F",
} as const;

/** Her row in OpenEMR's sandbox. */
export const OPENEMR_SEED: readonly Record<string, unknown>[] = [{
  pubpid: DEMO_PATIENT.mrn,
  lname: "김",
  fname: "서연",
  DOB: DEMO_PATIENT.birthDate,
  sex: "Female",
  city: "서울",
  country_code: "KR",
  phone_cell: "010-0000-0000",
  date: "2026-01-05 09:00:00",
}];

const USERS: readonly { name: string; role: Role; secret: SecretName }[] = [
  { name: "radiologist", role: "radiologist", secret: "radiologist_password" },
  { name: "clinician", role: "clinician", secret: "clinician_password" },
  { name: "administrator", role: "administrator", secret: "administrator_password" },
];

/** The demo's users with their passwords, which stand in the data folder's secrets alone. */
export function demoUsers(secrets: Secrets): DemoUser[] {
  return USERS.map(({ name, role, secret }) => ({ name, role, password: secrets.read(secret) }));
}

/**
 * Brings the schema up to date and makes the users that are not there yet; the demo's patient is one
 * of the clinician's own. Running it again changes nothing.
 */
export async function prepareDatabase(
  config: Config["database"],
  users: readonly DemoUser[],
): Promise<void> {
  await migrate(config);
  const db = connectDatabase(config);
  try {
    for (const user of users) {
      if (await findUser(db, user.name) === undefined) await addUser(db, user);
      if (user.role === "clinician") await assignPatient(db, user.name, DEMO_PATIENT);
    }
  } finally {
    await db.destroy();
  }
}
