import type { Patient } from "@medplum/fhirtypes";
import type { PatientIdentity } from "./identity.ts";

/** The layers of the cascade in the order in which they are asked. */
export type Layer = "cache" | "fhir" | "openemr";

/** A patient as one layer gave it. */
export interface FoundPatient {
  readonly kind: "found";
  readonly patient: Patient;
  /** Which of the neighbours the record comes from; the cache keeps what it was told. */
  readonly origin: "fhir" | "openemr";
  /** When the neighbour was asked: the age that is shown. */
  readonly asOf: Date;
  /** When the record last changed at its origin, as far as that says so. */
  readonly sourceTime: Date | null;
  /** Where the FHIR server keeps it; null while it does not. */
  readonly fhir: FhirCopy | null;
}

/** Id and version under which the FHIR server holds a patient. */
export interface FhirCopy {
  readonly id: string;
  readonly version: string | null;
}

/**
 * What a layer says about an identity. Only `not_found` is a no: `refused` means that the record
 * may not be seen and `unavailable` that nothing is known; neither may ever become a 404.
 */
export type SourceAnswer =
  | FoundPatient
  | { readonly kind: "not_found" }
  | { readonly kind: "ambiguous" }
  | { readonly kind: "refused"; readonly cause: unknown }
  | { readonly kind: "unavailable"; readonly cause: unknown };

/**
 * One place where patients may be found; tests/contracts/patient_source.ts says how each behaves.
 * `find` compares authority and number exactly whatever the neighbour returned, answers by value
 * for everything that a neighbour can do, and throws for nothing but programming errors.
 */
export interface PatientSource {
  find(identity: PatientIdentity, options: { signal: AbortSignal }): Promise<SourceAnswer>;
}
