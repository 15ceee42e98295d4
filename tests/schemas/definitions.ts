import { z } from "zod";
import { CASE_SCHEMA } from "../../lib/metastasis/case.ts";
import { MANIFEST_SCHEMA } from "../../lib/models/manifest.ts";
import { enteredFacts, scoredCase, studyMetastasis } from "./metastasis.ts";
import {
  decision,
  faultCode,
  id,
  job,
  knowledge,
  moment,
  reading,
  readingState,
  regionConfidence,
  role,
  uid,
} from "./parts.ts";

const identity = z.object({ authority: z.string(), mrn: z.string() });
const model = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  task: z.string(),
  queue: z.enum(["tumour-segmentation", "metastasis-prediction", "skull-stripping"]),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
});
const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  ms: z.number().nullable(),
  version: z.string().nullable(),
  detail: z.string().nullable(),
  action: z.string().nullable().describe("what to do when it fails, or soon may"),
});

/** What the API, its event streams and every neighbour of a script say and take. */
export const API = {
  "error": z.object({
    code: z.union([faultCode, z.enum(["usage", "stack_failed"])]),
    message: z.string().min(1),
    action: z.string().min(1),
    requestId: z.string().min(1),
  }).describe("Body of every refusal, and the answer of a command that failed"),
  "session-request": z.object({ user: z.string().min(1), password: z.string() })
    .describe("POST /api/session"),
  "session": z.object({ access: z.string(), expires: moment })
    .describe("Answer of POST /api/session and POST /api/session/renew"),
  "patient-lookup-request": z.object({ mrn: z.string().min(1), authority: z.string().optional() })
    .describe("POST /api/patients/lookup"),
  "patient": z.object({
    id,
    source: z.enum(["cache", "fhir", "openemr"]),
    asOf: moment.describe("how old the record is"),
    patient: z.looseObject({ resourceType: z.literal("Patient"), id: z.string().optional() })
      .describe("FHIR R4 Patient"),
  }).describe("Answer of POST /api/patients/lookup and GET /api/patients/{id}"),
  "inference-request": z.object({ study: uid, model: z.string().min(1) })
    .describe("POST /api/inferences"),
  "inference-accepted": z.object({ id, state: readingState, existing: z.boolean() })
    .describe("Answer (202) of POST /api/inferences"),
  "inference-changed": z.object({ id, state: readingState })
    .describe("Answer of POST /api/inferences/{id}/cancel and /retry"),
  "inference": reading.describe(
    "Answer of GET /api/inferences/{id}, and the data of each event of its /events",
  ),
  "decision-request": z.object({ decision, reason: z.string().max(2000).optional() })
    .describe("POST /api/inferences/{id}/decision; a rejection needs a reason"),
  "decision": z.object({ id, decision, reason: z.string() })
    .describe("Answer of POST /api/inferences/{id}/decision"),
  "progress-event": z.object({
    id,
    study: uid,
    model: z.string(),
    state: readingState,
    stage: z.string().nullable(),
    percent: z.int().min(0).max(100),
    attempt: z.int().nonnegative(),
    code: faultCode.nullable(),
    review: decision.nullable(),
  }).describe("Data of each event `reading` of GET /api/events"),
  "metastasis-case": CASE_SCHEMA.describe("metastasis score --in: what is left out is not known"),
  "metastasis-facts": enteredFacts.describe(
    "POST /api/metastasis/{study}: null takes a fact back, what is left out stays",
  ),
  "metastasis": studyMetastasis.describe("Answer of GET and POST /api/metastasis/{study}"),
  "model-manifest": MANIFEST_SCHEMA.describe("manifest.json of a model pack"),
} as const;

