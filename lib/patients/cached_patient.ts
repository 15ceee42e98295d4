import type { Patient } from "@medplum/fhirtypes";
import type { Selectable } from "kysely";
import { asFault, Fault } from "../fault/fault.ts";
import type { Database } from "../database/connect.ts";
import type { PatientsTable } from "../database/tables.ts";
import type { PatientIdentity } from "./identity.ts";
import type { FoundPatient } from "./source.ts";

/** A patient as our database keeps it. */
export interface CachedPatient extends FoundPatient {
  readonly id: string;
  readonly identity: PatientIdentity;
  /** SHA-256 of the content, by which a change at the origin is seen. */
  readonly hash: string;
  /** Whether the FHIR server holds this content, or an upload is still owed. */
  readonly sync: "synced" | "pending";
}

/**
 * Reads a patient by our id; undefined when there is none.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function readPatient(db: Database, id: string): Promise<CachedPatient | undefined> {
  return await ask(() =>
    db.selectFrom("patients").selectAll().where("id", "=", id).executeTakeFirst()
  );
}

/**
 * Reads a patient by identity from our database alone, no neighbour asked; undefined when there is
 * none.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function patientByIdentity(
  db: Database,
  { authority, mrn }: PatientIdentity,
): Promise<CachedPatient | undefined> {
  return await ask(() =>
    db.selectFrom("patients").selectAll().where("authority", "=", authority).where("mrn", "=", mrn)
      .executeTakeFirst()
  );
}

async function ask(
  query: () => Promise<Selectable<PatientsTable> | undefined>,
): Promise<CachedPatient | undefined> {
  try {
    const row = await query();
    return row && cachedPatient(row);
  } catch (error) {
    throw asFault(error, "database_unavailable", "A patient could not be read");
  }
}

function cachedPatient(row: Selectable<PatientsTable>): CachedPatient {
  return {
    kind: "found",
    id: row.id,
    identity: { authority: row.authority, mrn: row.mrn },
    patient: patientOf(row.resource),
    origin: row.source,
    asOf: row.fetched_at,
    sourceTime: row.source_time,
    hash: row.source_hash,
    fhir: row.fhir_id === null ? null : { id: row.fhir_id, version: row.fhir_version },
    sync: row.fhir_sync,
  };
}

/** MariaDB's JSON is a text with a check: the driver gives it as such, MySQL's as an object. */
function patientOf(column: unknown): Patient {
  const json: unknown = typeof column === "string" ? JSON.parse(column) : column;
  if (isPatient(json)) return json;
  throw new Fault("database_unavailable", "A stored patient is no FHIR Patient");
}

function isPatient(json: unknown): json is Patient {
  return typeof json === "object" && json !== null && "resourceType" in json &&
    json.resourceType === "Patient";
}
