import assert from "node:assert/strict";
import { AUTHORITY } from "../neighbours/neighbours.ts";
import { addTestStudy } from "./inference_rows.ts";
import { startTestPortal } from "./portal.ts";

const STUDY = "2.25.540";
const SUMMER = new Date("2026-07-01T16:05:00Z");

/** The jobs page of a portal in this zone, with a reading that last moved in summer. */
async function jobsPage(timeZone: string | undefined, language: string): Promise<string> {
  await using portal = await startTestPortal({
    config: () => timeZone === undefined ? {} : { timeZone },
  });
  const { db } = portal.connections;
  await addTestStudy(db, STUDY, { authority: AUTHORITY, mrn: "MRN-0007" });
  const asked = await portal.ask("/api/inferences", {
    method: "POST",
    headers: { ...await portal.signIn("radiologist"), "content-type": "application/json" },
    body: JSON.stringify({ study: STUDY, model: "tumour-own-4" }),
  });
  assert.equal(asked.status, 202);
  await asked.body?.cancel();
  await db.updateTable("inferences").set({ updated_at: SUMMER }).execute();
  const headers = { ...await portal.signIn("administrator"), "accept-language": language };
  return await (await portal.ask("/jobs", { headers })).text();
}

Deno.test("screens show the hospital's time, say which zone that is, and the offset of each moment", async (t) => {
  await t.step("Seoul where nothing is said", async () => {
    const html = await jobsPage(undefined, "ko");
    assert.match(html, /<time[^>]*title="GMT\+9"[^>]*>2026-07-02 01:05<\/time>/);
    assert.match(html, /시각: [^<]* 표준시 \(GMT\+9\)/);
  });
  await t.step("elsewhere, with summer time", async () => {
    const html = await jobsPage("Europe/Berlin", "en");
    assert.match(html, /<time[^>]*title="GMT\+2"[^>]*>2026-07-01 18:05<\/time>/);
    assert.match(html, /Times: Central European [^<]* Time \(GMT\+[12]\)/);
    assert.match(html, /<html[^>]* data-time-zone="Europe\/Berlin"/);
  });
});
