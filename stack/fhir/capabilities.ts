import type { CapabilityStatement } from "@medplum/fhirtypes";

/** Types that the product writes; others are taken as well. */
const TYPES = [
  "Patient",
  "ImagingStudy",
  "Observation",
  "DiagnosticReport",
  "RiskAssessment",
  "Device",
  "Provenance",
  "Task",
  "AuditEvent",
] as const;

const INTERACTIONS = [
  "read",
  "vread",
  "update",
  "patch",
  "delete",
  "history-instance",
  "create",
  "search-type",
] as const;

/** `GET /metadata`: what the server can do. Open to everybody, as it says nothing of patients. */
export function capabilities(url: string): CapabilityStatement {
  return {
    resourceType: "CapabilityStatement",
    status: "active",
    date: "2026-01-01",
    kind: "instance",
    fhirVersion: "4.0.1",
    format: ["application/fhir+json"],
    software: { name: "NeuroNova FHIR server", version: "4.0.1" },
    implementation: { description: "R4 server of the native stack", url },
    rest: [{
      mode: "server",
      interaction: [{ code: "transaction" }, { code: "batch" }],
      resource: TYPES.map((type) => ({
        type,
        interaction: INTERACTIONS.map((code) => ({ code })),
        versioning: "versioned",
        conditionalCreate: true,
        conditionalUpdate: true,
        updateCreate: true,
        searchParam: [{ name: "identifier", type: "token" }],
      })),
    }],
  };
}
