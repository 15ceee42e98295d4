import type { Condition, Reference } from "@medplum/fhirtypes";
import type { CallOptions, FhirClient } from "../patients/fhir_client.ts";

/**
 * Those Conditions that the server still has, of the references that a prediction kept: a server that
 * checks references would take nothing that names a deleted one. Faults of the FHIR server.
 */
export async function standingConditions(
  client: FhirClient,
  references: readonly string[],
  options: CallOptions,
): Promise<Reference<Condition>[]> {
  const standing: Reference<Condition>[] = [];
  for (const reference of references) {
    const id = reference.slice("Condition/".length);
    const condition = await client.read<Condition>("Condition", id, options);
    if (condition !== undefined) standing.push({ reference });
  }
  return standing;
}
