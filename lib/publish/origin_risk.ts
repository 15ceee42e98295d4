import type { Condition, Patient, Reference, RiskAssessment } from "@medplum/fhirtypes";
import { ORIGIN_FACTS } from "../clinical_facts/origin_basis.ts";
import type { EnteredFact } from "../clinical_facts/read_facts.ts";
import { aiStatement } from "./ai_statement.ts";
import { concept, METASTASIS, RESEARCH_USE } from "./codes.ts";
import { factReference } from "./fact_observation.ts";
import { originRationale, rounded } from "./origin_rationale.ts";
import { type PublishedOrigin, type PublishedReading, referenceTo } from "./published_reading.ts";
import { PARTS } from "./volume_observation.ts";

/** Whom a prediction is of, and the Conditions of the chart that it rests on. */
export interface RiskReferences {
  readonly subject: Reference<Patient>;
  readonly conditions: readonly Reference<Condition>[];
}

/**
 * The predicted origin as a RiskAssessment: a probability with its interval and inputs, made by a
 * device, on the basis of the images, of what it measured there and of the facts that it used. Never
 * a Condition, for nobody has diagnosed anything.
 */
export function originRisk(
  reading: PublishedReading,
  { result, model, completedAt }: PublishedOrigin,
  { subject, conditions }: RiskReferences,
): RiskAssessment & { id: string } {
  return {
    resourceType: "RiskAssessment",
    ...aiStatement("RiskAssessment", reading),
    method: { text: `${model.id} ${model.version}: likelihood ratios with citations` },
    subject,
    occurrenceDateTime: completedAt.toISOString(),
    performer: referenceTo("Device", model.sha256),
    basis: [
      referenceTo("ImagingStudy", reading.study.uid),
      ...PARTS.map(([part]) => referenceTo("Observation", reading.id, part)),
      ...usedFacts(reading, result).map((fact) => factReference(reading, fact)),
      ...conditions,
    ],
    prediction: [{
      outcome: concept(METASTASIS, "Metastasis rather than primary tumour"),
      probabilityDecimal: rounded(result.probability),
      rationale: originRationale(result, completedAt.toISOString().slice(0, 10)),
    }],
    note: [{ text: `${outsideNote(reading)}Research, not validated. ${RESEARCH_USE}` }],
  };
}

/** Says that the measured inputs come from a segmentation that is not to be relied on. */
function outsideNote({ result: { knowledge } }: PublishedReading): string {
  return knowledge?.outside
    ? "The segmentation that it rests on is outside of what its model knows. "
    : "";
}

/** Facts that the prediction used; results before 0.3 do not say which, only which it could use. */
function usedFacts(
  { facts }: PublishedReading,
  { basis }: PublishedOrigin["result"],
): Pick<EnteredFact, "name">[] {
  return facts.filter(({ name, value }) =>
    basis === undefined ? ORIGIN_FACTS.includes(name) && value !== null : basis.facts.includes(name)
  );
}
