import type { Patient } from "@medplum/fhirtypes";
import { asFault, Fault } from "../fault/fault.ts";
import { readPatient } from "./cached_patient.ts";
import { FhirSource } from "./fhir.ts";
import type { FhirClient } from "./fhir_client.ts";
import { patientId, type PatientIdentity } from "./identity.ts";
import type { FhirCopy } from "./source.ts";
import type { PatientSources } from "./sources.ts";

/**
 * Puts a patient on the FHIR server under our id, which makes repeating harmless. `looked` says
 * that the server has just answered that it knows no such patient; otherwise it is asked first, for
 * a second Patient with the same number would make the number ambiguous for everybody. A copy that
 * somebody else put there is taken as it is.
 *
 * @throws {Fault} of {@linkcode FhirClient}, `patient_ambiguous`
 */
export async function uploadPatient(
  client: FhirClient,
  identity: PatientIdentity,
  patient: Patient,
  { looked, signal }: { looked: boolean; signal: AbortSignal },
): Promise<FhirCopy> {
  const id = patientId(identity);
  if (!looked) {
    const there = await new FhirSource(client).find(identity, { signal });
    if (there.kind === "ambiguous") {
      throw new Fault("patient_ambiguous", "The FHIR server holds several such patients");
    }
    if (there.kind === "refused" || there.kind === "unavailable") throw there.cause;
    if (there.kind === "found" && there.fhir !== null && there.fhir.id !== id) return there.fhir;
  }
  const { meta: _meta, ...content } = patient;
  return await client.put({ ...content, id }, { signal });
}

/**
 * Work of the queue `sync`: pays an upload that is owed. Does nothing when there is none, so it may
 * run any number of times; throws while the FHIR server is down, so that the queue tries again.
 *
 * @throws {Fault} `database_unavailable`, or as {@linkcode uploadPatient}
 */
export async function repairUpload(
  sources: PatientSources,
  id: string,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const cached = await readPatient(sources.db, id);
  if (cached === undefined || cached.sync === "synced") return;
  const options = { looked: false, signal };
  const copy = await uploadPatient(sources.fhirClient, cached.identity, cached.patient, options);
  try {
    await sources.db.updateTable("patients")
      .set({ fhir_id: copy.id, fhir_version: copy.version, fhir_sync: "synced" })
      // A look-up may have stored newer content meanwhile; that upload is still owed.
      .where("id", "=", id).where("source_hash", "=", cached.hash).execute();
  } catch (error) {
    throw asFault(error, "database_unavailable", "An upload could not be noted");
  }
}
