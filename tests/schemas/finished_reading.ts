import type { Database } from "../../lib/database/connect.ts";
import type { OriginResult, SegmentationResult } from "../../lib/inference/result.ts";

const SERIES = { number: 3, description: "T1c drawn", reasons: ["ContrastBolusAgent is present"] };

/** A result as a worker stores it; the compiler holds it against the product's own type. */
const RESULT: SegmentationResult = {
  sequences: [{
    ...SERIES,
    name: "T1c",
    seriesUid: "2.25.8.1",
    alternatives: [{ ...SERIES, seriesUid: "2.25.8.2" }],
  }],
  ignored: [],
  seg: { seriesUid: "2.25.9.1", sopUid: "2.25.9.2" },
  sr: { seriesUid: "2.25.9.3", sopUid: "2.25.9.4" },
  volumes_mm3: {
    necrosis: 8123.5,
    oedema: 54_321,
    enhancing: 12_875.5,
    tumourCore: 20_999,
    wholeTumour: 75_320,
  },
  codes: {},
  stages_ms: { fetch: 210, infer: 1000 },
  confidence: [{
    region: "WT",
    voxels: 75_320,
    meanProbability: 0.91,
    sureShare: 0.7,
    evidence: {
      classProbability: 0.83,
      largestProbability: 0.999,
      possibleMm3: 91_000,
      expectedMm3: 74_200.5,
      range: { leastMm3: 61_000, mostMm3: 83_000, share: 0.74 },
    },
  }],
  calibrated: true,
  lesionConfidence: [{ mm3: 75_320, meanProbability: 0.91, largestProbability: 0.999 }],
  knowledge: {
    score: 4.1,
    limit: 3,
    outside: true,
    reasons: [{ kind: "exchanged", sequences: ["T1", "T2"] }],
  },
  stripping: { model: "skull-stripper-0", version: "0.1.0", sha256: "ab", sequences: ["T1"] },
  skippedProviders: [],
  lesions: null,
};

const ORIGIN: OriginResult = {
  probability: 0.31,
  interval: [0.12, 0.6],
  prior: { probability: 0.4, reason: "adults with one lesion" },
  inputs: [{
    name: "lesionCount",
    label: { en: "Number of lesions", ko: "병변 수" },
    value: 1,
    valueLabel: { en: "one", ko: "하나" },
    likelihoodRatio: 0.5,
    likelihoodRatioInterval: [0.3, 0.8],
    weight: 1,
    citation: "a paper",
    note: "",
    share: -0.69,
  }],
  missing: ["ageYears"],
  contradicting: [],
  validation: "research, not validated",
  provider: { used: "cpu", skipped: [] },
  model: "lesion-origin-1",
  modelVersion: "1.1.0",
  case: { format: 1, lesions: { foci: 1 } },
  basis: { facts: [], conditions: [] },
  chart: { answer: "none", primaries: [], unconfirmed: [], unread: 0, conditions: [] },
};

/** Ends a reading in the database as its worker would, with a predicted origin as its part. */
export async function finishReading(db: Database, id: string): Promise<void> {
  const done = { percent: 100, updated_at: new Date(), completed_at: new Date() };
  const row = await db.selectFrom("inferences").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
  await db.updateTable("inferences").where("id", "=", id)
    .set({ ...done, state: "completed", provider: "cpu", result: JSON.stringify(RESULT) })
    .execute();
  await db.insertInto("inferences").values({
    ...done,
    id: crypto.randomUUID(),
    parent_id: id,
    study_uid: row.study_uid,
    model: ORIGIN.model,
    model_version: ORIGIN.modelVersion,
    model_sha256: row.model_sha256,
    requested_by: row.requested_by,
    state: "completed",
    attempt: 1,
    fence: 1,
    result: JSON.stringify(ORIGIN),
  }).execute();
  await db.insertInto("publications").values({
    inference_id: id,
    state: "pending",
    attempts: 1,
    code: "fhir_unavailable",
    updated_at: new Date(),
  }).execute();
}
