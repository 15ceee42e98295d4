import assert from "node:assert/strict";
import type { Condition } from "@medplum/fhirtypes";
import { AUTHORITY, KIM, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { lookUpPatient } from "../patients/cascade.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import { knownCancer } from "./known_cancer.ts";

const IDENTITY = { authority: AUTHORITY, mrn: KIM.pubpid };

Deno.test("knownCancer() says what the chart records, and what it cannot say", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const ask = async () => (await knownCancer(sources, IDENTITY)).answer;
  assert.equal(await ask(), "unlinked");
  await lookUpPatient(sources, IDENTITY, { signal: AbortSignal.timeout(30_000) });
  assert.equal(await ask(), "none");

  const chart = await patientByIdentity(db, IDENTITY);
  const put = (id: string, code: string) =>
    sources.fhirClient.put(
      {
        resourceType: "Condition",
        id,
        subject: { reference: `Patient/${chart?.fhir?.id}` },
        code: { coding: [{ system: "http://hl7.org/fhir/sid/icd-10", code }] },
      } satisfies Condition,
      { signal: AbortSignal.timeout(30_000) },
    );
  await put("hypertension", "I10");
  await put("metastasis", "C79.3");
  assert.equal(await ask(), "none");
  await put("breast", "C50.9");
  assert.deepEqual(await knownCancer(sources, IDENTITY), {
    answer: "found",
    primaries: ["breast"],
  });
  await put("kidney", "C64");
  assert.equal(await ask(), "several");

  await neighbours.stop("fhir");
  assert.deepEqual(await knownCancer(sources, IDENTITY), { answer: "unavailable", primaries: [] });
  assert.ok(!neighbours.logged.join().includes("C50"));
});

Deno.test("knownCancer() of a patient without a number asks nobody", async () => {
  await using neighbours = await startNeighbours();
  const answer = await knownCancer(neighbours.sources, { authority: AUTHORITY, mrn: "" });
  assert.deepEqual(answer, { answer: "unlinked", primaries: [] });
});
