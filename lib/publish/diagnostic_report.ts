import type { DiagnosticReport, Patient, Reference } from "@medplum/fhirtypes";
import { AI_META, concept, MR_BRAIN, RESEARCH_USE, URI } from "./codes.ts";
import {
  isRejected,
  type PublishedReading,
  referenceTo,
  resourceId,
  studyDay,
} from "./published_reading.ts";
import { PARTS } from "./volume_observation.ts";

/**
 * The report that holds the measurements together. It stays preliminary when somebody accepts it:
 * only a signature would make it final. A person who decided is named as its interpreter.
 */
export function diagnosticReport(
  reading: PublishedReading,
  subject: Reference<Patient>,
): DiagnosticReport & { id: string } {
  const { study, review, completedAt } = reading;
  const id = resourceId("DiagnosticReport", reading.id);
  const day = studyDay(study);
  return {
    resourceType: "DiagnosticReport",
    id,
    meta: AI_META,
    identifier: [{ system: URI, value: `urn:uuid:${id}` }],
    status: isRejected(reading) ? "entered-in-error" : "preliminary",
    category: [
      concept({
        system: "http://terminology.hl7.org/CodeSystem/v2-0074",
        code: "RAD",
        display: "Radiology",
      }),
    ],
    code: concept(MR_BRAIN),
    subject,
    ...(day === undefined ? {} : { effectiveDateTime: day }),
    issued: completedAt.toISOString(),
    ...(review === null ? {} : { resultsInterpreter: [{ display: review.by }] }),
    result: PARTS.map(([part]) => referenceTo("Observation", reading.id, part)),
    imagingStudy: [referenceTo("ImagingStudy", study.uid)],
    conclusion: conclusionOf(reading),
  };
}

/** The volumes in one sentence, what was decided, and what the report must not be used for. */
function conclusionOf({ result, review }: PublishedReading): string {
  const { volumes_mm3 } = result;
  const volumes = PARTS.map(([part, words]) => `${words} ${volumes_mm3[part]} mm3`).join(", ");
  const found = result.seg === null ? "No tumour was found by the software." : `${volumes}.`;
  const decided = review === null
    ? "AI draft, unsigned; nobody has decided about it."
    : `AI draft, unsigned; ${review.decision} by ${review.by}.`;
  return `${found} ${decided} ${RESEARCH_USE}`;
}
