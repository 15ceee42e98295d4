import type { Database } from "../database/connect.ts";
import { asFault } from "../fault/fault.ts";
import type { AuditEntry } from "./record.ts";

/** What an audit row of a reading names. */
export type AboutReading = Pick<AuditEntry, "inferenceId" | "studyUid" | "patientId">;

/**
 * The reading, its study, and the opaque id of the patient where a chart has the study's identity.
 * An id that no reading has is named alone: the attempt is recorded all the same.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function aboutReading(db: Database, inferenceId: string): Promise<AboutReading> {
  const query = db.selectFrom("inferences")
    .leftJoin("studies", "studies.uid", "inferences.study_uid")
    .leftJoin("patients", (join) =>
      join.onRef("patients.authority", "=", "studies.authority")
        .onRef("patients.mrn", "=", "studies.mrn"))
    .select(["inferences.study_uid as studyUid", "patients.id as patientId"])
    .where("inferences.id", "=", inferenceId);
  try {
    const row = await query.executeTakeFirst();
    return { inferenceId, studyUid: row?.studyUid, patientId: row?.patientId ?? undefined };
  } catch (error) {
    throw asFault(error, "database_unavailable", "The patient of a reading could not be read");
  }
}
