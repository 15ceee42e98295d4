import assert from "node:assert/strict";
import type { Condition } from "@medplum/fhirtypes";
import { insertInference } from "../../lib/inference/request_inference.ts";
import { isOriginPack } from "../../lib/models/pack.ts";
import { patientByIdentity } from "../../lib/patients/cached_patient.ts";
import { cli } from "../../cli/test_terminal.ts";
import { AUTHORITY, KIM } from "../neighbours/neighbours.ts";
import { API } from "../schemas/definitions.ts";
import { finishReading } from "../schemas/finished_reading.ts";
import { addTestStudy } from "./inference_rows.ts";
import { ORIGIN, startTestPortal, type TestPortal } from "./portal.ts";

const STUDY = "2.25.600";
const LESIONS = {
  lesionCount: 2,
  foci: 2,
  t2Connected: false,
  largestDiameterMm: 21,
  diameterRatio: 2,
  areaRatio: 1,
  volumeRatio: 1,
};

type Session = Record<string, string>;

async function withStudy(run: (portal: TestPortal) => Promise<void>): Promise<void> {
  await using portal = await startTestPortal();
  await addTestStudy(portal.connections.db, STUDY, {
    authority: AUTHORITY,
    mrn: KIM.pubpid,
    birthDate: KIM.DOB.replaceAll("-", ""),
  });
  await run(portal);
}

/** Asks as JSON, in English. */
async function ask(
  portal: TestPortal,
  session: Session,
  facts?: unknown,
  study = STUDY,
  version?: number,
) {
  const body = JSON.stringify({ facts, version });
  const init = facts === undefined ? {} : { method: "POST", body };
  const headers = { ...session, "content-type": "application/json", "accept-language": "en" };
  const response = await portal.ask(`/api/metastasis/${study}`, { ...init, headers });
  return { status: response.status, json: await response.json() };
}

/** A completed reading of the study with two separate cores. */
async function addReading(portal: TestPortal, session: Session): Promise<string> {
  const { db } = portal.connections;
  const response = await portal.ask("/api/inferences", {
    method: "POST",
    headers: { ...session, "content-type": "application/json" },
    body: JSON.stringify({ study: STUDY, model: "tumour-own-4" }),
  });
  const { id } = await response.json();
  await finishReading(db, id);
  const row = await db.selectFrom("inferences").select("result").where("id", "=", id)
    .executeTakeFirstOrThrow();
  await db.updateTable("inferences").set({
    result: JSON.stringify({ ...row.result, lesions: LESIONS }),
  }).where("id", "=", id).execute();
  return id;
}

Deno.test("facts are entered step by step until every answer that applies is there", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    const before = await ask(portal, session);
    API.metastasis.parse(before.json);
    assert.deepEqual(before.json.scored.missing, ["lesions", "primary"]);
    await addReading(portal, session);
    const measured = (await ask(portal, session)).json;
    assert.equal(measured.scored.origin.status, "answered");
    assert.deepEqual(measured.case.lesions.foci, 2);

    const { json: breast } = await ask(portal, session, { primary: "breast", karnofsky: 80 });
    assert.deepEqual(API.metastasis.parse(breast), breast);
    assert.deepEqual(breast.scored.prognosis.missing, [
      "breastSubtype",
      "brainMetastases",
      "extracranialMetastases",
    ]);
    assert.ok(breast.scored.origin.probability > measured.scored.origin.probability);
    assert.equal(breast.reading.predicted.current, false);
    const { json: whole } = await ask(portal, session, {
      breastSubtype: "her2",
      brainMetastases: 2,
      extracranialMetastases: false,
    });
    // Born 1961 in the images: 64; 0 + .5 + 1.5 + 0 + .5.
    assert.equal(whole.scored.prognosis.points, 2.5);
    assert.equal(whole.scored.prognosis.survivalMonths.median, 23.5);
    // The command line answers the page's own case with the page's own answer.
    const score = "metastasis score --in - --json";
    assert.deepEqual((await cli({}, score, JSON.stringify(whole.case))).json, whole.scored);
    const { json: back } = await ask(portal, session, { brainMetastases: null });
    assert.deepEqual(back.scored.prognosis.missing, ["brainMetastases"]);
  });
});

