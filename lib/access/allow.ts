import { record } from "../audit/record.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import type { Person } from "../session/person.ts";
import {
  type PatientRelation,
  relationToPatient,
  relationToStudy,
  type StudyRelation,
} from "./own_patient.ts";
import { type Action, may } from "./policy.ts";

/** Where a request came from, for the audit. */
export interface Origin {
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
}

/**
 * Lets a person do something to a study, or refuses and records the refusal. What was allowed is
 * recorded by the caller, who knows what came of it. A clinician learns nothing about a study that
 * the index does not know: it is refused like a foreign one.
 *
 * @throws {Fault} `access_denied`, `database_unavailable`, `audit_unavailable`
 */
export async function allowStudy(
  db: Database,
  person: Person,
  action: Action,
  studyUid: string,
  origin: Origin = {},
): Promise<StudyRelation> {
  const relation = await relationToStudy(db, person.userId, studyUid);
  const patientId = relation.patientId ?? undefined;
  if (!may(person, action, relation)) {
    await refuse(db, person, action, { studyUid, patientId, ...origin });
  }
  return relation;
}

/**
 * Lets a person do something to a patient, by identity, or refuses and records the refusal.
 *
 * @throws {Fault} `access_denied`, `database_unavailable`, `audit_unavailable`
 */
export async function allowPatient(
  db: Database,
  person: Person,
  action: Action,
  identity: { readonly authority: string; readonly mrn: string },
  origin: Origin = {},
): Promise<PatientRelation> {
  const relation = await relationToPatient(db, person.userId, identity);
  const patientId = relation.patientId ?? undefined;
  if (!may(person, action, relation)) await refuse(db, person, action, { patientId, ...origin });
  return relation;
}

/**
 * Lets a person do something that concerns no one patient (jobs, users, all studies), or refuses and
 * records the refusal.
 *
 * @throws {Fault} `access_denied`, `audit_unavailable`
 */
export async function allow(
  db: Database,
  person: Person,
  action: Action,
  origin: Origin = {},
): Promise<void> {
  if (!may(person, action, { ownPatient: false })) await refuse(db, person, action, origin);
}

async function refuse(
  db: Database,
  { userId, role }: Person,
  action: Action,
  concerned: Origin & { readonly studyUid?: string; readonly patientId?: string | undefined },
): Promise<never> {
  // Each one, not once a minute: who tries many patients must be seen to.
  await record(db, { action, outcome: "refused", userId, ...concerned });
  throw new Fault("access_denied", `A ${role} may not do ${action} here`);
}
