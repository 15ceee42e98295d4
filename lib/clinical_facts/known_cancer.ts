import type { Condition } from "@medplum/fhirtypes";
import type { Primary } from "../metastasis/facts.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import type { PatientIdentity } from "../patients/identity.ts";
import type { PatientSources } from "../patients/sources.ts";
import { primaryOf } from "./condition_primary.ts";

/**
 * What the FHIR server says of known cancers. `none`: it records none, which does not say that there
 * is none. `unlinked`: it has no such patient. `unavailable`: it does not answer, or refuses.
 */
export interface KnownCancer {
  readonly answer: "found" | "several" | "none" | "unlinked" | "unavailable";
  /** Distinct primaries that the chart names. */
  readonly primaries: readonly Primary[];
}

/** Whether nothing was heard of the patient's cancers: what is not known then may well be charted. */
export function isSilent({ answer }: Pick<KnownCancer, "answer">): boolean {
  return answer === "unavailable" || answer === "unlinked";
}

/** How long the chart may keep the page or the worker waiting, in ms. */
const PATIENCE = 2000;

/**
 * Asks the FHIR server for the patient's Conditions and which cancers they name. Never throws for
 * the neighbour's sake: an outage is an answer, and the page says so. While the server hangs it is
 * left alone for a while, as by the look-up of patients. Fault `database_unavailable`.
 */
export async function knownCancer(
  { db, fhirClient, breakers, log }: PatientSources,
  identity: PatientIdentity,
): Promise<KnownCancer> {
  const chart = identity.mrn === "" ? undefined : await patientByIdentity(db, identity);
  if (!chart?.fhir) return { answer: "unlinked", primaries: [] };
  if (!breakers.fhir.admits(Date.now())) return { answer: "unavailable", primaries: [] };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const conditions = await fhirClient.search<Condition>("Condition", {
      patient: chart.fhir.id,
      _count: "200",
    }, { signal });
    breakers.fhir.report(false, Date.now());
    const named = conditions.map(primaryOf).filter((primary) => primary !== null);
    const primaries = [...new Set(named)];
    const answer = primaries.length === 0 ? "none" : primaries.length === 1 ? "found" : "several";
    return { answer, primaries };
  } catch (error) {
    breakers.fhir.report(signal.aborted, Date.now());
    log.warn({ neighbour: "fhir", error }, "the conditions of a patient could not be read");
    return { answer: "unavailable", primaries: [] };
  }
}