Deno.test("a radiologist and the patient's clinician may enter, nobody else; both are on record", async () => {
  await withStudy(async (portal) => {
    const clinician = await portal.signIn("clinician", "kim");
    const administrator = await portal.signIn("administrator");
    for (const session of [clinician, administrator]) {
      assert.equal((await ask(portal, session)).status, 403);
      assert.equal((await ask(portal, session, { karnofsky: 80 })).status, 403);
    }
    assert.equal((await portal.ask(`/api/metastasis/${STUDY}`)).status, 401);
    await portal.assign("kim", KIM.pubpid);
    const entered = await ask(portal, clinician, { karnofsky: 80, haemoglobin: 9.9 });
    assert.equal(entered.status, 200);
    assert.deepEqual(
      entered.json.sources.filter(({ source }: { source: string }) => source === "entered")
        .map(({ name, by }: { name: string; by: string }) => [name, by]),
      [["karnofsky", "kim"], ["haemoglobin", "kim"]],
    );
    const rows = await portal.connections.db.selectFrom("audit").selectAll()
      .where("action", "=", "metastasis.enter").execute();
    assert.deepEqual(rows.map(({ outcome, study_uid, detail }) => [outcome, study_uid, detail]), [
      ["allowed", STUDY, "karnofsky haemoglobin"],
    ]);
    assert.ok(!portal.logged.join().includes("9.9"));
    const service = await portal.signIn("service");
    assert.equal((await ask(portal, service)).status, 200);
    assert.equal((await ask(portal, service, { karnofsky: 10 })).status, 403);
    assert.equal((await ask(portal, clinician)).json.case.karnofsky, 80);
    const page = async (session: Session) =>
      await (await portal.ask(`/studies/${STUDY}`, { headers: session })).text();
    assert.match(await page(clinician), /data-facts/);
    assert.doesNotMatch(await page(service), /data-facts/);
  });
});

Deno.test("the audit says what changed, and that a refused entry failed", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    await ask(portal, session, { karnofsky: 80, braf: "positive" });
    await ask(portal, session, { karnofsky: 80, braf: "positive" });
    await ask(portal, session, { karnofsky: 70, braf: "positive" });
    assert.equal((await ask(portal, session, {})).status, 200);
    await ask(portal, session, { assessedOn: "2199-01-01" });
    await ask(portal, session, { karnofsky: 85 });
    const rows = await portal.connections.db.selectFrom("audit").selectAll()
      .where("action", "=", "metastasis.enter").orderBy("id").execute();
    assert.deepEqual(rows.map(({ outcome, detail }) => [outcome, detail]), [
      ["allowed", "karnofsky braf"],
      ["allowed", "karnofsky"],
      ["failed", "input_invalid assessedOn"],
      ["failed", "input_invalid facts.karnofsky"],
    ]);
  });
});

Deno.test("wrong facts are refused in words, and another site may enter none", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    for (
      const [facts, field] of [
        [{ karnofsky: 85 }, "Karnofsky status"],
        [{ colour: "red" }, "facts"],
        [{ primary: "unheard of" }, "Known cancer and its type"],
        [{ assessedOn: "2199-01-01" }, "“Counted up to” lies in the future"],
        [{ ageYears: 12 }, "“Age \\(years\\)” contradicts the birth date"],
      ] as const
    ) {
      const { status, json } = await ask(portal, session, facts);
      assert.deepEqual([status, json.code], [400, "input_invalid"], JSON.stringify(facts));
      assert.match(json.message, new RegExp(field));
    }
    assert.equal((await ask(portal, session, undefined, "not-a-uid")).status, 404);
    assert.equal((await ask(portal, session, { karnofsky: 80 }, "2.25.999")).status, 404);
    const foreign = { ...session, origin: "https://evil.test" };
    assert.equal((await ask(portal, foreign, { karnofsky: 80 })).status, 403);
  });
});

Deno.test("the study page brings answers, form and the words on their use from the server", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    await addReading(portal, session);
    await ask(portal, session, { primary: "melanoma", firstRadiosurgery: "2025-01-02" });
    for (
      const [lang, research] of [["en", /Research, not validated/], ["ko", /연구용, 검증되지 않음/]]
    ) {
      const response = await portal.ask(`/studies/${STUDY}`, {
        headers: { ...session, "accept-language": String(lang), origin: ORIGIN },
      });
      const html = await response.text();
      assert.match(html, research as RegExp);
      assert.match(html, /Research use only\. Not for diagnostic use\./);
      assert.match(html, /data-question="prognosis" data-status="needs_input"/);
      assert.match(html, /data-share="known_cancer"/);
      assert.match(html, /<select id="fact-braf"/);
      assert.match(html, /value="2025-01-02"/);
    }
  });
});

