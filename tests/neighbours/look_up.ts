import assert from "node:assert/strict";
import { Fault } from "../../lib/fault/fault.ts";
import { lookUpPatient } from "../../lib/patients/cascade.ts";
import type { PatientSources } from "../../lib/patients/sources.ts";
import { AUTHORITY, KIM, type Neighbours } from "./neighbours.ts";

/** Who is looked up unless a test says otherwise. */
export const IDENTITY = { authority: AUTHORITY, mrn: KIM.pubpid };

/** Looks a patient up as the portal does; the caller leaves after `ms`. */
export function lookUp(sources: PatientSources, mrn: string = KIM.pubpid, ms = 10_000) {
  return lookUpPatient(sources, { ...IDENTITY, mrn }, { signal: AbortSignal.timeout(ms) });
}

/** The fault that a piece of work ends with; anything else fails the test. */
export async function faultOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "the look-up succeeded" });
}

/** Uploads to the FHIR server that are promised and not made yet. */
export function promisedUploads({ database }: Neighbours) {
  return database.db.selectFrom("outbox").selectAll().where("queue", "=", "sync").execute();
}
