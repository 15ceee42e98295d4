import type { Patient } from "@medplum/fhirtypes";
import { Fault } from "../fault/fault.ts";
import { escapeToken, type FhirClient } from "./fhir_client.ts";
import type { PatientIdentity } from "./identity.ts";
import type { PatientSource, SourceAnswer } from "./source.ts";

/** The FHIR layer: patients by (system, value) of an identifier, compared again exactly. */
export class FhirSource implements PatientSource {
  readonly #client: FhirClient;

  constructor(client: FhirClient) {
    this.#client = client;
  }

  async find(
    identity: PatientIdentity,
    { signal }: { signal: AbortSignal },
  ): Promise<SourceAnswer> {
    try {
      const token = `${escapeToken(identity.authority)}|${escapeToken(identity.mrn)}`;
      const patients = await this.#client.search<Patient>("Patient", {
        identifier: token,
        _count: "20",
      }, { signal });
      return answerOf(patients.filter((patient) => isThe(patient, identity)));
    } catch (error) {
      const refused = error instanceof Fault && error.code === "fhir_refused";
      return { kind: refused ? "refused" : "unavailable", cause: error };
    }
  }
}

/** A server may match loosely (case, blanks, an answer of a minute ago): never trust, compare. */
function isThe(patient: Patient, identity: PatientIdentity): boolean {
  return (patient.identifier ?? []).some((identifier) =>
    identifier.system === identity.authority && identifier.value === identity.mrn
  );
}

function answerOf(matches: readonly Patient[]): SourceAnswer {
  // A record that was merged into another stays behind as inactive and does not make it ambiguous.
  const active = matches.filter((patient) => patient.active !== false);
  const candidates = active.length > 0 ? active : matches;
  const [patient, second] = candidates;
  if (second !== undefined) return { kind: "ambiguous" };
  if (patient?.id === undefined) return { kind: "not_found" };
  const { lastUpdated, versionId } = patient.meta ?? {};
  return {
    kind: "found",
    patient,
    origin: "fhir",
    asOf: new Date(),
    sourceTime: lastUpdated === undefined ? null : validDate(lastUpdated),
    fhir: { id: patient.id, version: versionId ?? null },
  };
}

function validDate(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