/** What each command answers with --json; a failed one answers as "error". */
export const CLI = {
  "cli-user-add": z.object({ id, name: z.string(), role, password: z.string().optional() })
    .describe("user add; the password only when it was made here"),
  "cli-user-list": z.object({
    users: z.array(z.object({
      id,
      name: z.string(),
      role,
      createdAt: moment,
      disabledAt: moment.nullable(),
    })),
  }).describe("user list"),
  "cli-user-disable": z.object({ id, name: z.string(), role, disabledAt: moment })
    .describe("user disable"),
  "cli-user-assign": identity.extend({ name: z.string() }).describe("user assign"),
  "cli-database-migrate": z.object({ migrations: z.array(z.string()) })
    .describe("database migrate: what ran"),
  "cli-study-import": z.object({
    study: uid.nullable().describe("the first of studies"),
    studies: z.array(z.object({
      study: uid,
      patient: identity,
      description: z.string(),
      sequences: z.array(z.string()),
      series: z.int(),
      instances: z.int(),
    })),
    stored: z.int(),
    ignored: z.int(),
    refused: z.array(z.object({ file: z.string(), code: faultCode })),
  }).describe("study import"),
  "cli-inference-run": reading.describe("inference run"),
  "cli-job-list": z.object({
    jobs: z.array(job),
    total: z.int(),
    publications: z.array(z.object({
      inferenceId: id,
      state: z.enum(["pending", "done", "failed"]),
      attempts: z.int(),
      code: faultCode.nullable(),
      updatedAt: moment,
    })),
  }).describe("job list"),
  "cli-job-change": z.object({ id, state: readingState }).describe("job retry and job cancel"),
  "cli-model-list": z.object({
    models: z.array(model),
    refused: z.array(z.object({ directory: z.string(), code: faultCode, reason: z.string() })),
  }).describe("model list"),
  "cli-metastasis-score": scoredCase.describe("metastasis score"),
  "cli-doctor": z.object({ ok: z.boolean(), checks: z.array(check) }).describe("doctor"),
} as const;

const pid = z.int().positive();
const port = z.int().min(1).max(65535);

/** What the native stack writes and answers. */
export const STACK = {
  "demo": z.object({
    url: z.url(),
    instance: z.string(),
    users: z.array(z.object({ name: z.string(), role, password: z.string() })),
    patient: identity.extend({ name: z.string() }),
    study: z.object({ uid, truth: z.string() }),
    imported: z.looseObject({}).nullable().describe("as cli-study-import"),
    fhir: z.object({ url: z.url(), token: z.string().nullable() }),
    openemr: z.object({ url: z.url() }),
    ports: z.record(z.string(), port),
    pids: z.record(z.string(), pid),
    certificateAuthority: z.string().nullable(),
    startedInSeconds: z.number(),
    demo: z.object({ pid, started: z.string(), boot: z.string() }),
  }).describe(".data/demo.json: how to reach a running demo, mode 0600"),
  "demo-stop": z.object({ stopped: z.boolean().describe("whether a demo ran, or was starting") })
    .describe("deno task demo --stop --json"),
  "demo-check": z.object({
    ok: z.boolean(),
    url: z.url(),
    steps: z.array(z.object({
      name: z.string(),
      ok: z.boolean(),
      ms: z.number(),
      detail: z.string(),
    })),
  }).describe("deno task demo --check --json"),
} as const;

const byRegion = z.object({ wt: z.number(), tc: z.number(), et: z.number() });
const provider = z.object({
  used: z.string(),
  skipped: z.array(z.object({ provider: z.string(), reason: z.string() })),
});
const stages_ms = z.record(z.string(), z.number());

/** What the measuring tasks answer with --json. */
export const MEASURED = {
  "accuracy": z.object({
    pack: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
    cases: z.array(z.object({
      case: z.string(),
      reference: z.string(),
      dice: byRegion,
      hd95: z.object({
        wt: z.number().nullable(),
        tc: z.number().nullable(),
        et: z.number().nullable(),
      }).describe("mm"),
      volumes_mm3: byRegion,
      reference_mm3: byRegion,
      knowledge: knowledge.nullable(),
      confidence: z.array(regionConfidence),
      seconds: z.number(),
      stages_ms,
      peak_rss_mb: z.number(),
      provider,
    })),
    caution: z.string(),
  }).describe("deno task accuracy --json: whole tumour (wt), core (tc), enhancing (et)"),
  "bench-inference": z.object({
    input: z.string(),
    runs: z.int(),
    threads: z.int(),
    provider: z.string(),
    segmentation_s: z.number(),
    stages_ms,
    batches: z.int(),
    network_batch_s: z.number(),
    network_only_s: z.number(),
    overhead_ratio: z.number(),
    python: z.object({ version: z.string(), batch_s: z.number(), ratio: z.number() }).nullable(),
  }).describe("deno task bench inference --json"),
} as const;

/** Every schema by the name of its file in docs/schemas. */
export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...API,
  ...CLI,
  ...STACK,
  ...MEASURED,
};

/** The JSON Schema of a name as its file holds it: what is not named may be added later. */
export function schemaText(name: string): string {
  const schema = z.toJSONSchema(SCHEMAS[name] ?? z.never(), { io: "input" });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, $id: `${name}.json`, ...rest }, null, 2)}\n`;
}
