import type { Patient, Reference } from "@medplum/fhirtypes";
import { Fault } from "../fault/fault.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import { lookUpPatient } from "../patients/cascade.ts";
import type { PatientIdentity } from "../patients/identity.ts";
import type { PatientSources } from "../patients/sources.ts";
import { repairUpload } from "../patients/upload.ts";

/** Answers of the cascade that leave a study without a chart for good. */
const NO_CHART = ["patient_not_found", "patient_ambiguous", "patient_refused"];

/**
 * The patient that published resources are about. A chart that is only in our database is uploaded
 * first, for a reference must exist on the server. A patient of whom no source knows, or whom the
 * sources will not name, is referred to by number alone. Faults: `patient_sources_unavailable` and
 * those of the FHIR server, both worth another try; `database_unavailable`.
 */
export async function subjectOf(
  sources: PatientSources,
  { authority, mrn }: PatientIdentity,
  { signal }: { signal: AbortSignal },
): Promise<Reference<Patient>> {
  const identity = { authority, mrn };
  const alone: Reference<Patient> = {
    type: "Patient",
    identifier: { system: authority, value: mrn },
  };
  if (mrn === "") return { type: "Patient", display: "A patient without a number" };
  if (await patientByIdentity(sources.db, identity) === undefined) {
    try {
      await lookUpPatient(sources, identity, { signal });
    } catch (error) {
      if (error instanceof Fault && NO_CHART.includes(error.code)) return alone;
      throw error;
    }
  }
  const chart = await patientByIdentity(sources.db, identity);
  if (chart === undefined) return alone;
  await repairUpload(sources, chart.id, { signal });
  const uploaded = await patientByIdentity(sources.db, identity);
  if (uploaded?.fhir) return { reference: `Patient/${uploaded.fhir.id}` };
  throw new Fault("fhir_unavailable", "The patient could not be put on the FHIR server");
}