Deno.test("a cancer in the chart is used and said to be the chart's, until a person says otherwise", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    await portal.ask(`/studies/${STUDY}`, { headers: session }); // makes the chart known
    const { sources, db } = portal.connections;
    const identity = { authority: AUTHORITY, mrn: KIM.pubpid };
    const chart = await patientByIdentity(db, identity);
    const condition: Condition & { id: string } = {
      resourceType: "Condition",
      id: "breast",
      subject: { reference: `Patient/${chart?.fhir?.id}` },
      code: { coding: [{ system: "http://snomed.info/sct", code: "254837009" }] },
    };
    await sources.fhirClient.put(condition, { signal: AbortSignal.timeout(10_000) });
    const primary = async (facts?: unknown) => {
      const { json } = await ask(portal, session, facts);
      const { source } = json.sources.find(({ name }: { name: string }) => name === "primary");
      return [json.case.primary, source];
    };
    assert.deepEqual(await primary(), ["breast", "chart"]);
    const page = await portal.ask(`/studies/${STUDY}`, {
      headers: { ...session, "accept-language": "en" },
    });
    assert.match(await page.text(), /breast, from the FHIR chart/);
    assert.deepEqual(await primary({ primary: "renal" }), ["renal", "entered"]);
    for (const entered of ["none", "melanoma"]) {
      const { json } = await ask(portal, session, { primary: entered });
      assert.deepEqual(API.metastasis.parse(json).scored.conflicts, ["chart_differs"]);
      assert.equal(json.case.primary, entered);
    }
    const contradicted = await portal.ask(`/studies/${STUDY}`, {
      headers: { ...session, "accept-language": "en" },
    });
    assert.match(await contradicted.text(), /the chart records breast; melanoma was entered/);
    const agreed = await ask(portal, session, { primary: "breast" });
    assert.deepEqual(agreed.json.scored.conflicts, []);
    assert.deepEqual(await primary({ primary: null }), ["breast", "chart"]);
  });
});

Deno.test("an entry from a stale form is refused in words, and loses nothing", async () => {
  await withStudy(async (portal) => {
    const radiologist = await portal.signIn("radiologist");
    const clinician = await portal.signIn("clinician", "lee");
    await portal.assign("lee", KIM.pubpid);
    const { json: shown } = await ask(portal, radiologist, { karnofsky: 100 });
    assert.equal((await ask(portal, clinician, { karnofsky: 50 })).status, 200);
    const stale = await ask(portal, radiologist, { karnofsky: 90 }, STUDY, shown.version);
    assert.deepEqual([stale.status, stale.json.code], [409, "conflict"]);
    assert.match(stale.json.message, /“Karnofsky status \(KPS\)” was changed/);
    const { json: now } = await ask(portal, radiologist);
    assert.deepEqual([now.case.karnofsky, now.sources[0]?.by], [50, "lee"]);
    const again = await ask(portal, radiologist, { karnofsky: 90 }, STUDY, now.version);
    assert.deepEqual([again.status, again.json.case.karnofsky], [200, 90]);
  });
});

Deno.test("ages and birth dates that contradict each other are said on the page", async () => {
  await withStudy(async (portal) => {
    const headers = { ...await portal.signIn("radiologist"), "accept-language": "en" };
    const page = async () => await (await portal.ask(`/studies/${STUDY}`, { headers })).text();
    const { db } = portal.connections;
    await db.updateTable("studies").set({ dicom_birth_date: null }).execute();
    await ask(portal, headers, { ageYears: 40 });
    await db.updateTable("studies").set({ dicom_birth_date: "19900101" }).execute();
    const html = await page(); // makes the chart known, with a birth date in 1961
    assert.match(html, /the age 40 was entered, the birth date gives 64 and is used/);
    assert.match(html, /chart and images have different birth dates/);
    assert.match(html, /<input id="fact-ageYears"[^>]*value="40"/);
    const { json } = await ask(portal, headers, { ageYears: null });
    assert.deepEqual(API.metastasis.parse(json).scored.conflicts, ["birth_differs"]);
  });
});

Deno.test("conditions that could not be read, or are not confirmed, are said on the page", async () => {
  await withStudy(async (portal) => {
    const headers = { ...await portal.signIn("radiologist"), "accept-language": "en" };
    const page = async () => await (await portal.ask(`/studies/${STUDY}`, { headers })).text();
    assert.match(await page(), /records no primary cancer outside the skull/);
    const { sources, db } = portal.connections;
    const chart = await patientByIdentity(db, { authority: AUTHORITY, mrn: KIM.pubpid });
    const subject = { reference: `Patient/${chart?.fhir?.id}` };
    const put = (id: string, rest: Partial<Condition>) =>
      sources.fhirClient.put({ resourceType: "Condition", id, subject, ...rest } as const, {
        signal: AbortSignal.timeout(10_000),
      });
    await put("words", { code: { text: "Breast cancer" } });
    await put("maybe", {
      verificationStatus: { coding: [{ code: "differential" }] },
      code: { coding: [{ system: "http://hl7.org/fhir/sid/icd-10", code: "C64" }] },
    });
    const html = await page();
    assert.match(html, /could not be read: 1 /);
    assert.match(html, /not confirmed: renal cell/);
    assert.doesNotMatch(html, /records no primary cancer/);
  });
});

