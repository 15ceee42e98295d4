import assert from "node:assert/strict";
import { testDatabase } from "../../tests/shared_servers.ts";
import { Fault } from "../fault/fault.ts";
import { addUser, assignPatient } from "../session/users.ts";
import { allow, allowPatient, allowStudy } from "./allow.ts";

const IDENTITY = { authority: "urn:oid:1", mrn: "NN-1" };

function denied(error: unknown): boolean {
  return error instanceof Fault && error.code === "access_denied" && error.status === 403;
}

Deno.test("`allowPatient()` lets a clinician see an own patient, by exact identity", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const user = await addUser(db, { name: "kim", role: "clinician", password: "a long password" });
  const person = { userId: user.id, sessionId: "s", name: user.name, role: user.role };
  await assert.rejects(allowPatient(db, person, "patient.lookup", IDENTITY), denied);
  await assignPatient(db, "kim", IDENTITY);
  const relation = await allowPatient(db, person, "patient.lookup", IDENTITY);
  assert.deepEqual(relation, { ownPatient: true, patientId: null });
  for (
    const other of [
      { ...IDENTITY, mrn: "nn-1" },
      { ...IDENTITY, mrn: "NN-1 " },
      { ...IDENTITY, mrn: "%" },
      { ...IDENTITY, authority: "urn:oid:2" },
    ]
  ) {
    await assert.rejects(allowPatient(db, person, "patient.view", other), denied);
  }
});

Deno.test("`allowStudy()` refuses a study nobody knows to a clinician, not to a radiologist", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const person = { userId: "u", sessionId: "s", name: "kim" };
  await assert.rejects(
    allowStudy(db, { ...person, role: "clinician" }, "study.view", "1.2"),
    denied,
  );
  const relation = await allowStudy(db, { ...person, role: "radiologist" }, "study.view", "1.2");
  assert.equal(relation.known, false);
});

Deno.test("`allow()` records each refusal before it throws", async () => {
  await using database = await testDatabase();
  const { db } = database;
  const person = { userId: "u", sessionId: "s", name: "kim", role: "radiologist" } as const;
  await assert.rejects(allow(db, person, "users.manage", { address: "10.0.0.1" }), denied);
  await allow(db, { ...person, role: "administrator" }, "users.manage");
  const rows = await db.selectFrom("audit").selectAll().execute();
  assert.deepEqual(
    rows.map(({ action, outcome, user_id, address }) => [
      action,
      outcome,
      user_id,
      address,
    ]),
    [["users.manage", "refused", "u", "10.0.0.1"]],
  );
});
