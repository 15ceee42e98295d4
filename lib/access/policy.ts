import type { Role } from "../database/tables.ts";

/** Everything that asks for permission; a page, an endpoint and the gate use the same words. */
export type Action =
  | "study.view"
  | "study.list"
  | "patient.lookup"
  | "patient.view"
  | "inference.view"
  | "inference.request"
  | "inference.cancel"
  | "review.decide"
  | "facts.enter"
  | "jobs.view"
  | "jobs.change"
  | "dicom.store"
  | "users.manage";

/** What the decision depends on besides the role. */
export interface AccessFacts {
  /** Whether the patient (of the chart, the study, or of all that a list shows) is the person's. */
  readonly ownPatient: boolean;
}

/** `always`, or only for patients in the person's care. What is not named is refused. */
type Grant = "always" | "own patients";

const GRANTS: Readonly<Record<Role, Partial<Readonly<Record<Action, Grant>>>>> = {
  radiologist: {
    "study.view": "always",
    "study.list": "always",
    "patient.lookup": "always",
    "patient.view": "always",
    "inference.view": "always",
    "inference.request": "always",
    "inference.cancel": "always",
    "review.decide": "always",
    "facts.enter": "always",
  },
  clinician: {
    "study.view": "own patients",
    "study.list": "own patients",
    "patient.lookup": "own patients",
    "patient.view": "own patients",
    "inference.view": "own patients",
    "inference.request": "own patients",
    "inference.cancel": "own patients",
    "review.decide": "own patients",
    "facts.enter": "own patients",
  },
  administrator: {
    // As a job: state, numbers and causes, neither images nor names.
    "inference.view": "always",
    "jobs.view": "always",
    "jobs.change": "always",
    "users.manage": "always",
  },
  service: {
    "study.view": "always",
    "study.list": "always",
    "inference.view": "always",
    "inference.request": "always",
    "inference.cancel": "always",
    "dicom.store": "always",
  },
};

/**
 * Whether a person of this role may do this. Pure, and the only place that decides: everything that
 * the table does not grant is refused, and so is a role or an action that it does not know.
 */
export function may(person: { readonly role: Role }, action: Action, facts: AccessFacts): boolean {
  const grants = Object.hasOwn(GRANTS, person.role) ? GRANTS[person.role] : {};
  const grant = Object.hasOwn(grants, action) ? grants[action] : undefined;
  return grant === "always" || (grant === "own patients" && facts.ownPatient === true);
}
