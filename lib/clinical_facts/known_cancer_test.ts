import assert from "node:assert/strict";
import type { Condition } from "@medplum/fhirtypes";
import { AUTHORITY, KIM, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { lookUpPatient } from "../patients/cascade.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import { knownCancer } from "./known_cancer.ts";

const SNOMED = "http://snomed.info/sct";
const ICD10 = "http://hl7.org/fhir/sid/icd-10";
const VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
const IDENTITY = { authority: AUTHORITY, mrn: KIM.pubpid };

Deno.test("knownCancer() says what the chart records, and what it cannot say", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const ask = async () => (await knownCancer(sources, IDENTITY)).answer;
  assert.equal(await ask(), "unlinked");
  await lookUpPatient(sources, IDENTITY, { signal: AbortSignal.timeout(30_000) });
  assert.equal(await ask(), "none");

  const chart = await patientByIdentity(db, IDENTITY);
  const put = (id: string, code: string, status = "confirmed") =>
    sources.fhirClient.put(
      {
        resourceType: "Condition",
        id,
        subject: { reference: `Patient/${chart?.fhir?.id}` },
        verificationStatus: { coding: [{ system: VERIFICATION, code: status }] },
        code: { coding: [{ system: /^\d/.test(code) ? SNOMED : ICD10, code }] },
      } satisfies Condition,
      { signal: AbortSignal.timeout(30_000) },
    );
  await put("hypertension", "I10");
  await put("metastasis", "C79.3");
  await put("maybe", "C61", "differential");
  assert.deepEqual(await knownCancer(sources, IDENTITY), {
    answer: "none",
    primaries: [],
    unconfirmed: ["other"],
    unread: 1,
    conditions: [],
  });
  await put("lung", "C34.1");
  await put("lung-cells", "254626006");
  const lung = await knownCancer(sources, IDENTITY);
  assert.deepEqual([lung.answer, lung.primaries], ["found", ["nsclc_adenocarcinoma"]]);
  assert.deepEqual([...lung.conditions].sort(), ["Condition/lung", "Condition/lung-cells"]);
  await put("lung", "C34.1", "refuted");
  await put("lung-cells", "254626006", "refuted");
  await put("breast", "C50.9");
  assert.deepEqual(await knownCancer(sources, IDENTITY), {
    answer: "found",
    primaries: ["breast"],
    unconfirmed: ["other"],
    unread: 1,
    conditions: ["Condition/breast"],
  });
  await put("kidney", "C64");
  assert.equal(await ask(), "several");

  await neighbours.stop("fhir");
  const { answer, primaries } = await knownCancer(sources, IDENTITY);
  assert.deepEqual([answer, primaries], ["unavailable", []]);
  assert.ok(!neighbours.logged.join().includes("C50"));
});

Deno.test("knownCancer() of a patient without a number asks nobody", async () => {
  await using neighbours = await startNeighbours();
  const { answer } = await knownCancer(neighbours.sources, { authority: AUTHORITY, mrn: "" });
  assert.equal(answer, "unlinked");
});
