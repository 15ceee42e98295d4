// Several look-ups of one patient at the same moment.
import assert from "node:assert/strict";
import { IDENTITY, lookUp } from "../../tests/neighbours/look_up.ts";
import { KIM, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { patientId } from "./identity.ts";

Deno.test("200 look-ups of one patient at once are one look-up of each neighbour", async () => {
  await using there = await startNeighbours();
  const answers = await Promise.all(Array.from({ length: 200 }, () => lookUp(there.sources)));
  assert.equal(new Set(answers.map((answer) => answer.id)).size, 1);
  const count = (requests: string[], part: string) =>
    requests.filter((line) => line.includes(part)).length;
  assert.equal(count(there.openemr.control.requests, "/fhir/Patient/_search"), 1);
  assert.equal(count(there.openemr.control.requests, "/api/patient/"), 1);
  assert.equal(count(there.fhir.control.requests, "PUT "), 1);
});

Deno.test("two processes that meet a patient at once make one Patient and one row", async () => {
  await using there = await startNeighbours();
  const processes = Array.from({ length: 4 }, () => there.openSources());
  const answers = await Promise.all(processes.map((sources) => lookUp(sources)));
  assert.deepEqual(new Set(answers.map((answer) => answer.id)), new Set([patientId(IDENTITY)]));
  const found = await there.sources.layers.fhir.find(IDENTITY, {
    signal: AbortSignal.timeout(5_000),
  });
  assert.equal(found.kind, "found");
  // Four processes asked for a token; one signed in and the others took what it had stored.
  assert.equal(there.openemr.tokens.counts.password, 1);
});

Deno.test("a caller who leaves does not end the look-up for the others", async () => {
  await using there = await startNeighbours();
  there.openemr.control.mood = { delayMs: 200 };
  const leaving = lookUp(there.sources, KIM.pubpid, 50);
  const staying = lookUp(there.sources);
  await assert.rejects(leaving, { name: "TimeoutError" });
  assert.equal((await staying).source, "openemr");
});
