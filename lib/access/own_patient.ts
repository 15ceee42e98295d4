import type { Database } from "../database/connect.ts";
import { asFault } from "../fault/fault.ts";

/** Whose study it is, from the point of view of one person. */
export interface StudyRelation {
  /** Whether the PACS index knows the study. An unknown one is nobody's own patient. */
  readonly known: boolean;
  readonly ownPatient: boolean;
  /** Opaque id of the chart, for the audit; null while no chart has the study's identity. */
  readonly patientId: string | null;
}

/** Whose chart it is, likewise. */
export type PatientRelation = Omit<StudyRelation, "known">;

/**
 * How a person stands to the patient of a study: the identity (authority, MRN) that the study's row
 * names is looked for in the person's care team.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function relationToStudy(
  db: Database,
  userId: string,
  studyUid: string,
): Promise<StudyRelation> {
  const query = db.selectFrom("studies")
    .leftJoin("care_team", (join) =>
      join.onRef("care_team.authority", "=", "studies.authority")
        .onRef("care_team.mrn", "=", "studies.mrn")
        .on("care_team.user_id", "=", userId))
    .leftJoin("patients", (join) =>
      join.onRef("patients.authority", "=", "studies.authority")
        .onRef("patients.mrn", "=", "studies.mrn"))
    .select(["care_team.user_id as carer", "patients.id as patientId"])
    .where("studies.uid", "=", studyUid);
  const row = await answered(query.executeTakeFirst());
  const ownPatient = row !== undefined && row.carer === userId;
  return { known: row !== undefined, ownPatient, patientId: row?.patientId ?? null };
}

/**
 * How a person stands to a patient by identity; the chart need not exist.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function relationToPatient(
  db: Database,
  userId: string,
  { authority, mrn }: { readonly authority: string; readonly mrn: string },
): Promise<PatientRelation> {
  const carer = db.selectFrom("care_team").select("user_id").where("user_id", "=", userId)
    .where("authority", "=", authority).where("mrn", "=", mrn);
  const chart = db.selectFrom("patients").select("id")
    .where("authority", "=", authority).where("mrn", "=", mrn);
  const [own, patient] = await answered(
    Promise.all([carer.executeTakeFirst(), chart.executeTakeFirst()]),
  );
  return { ownPatient: own !== undefined, patientId: patient?.id ?? null };
}

async function answered<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw asFault(error, "database_unavailable", "The care team could not be read");
  }
}
