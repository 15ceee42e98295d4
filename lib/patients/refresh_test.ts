// A record that has grown old is asked for again where it came from.
import assert from "node:assert/strict";
import { faultOf, IDENTITY, lookUp } from "../../tests/neighbours/look_up.ts";
import { AUTHORITY, KIM, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { patientByIdentity } from "./cached_patient.ts";

Deno.test("an old record is asked for again where it came from, and is shown when that fails", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  const impatient = there.openSources({ refreshAfter: 0 });
  there.openemr.state.patients[0]!.phone_cell = "010-1111-2222";
  there.openemr.state.patients[0]!.date = "2026-02-02 10:00:00";
  const second = await lookUp(impatient);
  assert.equal(second.source, "openemr");
  assert.equal(second.patient.telecom?.[0]?.value, "010-1111-2222");
  assert.ok(second.asOf > first.asOf);
  const signal = AbortSignal.timeout(5_000);
  const stored = await there.sources.fhirClient.read("Patient", first.id, { signal });
  assert.equal(stored?.meta?.versionId, "2");
  await there.stop("openemr");
  const third = await lookUp(impatient);
  assert.equal(third.source, "cache");
  assert.equal(third.asOf.getTime(), second.asOf.getTime());
  assert.deepEqual(third.layers.map(({ answer }) => answer), ["found", "unavailable"]);
});

Deno.test("a record that was refused since is no longer shown from the cache", async () => {
  await using there = await startNeighbours();
  await lookUp(there.sources);
  there.openemr.control.mood = { status: 403, path: "/fhir/" };
  const impatient = there.openSources({ refreshAfter: 0 });
  assert.equal((await faultOf(lookUp(impatient))).code, "patient_refused");
});

Deno.test("an older answer does not overwrite a newer one", async () => {
  await using there = await startNeighbours();
  const impatient = there.openSources({ refreshAfter: 0 });
  await lookUp(impatient);
  there.openemr.state.patients[0]!.date = "2025-01-01 00:00:00";
  there.openemr.state.patients[0]!.email = "old@example.org";
  await lookUp(impatient);
  const cached = await patientByIdentity(there.database.db, IDENTITY);
  assert.equal(cached?.patient.telecom, undefined);
});

Deno.test("a refresh without a change uploads nothing", async () => {
  await using there = await startNeighbours();
  const impatient = there.openSources({ refreshAfter: 0 });
  const first = await lookUp(impatient);
  const second = await lookUp(impatient);
  assert.deepEqual([second.source, second.sync], ["openemr", "synced"]);
  assert.ok(second.asOf > first.asOf);
  const uploads = there.fhir.control.requests.filter((line) => line.startsWith("PUT"));
  assert.equal(uploads.length, 1);
});

Deno.test("a refresh while an upload is owed finds the copy that somebody else made", async () => {
  await using there = await startNeighbours();
  await there.stop("fhir");
  await lookUp(there.sources);
  await there.start("fhir");
  const options = { signal: AbortSignal.timeout(5_000) };
  const identifier = [{ system: AUTHORITY, value: KIM.pubpid }];
  await there.sources.fhirClient.put(
    { resourceType: "Patient", id: "theirs", identifier },
    options,
  );
  const answer = await lookUp(there.openSources({ refreshAfter: 0 }));
  assert.deepEqual([answer.sync, answer.patient.id], ["synced", "theirs"]);
  assert.equal((await there.sources.layers.fhir.find(IDENTITY, options)).kind, "found");
});
