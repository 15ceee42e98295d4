import type { Provenance, ProvenanceAgent, Reference } from "@medplum/fhirtypes";
import { AI_ASSERTED, concept, DICOM_UID } from "./codes.ts";
import { type PublishedReading, referenceTo, resourceId } from "./published_reading.ts";

/** Says of all that was published which software made it, from what, and who looked at it. */
export function provenance(
  reading: PublishedReading,
  targets: readonly Reference[],
): Provenance & { id: string } {
  const { model, study, result, review, completedAt } = reading;
  return {
    resourceType: "Provenance",
    id: resourceId("Provenance", reading.id),
    target: [...targets],
    occurredDateTime: completedAt.toISOString(),
    // A moment of the record, not of this call: publishing again must change nothing.
    recorded: review?.at ?? completedAt.toISOString(),
    reason: [concept(AI_ASSERTED)],
    activity: concept({
      system: "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
      code: "CREATE",
      display: "create",
    }),
    agent: [
      agent("author", "Author", referenceTo("Device", model.sha256)),
      ...(review === null ? [] : [agent("verifier", "Verifier", { display: review.by })]),
    ],
    entity: [
      { role: "source", what: referenceTo("ImagingStudy", study.uid) },
      ...(result.seg === null ? [] : [{
        role: "source" as const,
        what: { identifier: { system: DICOM_UID, value: `urn:oid:${result.seg.sopUid}` } },
      }]),
    ],
  };
}

function agent(
  code: "author" | "verifier",
  display: string,
  who: ProvenanceAgent["who"],
): ProvenanceAgent {
  const system = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
  return { type: concept({ system, code, display }), who };
}
