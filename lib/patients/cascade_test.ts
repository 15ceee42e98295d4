// What a look-up answers: who is found where, who is nobody, what is kept of it.
import assert from "node:assert/strict";
import { faultOf, IDENTITY, lookUp, promisedUploads } from "../../tests/neighbours/look_up.ts";
import { AUTHORITY, KIM, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { patientByIdentity } from "./cached_patient.ts";
import { patientId } from "./identity.ts";
import { patientName } from "./name.ts";

Deno.test("the first look-up walks all layers and writes back; the second is the cache's", async () => {
  await using there = await startNeighbours();
  const first = await lookUp(there.sources);
  assert.equal(first.source, "openemr");
  assert.equal(first.sync, "synced");
  assert.equal(first.id, patientId(IDENTITY));
  assert.equal(patientName(first.patient, "ko"), "김서연");
  assert.deepEqual(first.layers.map(({ layer, answer }) => [layer, answer]), [
    ["cache", "not_found"],
    ["fhir", "not_found"],
    ["openemr", "found"],
  ]);
  const cached = await patientByIdentity(there.database.db, IDENTITY);
  assert.equal(cached?.origin, "openemr");
  assert.deepEqual(cached?.fhir, { id: first.id, version: "1" });
  const signal = AbortSignal.timeout(5_000);
  const stored = await there.sources.fhirClient.read("Patient", first.id, { signal });
  assert.ok(stored?.resourceType === "Patient");
  assert.deepEqual(stored.identifier, first.patient.identifier);
  const second = await lookUp(there.sources);
  assert.equal(second.source, "cache");
  assert.equal(second.asOf.getTime(), first.asOf.getTime());
  assert.deepEqual(second.patient, first.patient);
  assert.deepEqual(await promisedUploads(there), []);
});

Deno.test("a patient whom only the FHIR server knows is written back to the database", async () => {
  await using there = await startNeighbours([]);
  const foreign = {
    resourceType: "Patient",
    id: "from-elsewhere",
    identifier: [{ system: AUTHORITY, value: "F-1" }],
    name: [{ text: "Lee" }],
  } as const;
  const signal = AbortSignal.timeout(5_000);
  await there.sources.fhirClient.put({
    ...foreign,
    identifier: [...foreign.identifier],
    name: [...foreign.name],
  }, { signal });
  const first = await lookUp(there.sources, "F-1");
  assert.equal(first.source, "fhir");
  assert.equal(first.patient.id, "from-elsewhere");
  assert.equal((await lookUp(there.sources, "F-1")).source, "cache");
  assert.ok(!there.openemr.control.requests.some((line) => line.includes("/apis/")));
});

Deno.test("a patient whom nobody knows is a 404, and nothing is kept", async () => {
  await using there = await startNeighbours();
  const fault = await faultOf(lookUp(there.sources, "MRN-9999"));
  assert.equal(fault.code, "patient_not_found");
  assert.equal(
    await patientByIdentity(there.database.db, { ...IDENTITY, mrn: "MRN-9999" }),
    undefined,
  );
});

Deno.test("a number that two patients of OpenEMR carry is ambiguous and nothing is kept", async () => {
  await using there = await startNeighbours([KIM, { ...KIM, fname: "지우" }]);
  assert.equal((await faultOf(lookUp(there.sources))).code, "patient_ambiguous");
  assert.equal(await patientByIdentity(there.database.db, IDENTITY), undefined);
  const signal = AbortSignal.timeout(5_000);
  const id = patientId(IDENTITY);
  assert.equal(await there.sources.fhirClient.read("Patient", id, { signal }), undefined);
});

Deno.test("somebody's social security number is nobody's record number", async () => {
  await using there = await startNeighbours();
  assert.equal((await faultOf(lookUp(there.sources, KIM.ss))).code, "patient_not_found");
});

Deno.test("a number that OpenEMR cannot be asked is not one that it does not have", async () => {
  await using there = await startNeighbours();
  for (const mrn of ["MRN-0007,MRN-1", "x|MRN-0007"]) {
    assert.deepEqual((await faultOf(lookUp(there.sources, mrn))).facts, { layers: "OpenEMR" });
  }
});

Deno.test("no address names a patient, and no log line either", async () => {
  await using there = await startNeighbours();
  await lookUp(there.sources);
  await faultOf(lookUp(there.sources, "MRN-9999"));
  there.fhir.control.mood = { status: 500, body: "html" };
  await there.stop("openemr");
  await faultOf(lookUp(there.sources, "MRN-8888"));
  const seen = [
    ...there.fhir.control.requests,
    ...there.openemr.control.requests,
    ...there.logged,
  ].join("\n");
  assert.ok(seen.includes("/_search"));
  for (const secret of ["MRN-", "서연", "김", "1961", there.config.openemr.password]) {
    assert.ok(!seen.includes(secret), secret);
  }
});
