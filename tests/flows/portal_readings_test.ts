import assert from "node:assert/strict";
import { announceInference } from "../../lib/inference/progress.ts";
import type { InferenceState } from "../../lib/inference/states.ts";
import { AUTHORITY } from "../neighbours/neighbours.ts";
import { addTestStudy } from "./inference_rows.ts";
import { ORIGIN, startTestPortal, type TestPortal } from "./portal.ts";

const STUDY = "2.25.500";
const MODEL = "tumour-own-4";

type Session = Record<string, string>;

async function withPortal(run: (portal: TestPortal) => Promise<void>): Promise<void> {
  await using portal = await startTestPortal();
  await addTestStudy(portal.connections.db, STUDY, { authority: AUTHORITY, mrn: "MRN-0007" });
  await run(portal);
}

function post(portal: TestPortal, session: Session, path: string, body: unknown = {}) {
  return portal.ask(path, {
    method: "POST",
    headers: { ...session, "content-type": "application/json", "accept-language": "en" },
    body: JSON.stringify(body),
  });
}

async function request(portal: TestPortal, session: Session): Promise<string> {
  const response = await post(portal, session, "/api/inferences", { study: STUDY, model: MODEL });
  assert.equal(response.status, 202);
  return (await response.json()).id;
}

/** Ends a reading as a worker would, without one. */
async function finish(portal: TestPortal, id: string, wholeTumour = 75_320): Promise<void> {
  const { db, news } = portal.connections;
  const result = {
    sequences: [],
    ignored: [],
    seg: { seriesUid: "2.25.9.1", sopUid: "2.25.9.2" },
    sr: { seriesUid: "2.25.9.3", sopUid: "2.25.9.4" },
    volumes_mm3: {
      necrosis: 8123.5,
      oedema: 54_321,
      enhancing: 12_875.5,
      tumourCore: 20_999,
      wholeTumour,
    },
    stages_ms: { infer: 1000 },
    confidence: [],
    skippedProviders: [],
    lesions: null,
    inputs: [],
  };
  await db.updateTable("inferences").set({
    state: "completed",
    percent: 100,
    provider: "cpu",
    result: JSON.stringify(result),
    updated_at: new Date(),
    completed_at: new Date(),
  }).where("id", "=", id).execute();
  await announceInference(news, db, id);
}

/** Reads events of a stream until one is wanted; the stream is left then. */
async function nextEvent(
  response: Response,
  wanted: (data: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  let text = "";
  for await (
    const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())
  ) {
    text += chunk;
    for (const [, data] of text.matchAll(/^event: reading\ndata: (.*)$/gm)) {
      const event = JSON.parse(data ?? "{}");
      if (wanted(event)) return event;
    }
  }
  throw new Error(`the stream ended after: ${text}`);
}

/** What a stream said until now and in the next `ms`; it is left then. */
async function textWithin(response: Response, ms: number): Promise<string> {
  const reader = (response.body ?? new ReadableStream()).getReader();
  const timer = setTimeout(() => reader.cancel(), ms);
  const decoder = new TextDecoder();
  let text = "";
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    text += decoder.decode(step.value, { stream: true });
  }
  clearTimeout(timer);
  return text;
}

Deno.test("a reading is asked for once: the second request shows the one under way", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const body = { study: STUDY, model: MODEL };
    const first = await (await post(portal, session, "/api/inferences", body)).json();
    const second = await (await post(portal, session, "/api/inferences", body)).json();
    assert.equal(first.state, "requested");
    assert.equal(second.id, first.id);
    assert.equal(second.existing, true);
    const answer = await portal.ask(`/api/inferences/${first.id}`, { headers: session });
    const reading = await answer.json();
    assert.equal(reading.study, STUDY);
    assert.equal(reading.model, MODEL);
    assert.match(reading.modelVersion, /^\d+\.\d+\.\d+$/);
    for (const field of ["seg", "sr", "volumes_mm3", "review", "code", "message", "action"]) {
      assert.equal(reading[field], null, field);
    }
  }));

Deno.test("requests that cannot be are refused in words", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const codeOf = async (body: unknown) =>
      (await (await post(portal, session, "/api/inferences", body)).json()).code;
    assert.equal(await codeOf({ study: STUDY, model: "no-such-model" }), "model_unknown");
    assert.equal(await codeOf({ study: "not a uid", model: MODEL }), "input_invalid");
    assert.equal(await codeOf({ study: STUDY }), "input_invalid");
  }));

