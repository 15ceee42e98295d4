import assert from "node:assert/strict";
import { z } from "zod";
import type { DemoState } from "../../stack/demo_state.ts";
import type { InferenceBench } from "../../bench/inference.ts";
import type { StepResult } from "../../stack/check/steps.ts";
import type { CaseScore } from "../accuracy/score_case.ts";
import { MEASURED, SCHEMAS, schemaText, STACK } from "./definitions.ts";

const folder = new URL("../../docs/schemas/", import.meta.url);
const files = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);

Deno.test("docs/schemas has one file for each definition, and no other", () => {
  assert.deepEqual(files.sort(), Object.keys(SCHEMAS).map((name) => `${name}.json`).sort());
});

for (const name of Object.keys(SCHEMAS)) {
  Deno.test(`docs/schemas/${name}.json is what its definition says`, async () => {
    const text = await Deno.readTextFile(new URL(`${name}.json`, folder));
    const wanted = schemaText(name);
    assert.equal(text, wanted, "run `deno run -A tests/schemas/write.ts`");
    const schema = JSON.parse(text);
    assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
    assert.ok(schema.description?.length > 5, "the schema says what it describes");
    // What is written is itself a schema that can be read back and refuses nonsense.
    const { $id: _, ...plain } = schema;
    assert.equal(z.fromJSONSchema(plain).safeParse("nonsense").success, false);
  });
}

Deno.test("docs/schemas/demo.json describes what the demo writes, by its type", () => {
  const state: DemoState = {
    url: "http://127.0.0.1:8080",
    instance: "abcd1234",
    users: [{ name: "kim", role: "radiologist", password: "x" }],
    patient: { authority: "urn:oid:1", mrn: "NN-1", name: "Kim" },
    study: { uid: "1.2", truth: "truth.nii.gz" },
    imported: null,
    fhir: { url: "http://127.0.0.1:8090/fhir", token: null },
    openemr: { url: "http://127.0.0.1:8091" },
    ports: { nginx: 8080 },
    pids: { nginx: 1 },
    certificateAuthority: null,
    startedInSeconds: 1.5,
    demo: { pid: 1, started: "1", boot: "1" },
  };
  assert.deepEqual(STACK.demo.parse(state), state);
});

Deno.test("docs/schemas/demo-check.json describes the steps of a walk, by their type", () => {
  const step: StepResult = { name: "sign in", ok: true, ms: 12, detail: "as radiologist" };
  const answer = { ok: true, url: "http://127.0.0.1:8080", steps: [step] };
  assert.deepEqual(STACK["demo-check"].parse(answer), answer);
});

Deno.test("docs/schemas/accuracy.json and bench-inference.json describe their types", () => {
  const regions = { wt: 0.9, tc: 0.8, et: 0.7 };
  const stages_ms: CaseScore["stages_ms"] = { check: 1, prepare: 1, infer: 1, clean: 1 };
  const score: CaseScore = {
    case: "demo",
    reference: "truth",
    dice: regions,
    hd95: { ...regions, et: null },
    volumes_mm3: regions,
    reference_mm3: regions,
    knowledge: { score: 0.6, limit: 3.6, outside: false, reasons: [] },
    confidence: [],
    seconds: 10,
    stages_ms,
    peak_rss_mb: 900,
    provider: { used: "cpu", skipped: [] },
  };
  const pack = { id: "tumour-own-4", version: "0.1.0", sha256: "0".repeat(64) };
  const report = { pack, cases: [score], caution: "Research use only." };
  assert.deepEqual(MEASURED.accuracy.parse(report), report);
  const bench: InferenceBench = {
    input: "phantom",
    runs: 3,
    threads: 2,
    provider: "cpu",
    segmentation_s: 12,
    stages_ms,
    batches: 30,
    network_batch_s: 0.3,
    network_only_s: 9,
    overhead_ratio: 1.3,
    python: null,
  };
  assert.deepEqual(MEASURED["bench-inference"].parse(bench), bench);
});
