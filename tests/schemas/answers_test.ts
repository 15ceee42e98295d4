import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { cli, settings } from "../../cli/test_terminal.ts";
import { loadPacks } from "../../lib/models/load_packs.ts";
import { MANIFEST_SCHEMA } from "../../lib/models/manifest.ts";
import { addTestStudy } from "../flows/inference_rows.ts";
import { startTestPortal, type TestPortal } from "../flows/portal.ts";
import { AUTHORITY, KIM } from "../neighbours/neighbours.ts";
import { testDatabase } from "../shared_servers.ts";
import { API, CLI } from "./definitions.ts";
import { finishReading } from "./finished_reading.ts";

const STUDY = "2.25.500";
const MODEL = "tumour-own-4";

/** Fits the schema and has no field that the schema does not name. */
function assertFits(schema: z.ZodType, answer: unknown): void {
  assert.deepEqual(schema.parse(answer), answer);
}

/** Asks as JSON and gives status and parsed answer. */
async function askJson(
  portal: TestPortal,
  headers: Record<string, string>,
  path: string,
  body?: unknown,
) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const json = { ...headers, "content-type": "application/json" };
  const response = await portal.ask(path, { ...init, headers: json });
  return { status: response.status, json: await response.json() };
}

Deno.test("the API's answers fit their schemas, field for field", async () => {
  await using portal = await startTestPortal();
  const { db } = portal.connections;
  await addTestStudy(db, STUDY, { authority: AUTHORITY, mrn: KIM.pubpid });
  const session = await portal.signIn("radiologist");
  const ask = (path: string, body?: unknown) => askJson(portal, session, path, body);

  const credentials = { user: "radiologist", password: "correct horse battery staple" };
  assertFits(API["session-request"], credentials);
  assertFits(API.session, (await askJson(portal, {}, "/api/session", credentials)).json);

  const lookup = { mrn: KIM.pubpid, authority: AUTHORITY };
  assertFits(API["patient-lookup-request"], lookup);
  const { json: patient } = await ask("/api/patients/lookup", lookup);
  assertFits(API.patient, patient);
  assertFits(API.patient, (await ask(`/api/patients/${patient.id}`)).json);

  const wanted = { study: STUDY, model: MODEL };
  assertFits(API["inference-request"], wanted);
  const { status, json: accepted } = await ask("/api/inferences", wanted);
  assert.equal(status, 202);
  assertFits(API["inference-accepted"], accepted);
  const path = `/api/inferences/${accepted.id}`;
  assertFits(API.inference, (await ask(path)).json);
  assertFits(API["inference-changed"], (await ask(`${path}/cancel`, {})).json);
  assertFits(API["inference-changed"], (await ask(`${path}/retry`, {})).json);
  await finishReading(db, accepted.id);
  const finished = (await ask(path)).json;
  assertFits(API.inference, finished);
  assert.ok(finished.origin && finished.seg && finished.sequences.length > 0);
  const rejection = { decision: "rejected", reason: "motion" };
  assertFits(API["decision-request"], rejection);
  assertFits(API.decision, (await ask(`${path}/decision`, rejection)).json);
  const decided = (await ask(path)).json;
  assertFits(API.inference, decided);
  assert.equal(decided.review.reason, "motion");
});

Deno.test("the API's refusals fit one schema, whatever they refuse", async () => {
  await using portal = await startTestPortal();
  const session = await portal.signIn("clinician");
  const answers = await Promise.all([
    askJson(portal, {}, "/api/inferences/x"),
    askJson(portal, {}, "/api/session", { user: "nobody", password: "x" }),
    askJson(portal, session, "/api/session", { user: 1 }),
    askJson(portal, session, "/api/patients/lookup", { mrn: "MRN*" }),
    askJson(portal, session, "/api/patients/lookup", { mrn: "MRN-0007" }),
    askJson(portal, session, `/api/inferences/${crypto.randomUUID()}`),
    askJson(portal, session, "/api/nothing"),
  ]);
  for (const { status, json } of answers) {
    assert.ok(status >= 400, JSON.stringify(json));
    assertFits(API.error, json);
  }
});

Deno.test("the news of readings fit their schemas", async () => {
  await using portal = await startTestPortal();
  await addTestStudy(portal.connections.db, STUDY, { authority: AUTHORITY, mrn: KIM.pubpid });
  const session = await portal.signIn("radiologist");
  const { json: { id } } = await askJson(portal, session, "/api/inferences", {
    study: STUDY,
    model: MODEL,
  });
  const one = await portal.ask(`/api/inferences/${id}/events`, { headers: session });
  assertFits(API.inference, await firstEvent(one));
  const all = await portal.ask("/api/events", { headers: session });
  // The subscription is under way a moment after the first chunk.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await askJson(portal, session, `/api/inferences/${id}/cancel`, {});
  assertFits(API["progress-event"], await firstEvent(all));
});

/** Data of the first event `reading`; the stream is left then. */
async function firstEvent(response: Response): Promise<unknown> {
  let text = "";
  const body = response.body ?? new ReadableStream<Uint8Array<ArrayBuffer>>();
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const data = /^event: reading\ndata: (.*)\n\n/m.exec(text)?.[1];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error(`the stream ended after: ${text}`);
}

Deno.test("the commands' answers fit their schemas, field for field", async () => {
  await using database = await testDatabase();
  await addTestStudy(database.db, STUDY);
  const environment = settings(database.config);
  const answer = async (line: string) => (await cli(environment, `${line} --json`)).json;
  const added = await cli(
    environment,
    "user add kim --role clinician --password-stdin --json",
    "a long password",
  );
  assertFits(CLI["cli-user-add"], added.json);
  assertFits(CLI["cli-user-add"], await answer("user add lee --role clinician"));
  assertFits(CLI["cli-user-assign"], await answer("user assign kim --mrn NN-1"));
  assertFits(CLI["cli-user-disable"], await answer("user disable kim"));
  assertFits(CLI["cli-user-list"], await answer("user list"));
  assertFits(CLI["cli-database-migrate"], await answer("database migrate"));
  assertFits(CLI["cli-model-list"], await answer("model list"));
  const run = await answer(`inference run ${STUDY} --model ${MODEL}`);
  assertFits(CLI["cli-inference-run"], run);
  assertFits(CLI["cli-job-change"], await answer(`job cancel ${run.id}`));
  assertFits(CLI["cli-job-change"], await answer(`job retry ${run.id}`));
  await finishReading(database.db, run.id);
  const jobs = await answer("job list");
  assertFits(CLI["cli-job-list"], jobs);
  assert.deepEqual([jobs.jobs.length, jobs.publications.length], [2, 1]);
  const cases = fileURLToPath(new URL("../fixtures/metastasis/", import.meta.url));
  for (const name of ["breast.json", "renal.json", "no_lesion.json", "unknown.json"]) {
    const scored = await answer(`metastasis score --in ${cases}${name}`);
    assertFits(CLI["cli-metastasis-score"], scored);
  }
  assertFits(CLI["cli-doctor"], await answer("doctor"));
  for (const line of ["user disable nobody", "user add", "nonsense", "model list extra"]) {
    assertFits(API.error, await answer(line));
  }
});

Deno.test("the shipped models' manifests fit their schema", async () => {
  const { packs } = await loadPacks(fileURLToPath(new URL("../../models", import.meta.url)));
  assert.ok(packs.length > 0);
  for (const { directory } of packs) {
    MANIFEST_SCHEMA.parse(JSON.parse(await Deno.readTextFile(`${directory}/manifest.json`)));
  }
});
