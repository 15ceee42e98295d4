/**
 * What deploy/check/run asks of a NeuroNova that is up, over HTTP through its one door, by the walk
 * of `demo --check`:
 *   walk.ts seed FILE                   writes the demo's patient for OpenEMR's sandbox
 *   walk.ts path URL FHIR STUDY         the whole path
 *   walk.ts probe URL STUDY             sign in, look up, list, one frame; quick
 *   walk.ts request URL STUDY           asks for a reading, prints its id
 *   walk.ts running URL ID              waits until a worker computes it
 *   walk.ts end URL ID                  waits until it is completed and published
 *   walk.ts kept URL STUDY              prints how many readings and result series there are
 * The radiologist's password stands in the environment (WALK_PASSWORD), not in the arguments.
 */
import { checkPath } from "../../stack/check/check_path.ts";
import { Client } from "../../stack/check/client.ts";
import { expect } from "../../stack/check/steps.ts";
import { DEMO_PATIENT, OPENEMR_SEED } from "../../stack/demo_people.ts";
import type { DemoState } from "../../stack/demo_state.ts";
import { openReport } from "../../stack/report.ts";

const WEB = "/orthanc/dicom-web";
const RADIOLOGIST = {
  name: "radiologist",
  role: "radiologist",
  password: Deno.env.get("WALK_PASSWORD") ?? "",
} as const;

async function path(url: string, fhir: string, study: string): Promise<void> {
  const state: DemoState = {
    url,
    instance: "main",
    users: [RADIOLOGIST],
    patient: DEMO_PATIENT,
    study: { uid: study, truth: "" },
    imported: null,
    fhir: { url: fhir, token: null },
    openemr: { url: "" },
    ports: {},
    pids: {},
    certificateAuthority: null,
    startedInSeconds: 0,
    demo: { pid: Deno.pid, started: "", boot: "" },
  };
  const results = await checkPath(state, openReport(false));
  if (results.some(({ ok }) => !ok)) Deno.exit(1);
}

async function signIn(url: string): Promise<Client> {
  const client = new Client(url, null);
  const body = { user: RADIOLOGIST.name, password: RADIOLOGIST.password };
  const { access } = await client.json("/api/session", { method: "POST", body });
  client.token = access;
  return client;
}

async function probe(url: string, study: string): Promise<void> {
  const client = await signIn(url);
  const { authority, mrn } = DEMO_PATIENT;
  const asked = { method: "POST", body: { authority, mrn } };
  const { patient } = await client.json("/api/patients/lookup", asked);
  expect(patient?.resourceType === "Patient", "no patient came back");
  const { studies } = await client.json("/api/studies");
  expect(studies.some(({ uid }: { uid: string }) => uid === study), "the study is not listed");
  const series = await client.json(`${WEB}/studies/${study}/series`);
  const of = series.find((one: Tagged) => text(one, "00080060") === "MR");
  const folder = `${WEB}/studies/${study}/series/${text(of, "0020000E")}/instances`;
  const [first] = await client.json(`${folder}?limit=1`);
  const address = `${folder}/${text(first, "00080018")}/frames/1`;
  const [frame] = await client.parts(address, "application/octet-stream");
  expect((frame?.length ?? 0) > 0, "the frame is empty");
}

type Tagged = Record<string, { Value?: string[] }>;

function text(object: Tagged | undefined, tag: string): string {
  return object?.[tag]?.Value?.[0] ?? "";
}

async function request(url: string, study: string): Promise<void> {
  const client = await signIn(url);
  const body = { study, model: "tumour-own-4" };
  print((await client.json("/api/inferences", { method: "POST", body })).id);
}

async function running(url: string, id: string): Promise<void> {
  const client = await signIn(url);
  for await (const { data } of client.events(`/api/inferences/${id}/events`, 60_000)) {
    if (data.state === "running" && data.stage === "segment") return print(data.stage);
    expect(["requested", "queued", "running"].includes(data.state), `is ${data.state} already`);
  }
  expect(false, "its events ended before a worker computed");
}

/** Bears a door, a portal or a database that is away for a while: that is what is tested. */
async function end(url: string, id: string): Promise<void> {
  const deadline = performance.now() + 150_000;
  let client: Client | undefined;
  let last = "nothing";
  while (performance.now() < deadline) {
    try {
      client ??= await signIn(url);
      const { state, publication, code } = await client.json(`/api/inferences/${id}`);
      last = `${state} ${publication} ${code}`;
      if (state === "completed" && publication === "done") return print(last);
      if (["failed", "cancelled", "needs_input"].includes(state)) expect(false, last);
    } catch (error) {
      client = undefined;
      last = String(error);
      if (/failed|cancelled|needs_input/.test(last)) throw error;
    }
    await new Promise((done) => setTimeout(done, 2000));
  }
  expect(false, `after 150 s: ${last}`);
}

async function kept(url: string, study: string): Promise<void> {
  const client = await signIn(url);
  const series = await client.json(`${WEB}/studies/${study}/series`);
  const count = (modality: string) =>
    series.filter((one: Tagged) => text(one, "00080060") === modality).length;
  print(`${count("MR")} MR ${count("SEG")} SEG ${count("SR")} SR`);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const [command, ...args] = Deno.args;
const [a = "", b = "", c = ""] = args;
if (command === "seed") await Deno.writeTextFile(a, JSON.stringify(OPENEMR_SEED));
else if (command === "path") await path(a, b, c);
else if (command === "probe") await probe(a, b);
else if (command === "request") await request(a, b);
else if (command === "running") await running(a, b);
else if (command === "end") await end(a, b);
else if (command === "kept") await kept(a, b);
else Deno.exit(2);
