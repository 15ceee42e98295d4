import assert from "node:assert/strict";
import { AUTHORITY, KIM } from "../neighbours/neighbours.ts";
import { addTestStudy } from "./inference_rows.ts";
import { ORIGIN, startTestPortal, type TestPortal } from "./portal.ts";

const MRN = KIM.pubpid;

async function withPortal(run: (portal: TestPortal) => Promise<void>): Promise<void> {
  await using portal = await startTestPortal();
  await run(portal);
}

function lookUp(portal: TestPortal, session: Record<string, string>, mrn: string) {
  return portal.ask("/api/patients/lookup", {
    method: "POST",
    headers: { ...session, "content-type": "application/json", "accept-language": "en" },
    body: JSON.stringify({ mrn }),
  });
}

function search(portal: TestPortal, session: Record<string, string>, mrn: string) {
  return portal.ask("/patients", {
    method: "POST",
    headers: { ...session, origin: ORIGIN, "accept-language": "en" },
    body: new URLSearchParams({ mrn, authority: "" }),
  });
}

Deno.test("a look-up answers with the record, its source and its age; the second comes from us", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const first = await (await lookUp(portal, session, MRN)).json();
    assert.deepEqual(Object.keys(first).sort(), ["asOf", "id", "patient", "source"]);
    assert.equal(first.source, "openemr");
    assert.equal(first.patient.resourceType, "Patient");
    assert.ok(Math.abs(Date.parse(first.asOf) - Date.now()) < 10_000);
    const second = await (await lookUp(portal, session, MRN)).json();
    assert.equal(second.source, "cache");
    assert.equal(second.id, first.id);
    const again = await portal.ask(`/api/patients/${first.id}`, { headers: session });
    assert.equal((await again.json()).patient.birthDate, KIM.DOB);
  }));

Deno.test("searching leads to an opaque address and a page that names source, age and number", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const found = await search(portal, session, ` ${MRN} `);
    assert.equal(found.status, 303);
    const address = found.headers.get("location") ?? "";
    assert.match(address, /^\/patients\/[0-9a-f-]{36}\?walk=[a-z0-9_.-]+openemr-found-\d+$/);
    await addTestStudy(portal.connections.db, "2.25.77", { authority: AUTHORITY, mrn: MRN });
    const html = await (await portal.ask(address, { headers: session })).text();
    for (
      const text of ["김서연", "1961-04-05", MRN, AUTHORITY, "저장된 기록", "/studies/2.25.77"]
    ) {
      assert.ok(html.includes(text), text);
    }
  }));

Deno.test("nobody is found only when every source said no; an outage is told apart", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const unknown = await search(portal, session, "MRN-4711");
    assert.equal(unknown.status, 404);
    assert.match(await unknown.text(), /No source knows this patient/);
    await portal.neighbours.stop("openemr");
    const outage = await search(portal, session, "MRN-4712");
    assert.equal(outage.status, 503);
    assert.match(await outage.text(), /OpenEMR/);
    const { code, message } = await (await lookUp(portal, session, "MRN-4712")).json();
    assert.equal(code, "patient_sources_unavailable");
    assert.match(message, /OpenEMR/);
  }));

Deno.test("numbers with wildcards are refused, and no number ever reaches an address or the log", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    for (const mrn of ["MRN*", "%", "MRN-0007,MRN-0008", "   "]) {
      const response = await lookUp(portal, session, mrn);
      assert.equal(response.status, 400, mrn);
      assert.equal((await response.json()).code, "input_invalid", mrn);
    }
    const words = await (await search(portal, session, "MRN*")).text();
    assert.match(words, /holds a character that no number has/);
    await (await search(portal, session, MRN)).body?.cancel();
    const log = portal.logged.join("\n");
    assert.doesNotMatch(log, /MRN-0007|김|서연|1961/);
  }));

Deno.test("a clinician opens their own patients only; administrators open none", () =>
  withPortal(async (portal) => {
    const clinician = await portal.signIn("clinician");
    const denied = await lookUp(portal, clinician, MRN);
    assert.equal(denied.status, 403);
    await denied.body?.cancel();
    await portal.assign("clinician", MRN);
    const { id } = await (await lookUp(portal, clinician, MRN)).json();
    const other = await portal.signIn("clinician", "other");
    const foreign = await portal.ask(`/patients/${id}`, { headers: other });
    assert.equal(foreign.status, 403);
    await foreign.body?.cancel();
    const administrator = await portal.signIn("administrator");
    const refused = await portal.ask(`/api/patients/${id}`, { headers: administrator });
    assert.equal(refused.status, 403);
    await refused.body?.cancel();
    const headers = { ...administrator, accept: "text/html" };
    const form = await portal.ask("/patients", { headers });
    const html = await form.text();
    assert.equal(form.status, 403);
    assert.ok(html.includes('href="/jobs"') && !html.includes('href="/patients"'));
    assert.match(html, /class="button" href="\/jobs"/);
    assert.equal((await search(portal, administrator, MRN)).status, 403);
    const rows = await portal.connections.db.selectFrom("audit").select(["action", "outcome"])
      .where("action", "like", "patient.%").execute();
    const seen = rows.map(({ action, outcome }) => `${action} ${outcome}`);
    for (const line of ["patient.lookup refused", "patient.lookup allowed"]) {
      assert.ok(seen.includes(line), `${line} in ${seen}`);
    }
  }));

Deno.test("a study whose patient no source knows stays readable and says so", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    await addTestStudy(portal.connections.db, "2.25.78", { authority: AUTHORITY, mrn: "GHOST-1" });
    const headers = { ...session, "accept-language": "en" };
    const page = await portal.ask("/studies/2.25.78", { headers });
    const html = await page.text();
    assert.equal(page.status, 200);
    assert.match(html, /No source knows this patient/);
    assert.ok(html.includes("GHOST-1") && html.includes("Test, Study"));
    await portal.neighbours.stop("openemr");
    await addTestStudy(portal.connections.db, "2.25.79", { authority: AUTHORITY, mrn: "GHOST-2" });
    const cut = await (await portal.ask("/studies/2.25.79", { headers })).text();
    assert.match(cut, /cannot be checked now \(OpenEMR/);
  }));

Deno.test("the worklist is searched by POST: what was typed stands in no address", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    await addTestStudy(portal.connections.db, "2.25.80", { authority: AUTHORITY, mrn: "FIND-ME" });
    await addTestStudy(portal.connections.db, "2.25.81", { authority: AUTHORITY, mrn: "OTHER" });
    const response = await portal.ask("/", {
      method: "POST",
      headers: { ...session, origin: ORIGIN },
      body: new URLSearchParams({ text: "find-me", state: "", review: "" }),
    });
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.ok(html.includes("/studies/2.25.80") && !html.includes("/studies/2.25.81"));
    assert.doesNotMatch(html, /(href|action|src)="[^"]*find-me/i);
  }));
