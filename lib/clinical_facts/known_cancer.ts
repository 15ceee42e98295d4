import type { Condition } from "@medplum/fhirtypes";
import type { Primary } from "../metastasis/facts.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import type { PatientIdentity } from "../patients/identity.ts";
import type { PatientSources } from "../patients/sources.ts";
import { closestPrimaries } from "./closest_primaries.ts";
import { readCondition } from "./condition_primary.ts";

/**
 * What the FHIR server says of known cancers. `none`: it records none, which does not say that there
 * is none. `unlinked`: it has no such patient. `unavailable`: it does not answer, or refuses.
 */
export interface KnownCancer {
  readonly answer: "found" | "several" | "none" | "unlinked" | "unavailable";
  /** Distinct primaries that the chart names, each as closely as it does. */
  readonly primaries: readonly Primary[];
  /** Primaries of Conditions that are not confirmed: said, not used. */
  readonly unconfirmed: readonly Primary[];
  /** How many Conditions may be a cancer but could not be read: text alone, unknown codes. */
  readonly unread: number;
  /** References to the Conditions that name the primaries. */
  readonly conditions: readonly string[];
}

const NOTHING = { primaries: [], unconfirmed: [], unread: 0, conditions: [] } as const;

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
  if (!chart?.fhir) return { answer: "unlinked", ...NOTHING };
  if (!breakers.fhir.admits(Date.now())) return { answer: "unavailable", ...NOTHING };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const conditions = await fhirClient.search<Condition>("Condition", {
      patient: chart.fhir.id,
      _count: "200",
    }, { signal });
    breakers.fhir.report(false, Date.now());
    return cancersIn(conditions);
  } catch (error) {
    breakers.fhir.report(signal.aborted, Date.now());
    log.warn({ neighbour: "fhir", error }, "the conditions of a patient could not be read");
    return { answer: "unavailable", ...NOTHING };
  }
}

function cancersIn(conditions: readonly Condition[]): KnownCancer {
  const read = conditions.map((condition) => ({
    id: condition.id,
    reading: readCondition(condition),
  }));
  const named = (kind: "cancer" | "unconfirmed") =>
    closestPrimaries(
      read.flatMap(({ reading }) => reading.kind === kind ? reading.primaries : []),
    );
  const primaries = named("cancer");
  return {
    answer: primaries.length === 0 ? "none" : primaries.length === 1 ? "found" : "several",
    primaries,
    unconfirmed: named("unconfirmed"),
    unread: read.filter(({ reading }) => reading.kind === "unread").length,
    conditions: read.flatMap(({ id, reading }) =>
      reading.kind === "cancer" && id !== undefined ? [`Condition/${id}`] : []
    ),
  };
}
