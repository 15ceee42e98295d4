import type { Context } from "fresh";
import { allowPatient } from "../../lib/access/allow.ts";
import { record } from "../../lib/audit/record.ts";
import { asFault, Fault } from "../../lib/fault/fault.ts";
import { lookUpPatient, type PatientAnswer } from "../../lib/patients/cascade.ts";
import { readPatient } from "../../lib/patients/cached_patient.ts";
import { parseMrn, type PatientIdentity } from "../../lib/patients/identity.ts";
import type { State } from "../../state.ts";
import { originOf, signedIn } from "./signed_in.ts";

/** Longer than a look-up's own budget: it ends by itself and says who was silent. */
const PATIENCE = 10_000;

/**
 * Looks a patient up for the person of the request: permission first, then the layers, then the
 * record of what came of it. An empty authority means this hospital's own.
 *
 * @throws {Fault} `input_invalid`, `access_denied`, those of `lookUpPatient`, `audit_unavailable`
 */
export async function findPatient(
  ctx: Context<State>,
  mrn: string,
  authority: string,
): Promise<PatientAnswer> {
  const { db, config, sources } = ctx.state.connections;
  const identity: PatientIdentity = {
    authority: authority.trim() || config.authority,
    mrn: parseMrn(mrn),
  };
  const entry = { action: "patient.lookup", userId: signedIn(ctx).userId, ...originOf(ctx) };
  await allowPatient(db, signedIn(ctx), "patient.lookup", identity, originOf(ctx));
  try {
    const answer = await lookUpPatient(sources, identity, {
      signal: AbortSignal.timeout(PATIENCE),
    });
    await record(db, { ...entry, outcome: "allowed", patientId: answer.id, detail: answer.source });
    return answer;
  } catch (error) {
    const fault = asFault(error, "internal", "A look-up failed");
    if (fault.code !== "audit_unavailable") {
      await record(db, { ...entry, outcome: "failed", detail: fault.code });
    }
    throw fault;
  }
}

/**
 * A patient by our opaque id, looked up again so that source and age are true now; with the
 * neighbours silent, the stored record is given with its age.
 *
 * @throws {Fault} `not_found`, `access_denied`, those of `lookUpPatient`, `audit_unavailable`
 */
export async function openPatient(
  ctx: Context<State>,
  id: string,
): Promise<{ readonly identity: PatientIdentity; readonly answer: PatientAnswer }> {
  const { db, sources } = ctx.state.connections;
  const person = signedIn(ctx);
  const stored = await readPatient(db, id);
  if (stored === undefined) throw new Fault("not_found", "No patient has this id");
  await allowPatient(db, person, "patient.view", stored.identity, originOf(ctx));
  const answer = await lookUpPatient(sources, stored.identity, {
    signal: AbortSignal.timeout(PATIENCE),
  });
  await record(db, {
    action: "patient.view",
    outcome: "allowed",
    userId: person.userId,
    patientId: id,
    ...originOf(ctx),
  });
  return { identity: stored.identity, answer };
}
