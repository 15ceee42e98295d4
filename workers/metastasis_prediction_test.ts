import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Condition, RiskAssessment } from "@medplum/fhirtypes";
import { enterFacts } from "../lib/clinical_facts/enter_facts.ts";
import { renewAfterPublication } from "../lib/clinical_facts/renew_after_publication.ts";
import { openConnections } from "../lib/connections.ts";
import { readInference } from "../lib/inference/read_inference.ts";
import { insertInference, requestInference } from "../lib/inference/request_inference.ts";
import { openLog } from "../lib/log/log.ts";
import { isOriginPack } from "../lib/models/pack.ts";
import { patientByIdentity } from "../lib/patients/cached_patient.ts";
import { lookUpPatient } from "../lib/patients/cascade.ts";
import { publishInference } from "../lib/publish/publish_inference.ts";
import { referenceTo, resourceId } from "../lib/publish/published_reading.ts";
import { decide } from "../lib/review/decide.ts";
import { addTestStudy, addTestUser, unrunPack } from "../tests/flows/inference_rows.ts";
import { newUid } from "../tests/flows/inference_study.ts";
import { AUTHORITY, KIM, startNeighbours } from "../tests/neighbours/neighbours.ts";
import { finishReading } from "../tests/schemas/finished_reading.ts";
import { sharedRedis } from "../tests/shared_servers.ts";
import { openWorkContext, type WorkContext } from "./context.ts";
import { predict } from "./metastasis_prediction.ts";
import { runAttempt } from "./run_attempt.ts";

const MODELS = fileURLToPath(new URL("../models", import.meta.url));
const IDENTITY = { authority: AUTHORITY, mrn: KIM.pubpid };
const signal = AbortSignal.timeout(120_000);

/** A completed reading of two lesions whose prediction is asked for; gives both ids. */
async function asked({ db, packs: { packs } }: WorkContext) {
  const studyUid = newUid();
  await addTestStudy(db, studyUid, IDENTITY);
  const person = { userId: await addTestUser(db) };
  const { id } = await requestInference(db, { studyUid, model: unrunPack(), person });
  await finishReading(db, id);
  await db.deleteFrom("inferences").where("parent_id", "=", id).execute();
  const { result } = await db.selectFrom("inferences").select("result").where("id", "=", id)
    .executeTakeFirstOrThrow();
  const lesions = { lesionCount: 2, foci: 2, diameterRatio: 2, areaRatio: 1, volumeRatio: 1 };
  await db.updateTable("inferences").set({ result: JSON.stringify({ ...result, lesions }) })
    .where("id", "=", id).execute();
  const { manifest } = packs.find(isOriginPack) ?? assert.fail("no model of the origin");
  const part = { id: crypto.randomUUID(), studyUid, manifest, parentId: id };
  await db.transaction().execute((transaction) =>
    insertInference(transaction, { ...part, requestedBy: person.userId })
  );
  return { reading: id, part: part.id, studyUid, userId: person.userId };
}

/** Runs the prediction of a part as the queue would. */
async function work(context: WorkContext, part: string): Promise<void> {
  await context.db.updateTable("inferences").set({ state: "queued" }).where("id", "=", part)
    .where("state", "=", "requested").execute();
  const job = { inferenceId: part, attempt: 1, triesBefore: 0, shutdown: signal };
  await runAttempt(context, new Map(), job, (one) => predict(context, one));
}

Deno.test("an outage of FHIR is said as such, and heals when the server answers again", async () => {
  await using neighbours = await startNeighbours();
  const config = {
    ...neighbours.config,
    redis: sharedRedis(),
    models: { dir: MODELS, providers: ["cpu" as const], threads: 1 },
  };
  const context = openWorkContext(
    await openConnections(config, { log: openLog("error", () => {}) }),
  );
  const { db, sources } = context;
  try {
    await lookUpPatient(sources, IDENTITY, { signal });
    const chart = await patientByIdentity(db, IDENTITY);
    const condition: Condition & { id: string } = {
      resourceType: "Condition",
      id: "breast",
      subject: { reference: `Patient/${chart?.fhir?.id}` },
      code: { coding: [{ system: "http://snomed.info/sct", code: "254837009" }] },
    };
    await sources.fhirClient.put(condition, { signal });
    const { reading, part, studyUid, userId } = await asked(context);
    await enterFacts(db, { packs: [], refused: [] }, {
      studyUid,
      facts: { karnofsky: 80, infratentorial: true, brainMetastases: 3, assessedOn: "2025-01-02" },
      person: { userId },
    });
    const published = async () => {
      await publishInference(context, reading, { signal });
      const id = resourceId("RiskAssessment", reading);
      const risk = await sources.fhirClient.read<RiskAssessment>("RiskAssessment", id, { signal });
      return risk ?? assert.fail("nothing was published");
    };
    const rationale = async () => (await published()).prediction?.[0]?.rationale ?? "";
    const basis = async () => (await published()).basis?.slice(6).map(({ reference }) => reference);
    const infratentorial = referenceTo("Observation", studyUid, "fact", "infratentorial").reference;

    await neighbours.stop("fhir");
    await work(context, part);
    const silent = await readInference(db, reading);
    assert.deepEqual([silent.originState, silent.origin?.chart?.answer], [
      "completed",
      "unavailable",
    ]);
    assert.equal(await renewAfterPublication(context, reading), 0); // it is still away
    await neighbours.start("fhir");
    const said = await rationale();
    assert.match(said, /The chart did not answer/);
    assert.doesNotMatch(said, /Not known:[^.]*known_cancer/);
    assert.deepEqual(await basis(), [infratentorial]);

    assert.equal(await renewAfterPublication(context, reading), 1);
    assert.equal(await renewAfterPublication(context, reading), 0); // one is under way
    const successor = await db.selectFrom("inferences").select("id")
      .where("parent_id", "=", reading).where("id", "!=", part).executeTakeFirstOrThrow();
    await work(context, successor.id);
    assert.equal((await readInference(db, reading)).origin?.chart?.answer, "found");
    assert.match(await rationale(), /known_cancer breast.*other brain metastases were entered/);
    assert.deepEqual(await basis(), [infratentorial, "Condition/breast"]);
    assert.equal(await renewAfterPublication(context, reading), 0);

    // Facts that changed while the reading was rejected count once it is accepted again.
    const person = { userId };
    const say = (decision: "accepted" | "rejected") =>
      decide(db, { inferenceId: reading, decision, reason: "motion", person });
    await say("rejected");
    await enterFacts(db, { packs: [], refused: [] }, {
      studyUid,
      facts: { primary: "renal" },
      person,
    });
    await say("accepted");
    assert.equal(await renewAfterPublication(context, reading), 1);
  } finally {
    context.tumourThread.close();
    context.strippingThread.close();
    context.graphs.close();
    await context.close();
  }
});
