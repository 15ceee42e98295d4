import { z } from "zod";
import { CASE_SCHEMA } from "../../lib/metastasis/case.ts";
import { FACT_NAMES, PRIMARIES } from "../../lib/metastasis/facts.ts";
import { FAULT_STATUS, type FaultCode } from "../../lib/fault/codes.ts";

/** Keys of a record as an enumeration of zod's. */
function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>) {
  return z.enum(Object.keys(record) as [Key, ...Key[]]);
}

/** A moment in ISO 8601, UTC. */
export const moment = z.iso.datetime();
/** An opaque id of ours. */
export const id = z.uuid();
/** A DICOM UID. */
export const uid = z.string().regex(/^[0-9]+(\.[0-9]+)*$/).max(64);
/** A role of a user. */
export const role = z.enum(["radiologist", "clinician", "administrator", "service"]);
/** A fault's code. */
export const faultCode = keysOf<FaultCode>(FAULT_STATUS);
/** State of a reading. */
export const readingState = z.enum([
  ...["requested", "queued", "running", "needs_input", "completed", "failed", "cancelled"] as const,
]);

const sequenceName = z.enum(["T1", "T1c", "T2", "FLAIR"]);

const namedSeries = {
  seriesUid: uid,
  number: z.int().nullable(),
  description: z.string(),
  reasons: z.array(z.string()).describe("headers that decided it"),
};

const sequence = z.object({
  ...namedSeries,
  name: sequenceName,
  alternatives: z.array(z.object(namedSeries)),
});

const storedObject = z.object({ seriesUid: uid, sopUid: uid });

const volumes = z.object({
  necrosis: z.number().nonnegative(),
  oedema: z.number().nonnegative(),
  enhancing: z.number().nonnegative(),
  tumourCore: z.number().nonnegative(),
  wholeTumour: z.number().nonnegative(),
}).describe("mm³, counted from the voxels of the stored SEG");

const knowledge = z.object({
  score: z.number().describe("distance from the training images"),
  limit: z.number(),
  outside: z.boolean(),
  reasons: z.array(z.object({
    kind: z.enum(["repeated", "exchanged", "far", "structure", "size"]),
    sequences: z.array(sequenceName),
  })),
}).describe("whether the model knows such studies; null where it cannot say");

const stripping = z.object({
  model: z.string(),
  version: z.string(),
  sha256: z.string(),
  sequences: z.array(sequenceName),
}).describe("which model took the skull from which series");

const share = z.number().min(0).max(1);

const regionConfidence = z.object({
  region: z.enum(["WT", "TC", "ET"]),
  voxels: z.int().nonnegative(),
  meanProbability: share,
  sureShare: share,
  evidence: z.object({
    classProbability: share,
    largestProbability: share,
    possibleMm3: z.number().nonnegative(),
    expectedMm3: z.number().nonnegative(),
    range: z.object({ leastMm3: z.number(), mostMm3: z.number(), share }).nullable(),
  }).optional(),
});

const lesionConfidence = z.object({
  mm3: z.number().positive(),
  meanProbability: share,
  largestProbability: share,
});

const certainty = z.partialRecord(
  z.enum(["necrosis", "oedema", "enhancing", "tumourCore", "wholeTumour"]),
  share,
).describe("share of each drawn volume's voxels that is expected to belong to it");

const interval = z.tuple([z.number(), z.number()]).describe("95 % interval");

/** What the FHIR server's Conditions say of known cancers. */
const chart = z.object({
  answer: z.enum(["found", "several", "none", "unlinked", "unavailable"]),
  primaries: z.array(z.enum(PRIMARIES)),
  unconfirmed: z.array(z.enum(PRIMARIES)).describe(
    "of Conditions that are not confirmed: not used",
  ),
  unread: z.int().min(0).describe("Conditions that may be a cancer but could not be read"),
  conditions: z.array(z.string()).describe("references to the Conditions that name the primaries"),
}).describe("cancers that the FHIR server's Conditions name");

const origin = z.object({
  probability: z.number().min(0).max(1).describe("metastasis rather than primary tumour"),
  interval,
  prior: z.object({ probability: z.number(), reason: z.string() }),
  inputs: z.array(z.object({
    name: z.string(),
    label: z.object({ en: z.string(), ko: z.string() }),
    value: z.number(),
    valueLabel: z.object({ en: z.string(), ko: z.string() }).optional(),
    likelihoodRatio: z.number(),
    likelihoodRatioInterval: interval,
    weight: z.number().optional().describe("factor on the log ratio, for dependent inputs"),
    citation: z.string(),
    note: z.string(),
    share: z.number().describe("natural log-odds"),
  })),
  missing: z.array(z.string()),
  contradicting: z.array(z.string()).optional().describe("inputs that speak against the result"),
  validation: z.literal("research, not validated"),
  provider: z.looseObject({}),
  model: z.string(),
  modelVersion: z.string(),
  chart: chart.optional().describe("what the FHIR chart said when it was asked"),
  case: CASE_SCHEMA.optional().describe("what it was predicted of"),
  basis: z.object({
    facts: z.array(z.enum(FACT_NAMES)).describe("entered facts that an input used"),
    conditions: z.array(z.string()).describe("Conditions that named the cancer in use"),
  }).optional(),
});

const decision = z.enum(["accepted", "rejected"]);

const job = z.object({
  id,
  study: uid,
  model: z.string(),
  modelVersion: z.string(),
  modelSha256: z.string().regex(/^[0-9a-f]{64}$/),
  state: readingState,
  stage: z.string().nullable(),
  percent: z.int().min(0).max(100),
  attempt: z.int().nonnegative(),
  code: faultCode.nullable().describe("why it failed or needs input"),
  provider: z.string().nullable(),
  sequences: z.array(sequence),
  seg: storedObject.nullable(),
  sr: storedObject.nullable(),
  volumes_mm3: volumes.nullable(),
  knowledge: knowledge.nullable(),
  stripping: stripping.nullable(),
  confidence: z.array(regionConfidence),
  lesionConfidence: z.array(lesionConfidence),
  calibrated: z.boolean().nullable(),
  certainty,
  origin: origin.nullable(),
  originState: readingState.nullable(),
  stages_ms: z.record(z.string(), z.number()).nullable(),
  review: z.object({ decision, reason: z.string(), by: z.string(), at: moment }).nullable(),
  publication: z.enum(["pending", "done", "failed"]).nullable(),
  parent: id.nullable(),
  requestedBy: z.string(),
  createdAt: moment,
  updatedAt: moment,
});

const reading = job.extend({ message: z.string().nullable(), action: z.string().nullable() });

export { chart, decision, job, knowledge, reading, regionConfidence };
