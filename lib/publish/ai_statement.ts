import type { Identifier, Meta } from "@medplum/fhirtypes";
import { AI_META, URI } from "./codes.ts";
import { type PublishedReading, resourceId, studyDay } from "./published_reading.ts";

/** Resources that say something of a patient, as far as software may say it. */
type Statement = "Observation" | "DiagnosticReport" | "RiskAssessment";

/**
 * What all of them begin with: an id derived from what they are about, the label that software
 * asserts them, and a status. Preliminary, for no person has signed it; once a person rejected the
 * result, everything said of it was said in error.
 */
export function aiStatement(
  type: Statement,
  { id: reading, review }: PublishedReading,
  ...part: readonly string[]
): {
  id: string;
  meta: Meta;
  identifier: Identifier[];
  status: "preliminary" | "entered-in-error";
} {
  const id = resourceId(type, reading, ...part);
  return {
    id,
    meta: AI_META,
    identifier: [{ system: URI, value: `urn:uuid:${id}` }],
    status: review?.decision === "rejected" ? "entered-in-error" : "preliminary",
  };
}

/** Of which day a measurement tells, where the study has one, and since when it is known. */
export function momentsOf({ study, completedAt }: PublishedReading) {
  const day = studyDay(study);
  return {
    ...(day === undefined ? {} : { effectiveDateTime: day }),
    issued: completedAt.toISOString(),
  };
}
