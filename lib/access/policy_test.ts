import assert from "node:assert/strict";
import type { Role } from "../database/tables.ts";
import { type Action, may } from "./policy.ts";

const ACTIONS: readonly Action[] = [
  "study.view",
  "study.list",
  "patient.lookup",
  "patient.view",
  "inference.view",
  "inference.request",
  "inference.cancel",
  "review.decide",
  "facts.enter",
  "jobs.view",
  "jobs.change",
  "dicom.store",
  "users.manage",
];

/** Each action as one letter: A always, o own patients only, - never. */
function row(role: Role): string {
  return ACTIONS.map((action) => {
    const own = may({ role }, action, { ownPatient: true });
    const foreign = may({ role }, action, { ownPatient: false });
    assert.ok(own || !foreign, "a foreign patient is never easier than an own one");
    return foreign ? "A" : own ? "o" : "-";
  }).join("");
}

Deno.test("`may()` grants each role its actions and no other", () => {
  assert.equal(row("radiologist"), "AAAAAAAAA----");
  assert.equal(row("clinician"), "ooooooooo----");
  assert.equal(row("administrator"), "----A----AA-A");
  assert.equal(row("service"), "AA--AAA----A-");
});

Deno.test("`may()` refuses roles and actions that nobody defined", () => {
  const facts = { ownPatient: true };
  for (const role of ["", "root", "Radiologist", "__proto__", "constructor", "toString"]) {
    assert.equal(may(JSON.parse(JSON.stringify({ role })), "study.view", facts), false);
  }
  const person = { role: "radiologist" } as const;
  for (const action of ["", "study", "toString", "__proto__", "hasOwnProperty", "STUDY.VIEW"]) {
    assert.equal(may(person, JSON.parse(JSON.stringify(action)), facts), false);
  }
});

Deno.test("`may()` takes nothing but true for an own patient", () => {
  for (const ownPatient of ["yes", 1, {}, null]) {
    const facts = JSON.parse(JSON.stringify({ ownPatient }));
    assert.equal(may({ role: "clinician" }, "study.view", facts), false);
  }
});