Deno.test("events tell of a reading as it moves, to those who may see it and to nobody else", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const stranger = await portal.signIn("clinician");
    const all = await portal.ask("/api/events", { headers: session });
    const foreign = await portal.ask("/api/events", { headers: stranger });
    assert.equal(all.headers.get("content-type"), "text/event-stream");
    // The subscription is under way when the first chunk (retry:) has come; give Redis a moment.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const id = await request(portal, session);
    const event = await nextEvent(all, (data) => data.id === id);
    assert.equal(event.state, "requested");
    assert.equal(event.study, STUDY);
    const own = await portal.ask(`/api/inferences/${id}/events`, { headers: session });
    const done = nextEvent(own, (data) => data.state === "completed");
    await finish(portal, id);
    assert.equal((await done).provider, "cpu");
    assert.doesNotMatch(await textWithin(foreign, 300), /event:/);
    const refused = await portal.ask(`/api/inferences/${id}/events`, { headers: stranger });
    assert.equal(refused.status, 403);
    await refused.body?.cancel();
  }));

Deno.test("cancel and retry move a reading as the table of moves allows", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const id = await request(portal, session);
    const cancelled = await post(portal, session, `/api/inferences/${id}/cancel`);
    assert.equal((await cancelled.json()).state, "cancelled");
    const twice = await post(portal, session, `/api/inferences/${id}/cancel`);
    assert.equal(twice.status, 409);
    assert.equal((await twice.json()).code, "inference_state_illegal");
    const retried = await post(portal, session, `/api/inferences/${id}/retry`);
    assert.equal(retried.status, 202);
    assert.equal((await retried.json()).state, "queued");
  }));

Deno.test("what is done to a reading is on record with its study and its patient", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const administrator = await portal.signIn("administrator");
    const found = await post(portal, session, "/api/patients/lookup", { mrn: "MRN-0007" });
    const patient = (await found.json()).id;
    const id = await request(portal, session);
    for (const change of ["cancel", "retry"]) {
      await (await post(portal, session, `/api/inferences/${id}/${change}`)).body?.cancel();
    }
    const form = {
      headers: { ...administrator, origin: ORIGIN },
      body: new URLSearchParams({ id }),
    };
    await portal.ask("/jobs/cancel", { method: "POST", ...form });
    await finish(portal, id);
    const decision = { decision: "accepted" };
    for (const said of [decision, decision]) {
      await (await post(portal, session, `/api/inferences/${id}/decision`, said)).body?.cancel();
    }
    const { db } = portal.connections;
    const rows = await db.selectFrom("audit").selectAll().where("inference_id", "=", id).execute();
    assert.deepEqual(rows.map(({ action }) => action), [
      "inference.request",
      "inference.cancel",
      "inference.retry",
      "inference.cancel",
      "review.decide",
      "review.decide",
    ]);
    for (const row of rows) assert.deepEqual([row.study_uid, row.patient_id], [STUDY, patient]);
    assert.equal((await db.selectFrom("reviews").selectAll().execute()).length, 1);
  }));

Deno.test("the jobs page offers to cancel what is under way and to retry what has stopped", () =>
  withPortal(async (portal) => {
    const id = await request(portal, await portal.signIn("radiologist"));
    const session = await portal.signIn("administrator");
    const { db } = portal.connections;
    const offered = async (state: InferenceState) => {
      await db.updateTable("inferences").set({ state }).where("id", "=", id).execute();
      const html = await (await portal.ask("/jobs", { headers: session })).text();
      return [...html.matchAll(/action="\/jobs\/(\w+)"/g)].map(([, change]) => change);
    };
    for (const state of ["requested", "queued", "running"] as const) {
      assert.deepEqual(await offered(state), ["cancel"], state);
    }
    for (const state of ["needs_input", "failed", "cancelled"] as const) {
      assert.deepEqual(await offered(state), ["retry"], state);
    }
    assert.deepEqual(await offered("completed"), []);
  }));

Deno.test("a result is accepted, or rejected with a reason, and shown with it", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const id = await request(portal, session);
    const path = `/api/inferences/${id}/decision`;
    const early = await post(portal, session, path, { decision: "accepted" });
    assert.equal(early.status, 409);
    await early.body?.cancel();
    await finish(portal, id);
    const bare = await post(portal, session, path, { decision: "rejected", reason: "  " });
    assert.equal(bare.status, 400);
    assert.match((await bare.json()).message, /reason/);
    const reason = "border: <b>anterior</b>";
    const rejected = await post(portal, session, path, { decision: "rejected", reason });
    assert.equal(rejected.status, 200);
    await rejected.body?.cancel();
    const reading = await (await portal.ask(`/api/inferences/${id}`, { headers: session })).json();
    assert.equal(reading.review.decision, "rejected");
    assert.equal(reading.review.by, "radiologist");
    const html = await (await portal.ask(`/studies/${STUDY}`, { headers: session })).text();
    const shown = html.replaceAll(/<script.*?<\/script>/gs, "");
    assert.ok(!shown.includes("<b>anterior</b>") && shown.includes("&lt;b>anterior"), "escaped");
    assert.match(html, /반려됨/);
    const administrator = await portal.signIn("administrator");
    const refused = await post(portal, administrator, path, { decision: "accepted" });
    assert.equal(refused.status, 403);
    await refused.body?.cancel();
  }));

