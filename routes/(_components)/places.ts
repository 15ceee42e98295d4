import { may } from "../../lib/access/policy.ts";
import type { TextKey } from "../../lib/i18n/catalogue.ts";
import type { Person } from "../../lib/session/person.ts";

/** A page that a person can be sent to. */
export interface Place {
  readonly href: string;
  readonly word: TextKey;
}

/** The pages that a person's role may use, the one to start from first. */
export function placesOf(person: Person): Place[] {
  const places: [place: Place, shown: boolean][] = [
    [{ href: "/", word: "nav.worklist" }, may(person, "study.list", { ownPatient: true })],
    [
      { href: "/patients", word: "nav.patients" },
      may(person, "patient.lookup", { ownPatient: true }),
    ],
    [{ href: "/jobs", word: "nav.jobs" }, may(person, "jobs.view", { ownPatient: false })],
    [{ href: "/models", word: "nav.models" }, true],
  ];
  return places.filter(([, shown]) => shown).map(([place]) => place);
}
