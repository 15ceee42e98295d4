import assert from "node:assert/strict";
import { AUTHORITY } from "../neighbours/neighbours.ts";
import { addTestStudy } from "./inference_rows.ts";
import { startTestPortal } from "./portal.ts";

const STUDY = "2.25.501";

Deno.test("worklist and study page say that a study's date is unknown where it is", async () => {
  await using portal = await startTestPortal();
  const { db } = portal.connections;
  await addTestStudy(db, STUDY, { authority: AUTHORITY, mrn: "NOBODY-1" });
  const session = await portal.signIn("radiologist");
  const unknowns = async (path: string) => {
    const headers = { ...session, "accept-language": "en" };
    const text = await (await portal.ask(path, { headers })).text();
    return text.replace(/<script[\s\S]*?<\/script>/g, "").match(/>unknown</g)?.length ?? 0;
  };
  const pages = ["/", `/studies/${STUDY}`];
  const dated = await Promise.all(pages.map(unknowns));
  await db.updateTable("studies").set({ study_date: null, study_time: null }).execute();
  for (const [n, path] of pages.entries()) {
    assert.equal(await unknowns(path), (dated[n] ?? NaN) + 1, path);
  }
});
