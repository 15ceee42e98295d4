// What is owed to the FHIR server, and how it is paid: once, and beside nobody else's copy.
import assert from "node:assert/strict";
import { faultOf, IDENTITY, lookUp, promisedUploads } from "../../tests/neighbours/look_up.ts";
import { AUTHORITY, KIM, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { patientByIdentity } from "./cached_patient.ts";
import { patientId } from "./identity.ts";
import { repairUpload } from "./upload.ts";

Deno.test("an upload that failed is paid when the FHIR server is back, once", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  assert.equal((await lookUp(there.sources)).sync, "pending");
  const [promise] = await promisedUploads(there);
  assert.match(promise?.job_id ?? "", /^sync-[0-9a-f-]{36}-[0-9a-z]+$/);
  const options = { signal: AbortSignal.timeout(5_000) };
  const id = patientId(IDENTITY);
  assert.equal((await faultOf(repairUpload(there.sources, id, options))).code, "fhir_unavailable");
  await there.start("fhir");
  await repairUpload(there.sources, id, options);
  await repairUpload(there.sources, id, options);
  assert.equal((await patientByIdentity(there.database.db, IDENTITY))?.sync, "synced");
  const stored = await there.sources.fhirClient.read("Patient", id, options);
  assert.equal(stored?.meta?.versionId, "1");
  assert.equal((await lookUp(there.sources)).sync, "synced");
});

Deno.test("an upload that is owed makes no second patient beside somebody else's", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  await lookUp(there.sources);
  await there.start("fhir");
  const options = { signal: AbortSignal.timeout(5_000) };
  const other = {
    resourceType: "Patient" as const,
    id: "theirs",
    identifier: [{ system: AUTHORITY, value: KIM.pubpid }],
  };
  await there.sources.fhirClient.put(other, options);
  await repairUpload(there.sources, patientId(IDENTITY), options);
  const found = await there.sources.layers.fhir.find(IDENTITY, options);
  assert.equal(found.kind, "found");
  assert.equal((await patientByIdentity(there.database.db, IDENTITY))?.fhir?.id, "theirs");
});

Deno.test("a look-up asks the FHIR server once, and does not upload to one that is silent", async () => {
  await using there = await startNeighbours([KIM, { ...KIM, pubpid: "MRN-0008" }]);
  const asked = (part: string) =>
    there.fhir.control.requests.filter((line) => line.startsWith(part)).length;
  await lookUp(there.sources);
  assert.deepEqual([asked("POST"), asked("PUT")], [1, 1]);
  there.fhir.control.mood = { status: 500 };
  assert.equal((await lookUp(there.sources, "MRN-0008")).sync, "pending");
  assert.deepEqual([asked("POST"), asked("PUT")], [2, 1]);
});

Deno.test("a changed record whose upload fails keeps the id that the FHIR server knows", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  there.openemr.state.patients[0]!.phone_cell = "010-3333-4444";
  await there.stop("fhir");
  const changed = await lookUp(there.openSources({ refreshAfter: 0 }));
  assert.equal(changed.sync, "pending");
  const cached = await patientByIdentity(there.database.db, IDENTITY);
  assert.deepEqual([cached?.sync, cached?.fhir?.id], ["pending", first.id]);
  assert.equal(cached?.patient.telecom?.[0]?.value, "010-3333-4444");
  await there.start("fhir");
  const options = { signal: AbortSignal.timeout(5_000) };
  await repairUpload(there.sources, first.id, options);
  const stored = await there.sources.fhirClient.read("Patient", first.id, options);
  assert.equal(stored?.meta?.versionId, "2");
});

Deno.test("content that is newer than a repair's upload is still owed", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  const { id } = await lookUp(there.sources);
  await there.start("fhir");
  there.fhir.control.mood = { delayMs: 300, path: `/Patient/${id}` };
  const repair = repairUpload(there.sources, id, { signal: AbortSignal.timeout(5_000) });
  await new Promise((done) => setTimeout(done, 100));
  const { db } = there.database;
  await db.updateTable("patients").set({ source_hash: "0".repeat(64) }).execute();
  await repair;
  assert.equal((await patientByIdentity(db, IDENTITY))?.sync, "pending");
});
