import assert from "node:assert/strict";
import { sql } from "kysely";
import { connectDatabase } from "../../lib/database/connect.ts";
import { AUTHORITY } from "../neighbours/neighbours.ts";
import { addTestStudy } from "./inference_rows.ts";
import { startTestPortal, type TestPortal } from "./portal.ts";

const STUDY = "2.25.500";
const MODEL = "tumour-own-4";

type Session = Record<string, string>;

/** A portal with one study, its patient known, and a reading of it. */
async function withReading(
  run: (portal: TestPortal, id: string, radiologist: Session) => Promise<void>,
): Promise<void> {
  await using portal = await startTestPortal();
  await addTestStudy(portal.connections.db, STUDY, { authority: AUTHORITY, mrn: "MRN-0007" });
  const radiologist = await portal.signIn("radiologist");
  const ask = async (path: string, body: unknown) => {
    const headers = { ...radiologist, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return await (await portal.ask(path, init)).json();
  };
  await ask("/api/patients/lookup", { mrn: "MRN-0007" });
  const { id } = await ask("/api/inferences", { study: STUDY, model: MODEL });
  await run(portal, id, radiologist);
}

async function statusOf(portal: TestPortal, session: Session, path: string): Promise<number> {
  const response = await portal.ask(path, { headers: session });
  await response.body?.cancel();
  return response.status;
}

/** The rows of an action, in order; a minute may turn in between, so equal ones count once. */
async function rowsOf(portal: TestPortal, action: string) {
  const rows = await portal.connections.db.selectFrom("audit").selectAll()
    .where("action", "=", action).orderBy("id").execute();
  const about = rows.map(({ outcome, user_id, study_uid, inference_id, patient_id }) =>
    [outcome, user_id, study_uid, inference_id, patient_id].join(" ")
  );
  return { count: rows.length, about: [...new Set(about)], rows };
}

Deno.test("who sees a reading is on record, with its study and its patient", () =>
  withReading(async (portal, id, radiologist) => {
    const administrator = await portal.signIn("administrator");
    const clinician = await portal.signIn("clinician");
    const path = `/api/inferences/${id}`;
    assert.equal(await statusOf(portal, clinician, path), 403);
    await portal.assign("clinician", "MRN-0007");
    for (const session of [radiologist, clinician, administrator]) {
      for (const one of [path, path, `${path}/events`]) {
        assert.equal(await statusOf(portal, session, one), 200, one);
      }
    }
    const { count, about, rows } = await rowsOf(portal, "inference.view");
    assert.ok(count <= 7, `${count} rows for four people's views in at most two minutes`);
    assert.equal(about.length, 4);
    assert.deepEqual(about.map((row) => row.split(" ")[0]), [
      "refused",
      "allowed",
      "allowed",
      "allowed",
    ]);
    const patient = rows[0]?.patient_id;
    assert.match(patient ?? "", /^[0-9a-f-]{36}$/);
    for (const row of rows) assert.deepEqual([row.study_uid, row.patient_id], [STUDY, patient]);
    const seen = rows.filter(({ outcome }) => outcome === "allowed");
    for (const row of seen) assert.equal(row.inference_id, id);
  }));

Deno.test("who sees the list of studies or the jobs is on record, by whatever address", () =>
  withReading(async (portal, _id, radiologist) => {
    const administrator = await portal.signIn("administrator");
    const clinician = await portal.signIn("clinician");
    const service = await portal.signIn("service");
    const views: [Session, string][] = [
      [radiologist, "/"],
      [clinician, "/api/studies"],
      [service, "/api/events"],
    ];
    for (const [n, [session, path]] of views.entries()) {
      for (let round = 0; round < 3; round++) {
        assert.equal(await statusOf(portal, session, path), 200, path);
      }
      const { count, about } = await rowsOf(portal, "study.list");
      assert.equal(about.length, n + 1, path);
      assert.ok(count <= 2 * (n + 1), `${count} rows`);
    }
    for (const path of ["/jobs", "/api/events"]) {
      assert.equal(await statusOf(portal, administrator, path), 200, path);
    }
    assert.equal((await rowsOf(portal, "jobs.view")).about.length, 1);
    assert.equal(await statusOf(portal, administrator, "/api/studies"), 403);
    assert.match((await rowsOf(portal, "study.list")).about.at(-1) ?? "", /^refused /);
  }));

Deno.test("an open stream is on record when it opens, not at each of its beats", () =>
  withReading(async (portal, id, radiologist) => {
    const streams = await Promise.all(["/api/events", `/api/inferences/${id}/events`].map(
      (path) => portal.ask(path, { headers: radiologist }),
    ));
    // Longer than a heartbeat, at which both streams ask whether they may go on.
    await new Promise((resolve) => setTimeout(resolve, 5500));
    for (const stream of streams) await stream.body?.cancel();
    assert.equal((await rowsOf(portal, "inference.view")).count, 1);
    assert.equal((await rowsOf(portal, "study.list")).count, 1);
  }));

Deno.test("what cannot be put on record is not shown", () =>
  withReading(async (portal, id, radiologist) => {
    const administrator = await portal.signIn("administrator");
    const { database } = portal.connections.config;
    const { owner, ownerPassword = "" } = database;
    const asOwner = connectDatabase({ ...database, user: owner, password: ownerPassword });
    await sql`RENAME TABLE audit TO audit_away`.execute(asOwner);
    await asOwner.destroy();
    const views: [Session, string][] = [
      [radiologist, `/api/inferences/${id}`],
      [radiologist, `/api/inferences/${id}/events`],
      [radiologist, "/api/studies"],
      [radiologist, "/api/events"],
      [radiologist, "/"],
      [administrator, "/jobs"],
    ];
    for (const [session, path] of views) {
      const headers = { ...session, accept: "application/json" };
      const response = await portal.ask(path, { headers });
      assert.equal(response.status, 503, path);
      assert.equal((await response.json()).code, "audit_unavailable", path);
    }
  }));