Deno.test("opening the page asks for a new prediction once when the recorded one is outdated", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    const { db, packs } = portal.connections;
    const parent = await addReading(portal, session);
    const { manifest } = packs.packs.find(isOriginPack) ?? assert.fail("no model of the origin");
    const { requested_by } = await db.selectFrom("inferences").select("requested_by")
      .where("id", "=", parent).executeTakeFirstOrThrow();
    await db.deleteFrom("inferences").where("parent_id", "=", parent).execute();
    const first = { id: crypto.randomUUID(), studyUid: STUDY, manifest, parentId: parent };
    await db.transaction().execute((transaction) =>
      insertInference(transaction, { ...first, requestedBy: requested_by })
    );
    const open = async () => {
      const page = await portal.ask(`/studies/${STUDY}`, { headers: session });
      assert.equal(page.status, 200);
      await page.body?.cancel();
      return await db.selectFrom("inferences").select(["id", "state"])
        .where("parent_id", "=", parent).execute();
    };
    assert.equal((await open()).length, 1); // one is under way
    await db.updateTable("inferences").set({
      state: "completed",
      result: JSON.stringify({ probability: 0.001 }),
      created_at: new Date(Date.now() - 60_000),
    }).where("id", "=", first.id).execute();
    await ask(portal, session); // asking alone asks for nothing
    assert.equal((await open()).length, 2);
    const twice = await open();
    assert.deepEqual(twice.map(({ state }) => state).sort(), ["completed", "requested"]);

    // An older reading that stands is renewed as well as the one that the page shows.
    await addReading(portal, session);
    await db.updateTable("inferences")
      .set({ state: "completed", result: JSON.stringify({ probability: 0.001 }) })
      .where("parent_id", "=", parent).where("state", "=", "requested").execute();
    assert.equal((await open()).length, 3);
  });
});

Deno.test("a rejected reading is used only where no other one is there, and decides nothing", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    const decide = async (id: string, decision: string) => {
      const response = await portal.ask(`/api/inferences/${id}/decision`, {
        method: "POST",
        headers: { ...session, "content-type": "application/json" },
        body: JSON.stringify({ decision, reason: "motion" }),
      });
      assert.equal(response.status, 200);
      await response.body?.cancel();
    };
    const page = async () => {
      const headers = { ...session, "accept-language": "en" };
      return await (await portal.ask(`/studies/${STUDY}`, { headers })).text();
    };
    const old = await addReading(portal, session);
    await portal.connections.db.updateTable("inferences")
      .set({ created_at: new Date(Date.now() - 60_000) }).where("id", "=", old).execute();
    const newer = await addReading(portal, session);
    await ask(portal, session, { primary: "breast" });
    await decide(newer, "rejected");
    const { json: accepted } = await ask(portal, session);
    assert.deepEqual([accepted.reading.id, accepted.reading.review], [old, null]);
    assert.equal(accepted.scored.risk.reason, "lesion_present");
    const shown = await page();
    assert.match(shown, /A newer reading was rejected/);
    assert.match(shown, /outside of what its model knows/);
    // The warning is of the reading in use, not of the one that the page follows.
    const { result } = await portal.connections.db.selectFrom("inferences").select("result")
      .where("id", "=", old).executeTakeFirstOrThrow();
    await portal.connections.db.updateTable("inferences")
      .set({ result: JSON.stringify({ ...result, knowledge: null }) })
      .where("id", "=", old).execute();
    assert.equal((await ask(portal, session)).json.reading.outside, false);

    await decide(old, "rejected");
    const { json: rejected } = await ask(portal, session);
    assert.deepEqual([rejected.reading.id, rejected.reading.review], [newer, "rejected"]);
    assert.equal(API.metastasis.parse(rejected).case.lesions?.rejected, true);
    assert.deepEqual(
      [rejected.scored.origin.status, rejected.scored.risk.missing],
      ["answered", ["lesions"]],
    );
    assert.match(await page(), /come from a rejected segmentation/);
  });
});

Deno.test("a FHIR server that is away is said, and the rest is answered", async () => {
  await withStudy(async (portal) => {
    const session = await portal.signIn("radiologist");
    await portal.ask(`/studies/${STUDY}`, { headers: session }); // makes the chart known
    assert.equal((await ask(portal, session)).json.chart.answer, "none");
    await portal.neighbours.stop("fhir");
    const { status, json } = await ask(portal, session, { primary: "renal" });
    assert.deepEqual([status, json.chart.answer, json.case.primary], [200, "unavailable", "renal"]);
  });
});