Deno.test("the study page shows volumes in ml with the exact value beside, model and sentence", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const id = await request(portal, session);
    await finish(portal, id);
    const headers = { ...session, "accept-language": "en" };
    const html = await (await portal.ask(`/studies/${STUDY}`, { headers })).text();
    assert.match(html, /data-region="wholeTumour" data-mm3="75320"[^>]*>75\.3/);
    assert.match(html, /data-region="necrosis" data-mm3="8123\.5"[^>]*>8\.1/);
    assert.match(html, /href="\/models\/tumour-own-4"/);
    assert.match(html, /Research use only\. Not for diagnostic use\./);
    assert.match(html, /src="\/ohif\/viewer\?StudyInstanceUIDs=2\.25\.500&(amp;)?hanging/);
  }));

Deno.test("a study that cannot be hung as four sequences says so beside its images", () =>
  withPortal(async (portal) => {
    const { db } = portal.connections;
    const session = await portal.signIn("radiologist");
    const headers = { ...session, "accept-language": "en" };
    const pageOf = async (uid: string, has: { modalities?: string; sequences?: string[] }) => {
      await addTestStudy(db, uid, { authority: AUTHORITY, mrn: "MRN-0007", ...has });
      return await (await portal.ask(`/studies/${uid}`, { headers })).text();
    };
    const four = await pageOf("2.25.501", {});
    assert.doesNotMatch(four, /recognised|no MR images/);
    const ct = await pageOf("2.25.502", { modalities: "CT,SR", sequences: [] });
    assert.match(ct, /This study has no MR images/);
    assert.match(ct, /src="\/ohif\/viewer\?StudyInstanceUIDs=2\.25\.502"/, "shown as OHIF would");
    const odd = await pageOf("2.25.503", { sequences: [] });
    assert.match(odd, /None of T1, T1c, T2 and FLAIR was recognised/);
    const one = await pageOf("2.25.504", { sequences: ["T1"] });
    assert.match(one, /Not recognised in this study: T1c, T2, FLAIR\./);
    assert.match(one, /StudyInstanceUIDs=2\.25\.504&(amp;)?hanging/);
  }));

Deno.test("an administrator sees jobs without patients, and moves them by forms", () =>
  withPortal(async (portal) => {
    const radiologist = await portal.signIn("radiologist");
    const id = await request(portal, radiologist);
    const session = await portal.signIn("administrator");
    const home = await portal.ask("/", { headers: session });
    assert.equal(home.headers.get("location"), "/jobs");
    const html = await (await portal.ask("/jobs", { headers: session })).text();
    assert.ok(html.includes(id));
    assert.doesNotMatch(html, /Test|MRN-0007|1960/);
    const cancel = await portal.ask("/jobs/cancel", {
      method: "POST",
      headers: { ...session, origin: ORIGIN },
      body: new URLSearchParams({ id }),
    });
    assert.equal(cancel.status, 303);
    const after = await portal.ask(`/api/inferences/${id}`, { headers: session });
    assert.equal((await after.json()).state, "cancelled");
    for (const path of [`/studies/${STUDY}`, "/api/studies"]) {
      const refused = await portal.ask(path, { headers: session });
      assert.equal(refused.status, 403, path);
      await refused.body?.cancel();
    }
    const foreign = await portal.ask("/jobs", { headers: radiologist });
    assert.equal(foreign.status, 403);
    await foreign.body?.cancel();
  }));

Deno.test("the gate answers nginx by session, role, method and study", () =>
  withPortal(async (portal) => {
    const radiologist = await portal.signIn("radiologist");
    const clinician = await portal.signIn("clinician");
    const uri = `/orthanc/dicom-web/studies/${STUDY}/metadata`;
    const check = async (session: Session, method: string, raw: string) => {
      const response = await portal.ask("/auth/check", {
        headers: { ...session, "x-original-uri": raw, "x-original-method": method },
      });
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await check(radiologist, "GET", uri), 200);
    assert.equal(await check({}, "GET", uri), 401);
    assert.equal(await check({ authorization: "Bearer a.b.c" }, "GET", uri), 401);
    assert.equal(await check(clinician, "GET", uri), 403);
    assert.equal(await check(radiologist, "POST", "/orthanc/dicom-web/studies"), 403);
    assert.equal(await check(radiologist, "GET", `${uri}/../../x`), 403);
    await portal.assign("clinician", "MRN-0007");
    assert.equal(await check(clinician, "GET", uri), 200);
    const rows = await portal.connections.db.selectFrom("audit").select("outcome")
      .where("study_uid", "=", STUDY).where("action", "=", "image.read").execute();
    assert.ok(rows.length >= 2, "accesses are on record");
  }));
