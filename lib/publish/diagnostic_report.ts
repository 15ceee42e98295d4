import type { DiagnosticReport, Patient, Reference } from "@medplum/fhirtypes";
import { surenessOf, warningsOf } from "../findings/statements.ts";
import { aiStatement, momentsOf } from "./ai_statement.ts";
import { concept, MR_BRAIN, RESEARCH_USE } from "./codes.ts";
import { type PublishedReading, referenceTo } from "./published_reading.ts";
import { PARTS } from "./volume_observation.ts";

/**
 * The report that holds the measurements together. It stays preliminary when somebody accepts it:
 * only a signature would make it final. A person who decided is named as its interpreter.
 */
export function diagnosticReport(
  reading: PublishedReading,
  subject: Reference<Patient>,
): DiagnosticReport & { id: string } {
  const { study, review } = reading;
  return {
    resourceType: "DiagnosticReport",
    ...aiStatement("DiagnosticReport", reading),
    category: [
      concept({
        system: "http://terminology.hl7.org/CodeSystem/v2-0074",
        code: "RAD",
        display: "Radiology",
      }),
    ],
    code: concept(MR_BRAIN),
    subject,
    ...momentsOf(reading),
    ...(review === null ? {} : { resultsInterpreter: [{ display: review.by }] }),
    result: PARTS.map(([part]) => referenceTo("Observation", reading.id, part)),
    imagingStudy: [referenceTo("ImagingStudy", study.uid)],
    conclusion: conclusionOf(reading),
  };
}

/** What must be known before the volumes are believed, they in one sentence, how sure they are, what was decided, and what the report must not be used for. */
function conclusionOf({ result, review }: PublishedReading): string {
  const { volumes_mm3 } = result;
  const volumes = PARTS.map(([part, words]) => `${words} ${volumes_mm3[part]} mm3`).join(", ");
  const found = result.seg === null ? "No tumour was found by the software." : `${volumes}.`;
  const decided = review === null
    ? "AI draft, unsigned; nobody has decided about it."
    : `AI draft, unsigned; ${review.decision} by ${review.by}.`;
  const sure = surenessOf(result, result.seg !== null);
  return [...warningsOf(result), found, ...sure, decided, RESEARCH_USE].join(" ");
}
