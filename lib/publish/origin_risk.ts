import type { Patient, Reference, RiskAssessment } from "@medplum/fhirtypes";
import { aiStatement } from "./ai_statement.ts";
import { concept, METASTASIS, RESEARCH_USE } from "./codes.ts";
import { factReference } from "./fact_observation.ts";
import { type PublishedOrigin, type PublishedReading, referenceTo } from "./published_reading.ts";
import { PARTS } from "./volume_observation.ts";

/**
 * The predicted origin as a RiskAssessment: a probability with its interval and inputs, made by a
 * device. Never a Condition, for nobody has diagnosed anything.
 */
export function originRisk(
  reading: PublishedReading,
  { result, model, completedAt }: PublishedOrigin,
  subject: Reference<Patient>,
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
      ...reading.facts.filter(({ value }) => value !== null)
        .map((fact) => factReference(reading, fact)),
    ],
    prediction: [{
      outcome: concept(METASTASIS, "Metastasis rather than primary tumour"),
      probabilityDecimal: rounded(result.probability),
      rationale: rationaleOf(result),
    }],
    note: [{ text: `${outsideNote(reading)}Research, not validated. ${RESEARCH_USE}` }],
  };
}

/** Why the chart's cancers are not known, where that says nothing of the patient. */
const SILENCE: Readonly<Record<string, string>> = {
  unavailable: " The chart did not answer: known_cancer could not be read.",
  unlinked: " The chart had no such patient: known_cancer could not be read.",
};

/** Interval, inputs with their likelihood ratios, what was not known, what speaks against it. */
function rationaleOf(
  { interval, inputs, missing, contradicting = [], chart }: PublishedOrigin["result"],
): string {
  const [low, high] = interval;
  const used = inputs.map(({ name, value, valueLabel, likelihoodRatio }) =>
    `${name} ${valueLabel?.en ?? rounded(value)} (likelihood ratio ${rounded(likelihoodRatio)})`
  );
  const silence = missing.includes("known_cancer") ? SILENCE[chart?.answer ?? ""] ?? "" : "";
  const sought = missing.filter((name) => silence === "" || name !== "known_cancer");
  const unknown = sought.length === 0 ? "" : ` Not known: ${sought.join(", ")}.`;
  const against = contradicting.length === 0
    ? ""
    : ` Speaks against it: ${contradicting.join(", ")}.`;
  const range = `95 % interval ${rounded(low)} to ${rounded(high)}.`;
  return `${range} Inputs: ${used.join(", ")}.${unknown}${silence}${against}`;
}

/** Says that the measured inputs come from a segmentation that is not to be relied on. */
function outsideNote({ result: { knowledge } }: PublishedReading): string {
  return knowledge?.outside
    ? "The segmentation that it rests on is outside of what its model knows. "
    : "";
}

/** Four digits after the point: float32 carries no more that anybody could use. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
