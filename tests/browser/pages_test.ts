import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addUser, assignPatient } from "../../lib/session/users.ts";
import { AUTHORITY, KIM } from "../neighbours/neighbours.ts";
import { addTestStudy } from "../flows/inference_rows.ts";
import { PASSWORD, startTestPortal, type TestPortal } from "../flows/portal.ts";
import { assertAccessible, assertFits, openBrowser, openPage, signInAt } from "./browser.ts";

const STUDY = "2.25.600";

async function furnish(portal: TestPortal): Promise<string> {
  const { db } = portal.connections;
  await addUser(db, { name: "kim", role: "radiologist", password: PASSWORD });
  await addUser(db, { name: "admin", role: "administrator", password: PASSWORD });
  await addUser(db, { name: "lee", role: "clinician", password: PASSWORD });
  await assignPatient(db, "lee", { authority: AUTHORITY, mrn: KIM.pubpid });
  await addTestStudy(db, STUDY, { authority: AUTHORITY, mrn: KIM.pubpid });
  await addTestStudy(db, "2.25.601", { authority: AUTHORITY, mrn: "GHOST-1" });
  const session = await portal.signIn("radiologist", "asker");
  const headers = { ...session, "content-type": "application/json" };
  const ask = async (path: string, body: unknown) => {
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    return (await (await portal.ask(path, init)).json()).id as string;
  };
  await ask("/api/inferences", { study: STUDY, model: "tumour-own-4" });
  return await ask("/api/patients/lookup", { mrn: KIM.pubpid });
}

async function inspect(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForLoadState("load");
  await assertAccessible(page);
  await assertFits(page);
  assert.match(await page.innerText("body"), /Research use only\. Not for diagnostic use\./);
}

Deno.test("every page is accessible, fits 1280 pixels and breaks no rule of its own policy", async (t) => {
  await using portal = await startTestPortal();
  const patient = await furnish(portal);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    portal.handler,
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const browser = await openBrowser();
  for (const locale of ["ko-KR", "en-GB"] as const) {
    const { page, complaints } = await openPage(browser, locale);
    await t.step(`signing in, ${locale}`, async () => {
      await inspect(page, `${origin}/login`);
      await signInAt(page, origin, "kim", PASSWORD);
    });
    const addresses = [
      ...["/", "/?state=failed", "/patients", `/patients/${patient}`, "/models"],
      ...["/models/tumour-own-4", "/models/lesion-origin-1"],
    ];
    for (const address of addresses) {
      await t.step(`${address}, ${locale}`, () => inspect(page, origin + address));
    }
    await t.step(`the list of keys, ${locale}`, async () => {
      await page.keyboard.press("?");
      await page.waitForSelector("dialog[open]");
      await assertAccessible(page);
      await page.keyboard.press("Escape");
      await page.click('[name="theme"]');
      await page.waitForSelector('html[data-theme="light"]');
      for (const address of ["/", "/patients"]) await inspect(page, origin + address);
    });
    assert.deepEqual(complaints, [], locale);
    // There is no viewer behind this portal: what the page does without one is looked at as well.
    for (const study of [STUDY, "2.25.601"]) {
      await t.step(`a study without its viewer, ${locale}`, async () => {
        await page.goto(`${origin}/studies/${study}`);
        await page.waitForSelector('.viewer-cover[role="alert"]');
        await assertAccessible(page);
        await assertFits(page);
      });
    }
    await t.step(`an error page, ${locale}`, () => inspect(page, `${origin}/nowhere`));
    await page.context().close();
  }
  const { page, complaints } = await openPage(browser, "en-GB");
  await t.step("the administrator's jobs move live", async () => {
    await signInAt(page, origin, "admin", PASSWORD);
    assert.equal(new URL(page.url()).pathname, "/jobs");
    await inspect(page, `${origin}/jobs`);
    await page.click('[action="/jobs/cancel"] button');
    await page.waitForSelector('[action="/jobs/retry"] button');
    assert.deepEqual(complaints, []);
  });
  await browser.close();
  await server.shutdown();
});

Deno.test("a worklist row changes in place when its reading moves, and stays where it is", async () => {
  await using portal = await startTestPortal();
  await furnish(portal);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    portal.handler,
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const browser = await openBrowser();
  const { page, complaints } = await openPage(browser, "en-GB");
  await signInAt(page, origin, "lee", PASSWORD);
  await page.waitForSelector(".live:not(.off)");
  assert.equal(await page.locator("tbody tr").count(), 1, "own patients only");
  const row = page.locator(`[data-study="${STUDY}"]`);
  assert.match(await row.innerText(), /Requested/);
  const session = await portal.signIn("radiologist", "another");
  const [{ id } = { id: "" }] = await portal.connections.db.selectFrom("inferences").select("id")
    .execute();
  const cancelled = await portal.ask(`/api/inferences/${id}/cancel`, {
    method: "POST",
    headers: session,
  });
  await cancelled.body?.cancel();
  await row.getByText("Cancelled").waitFor();
  // Two tabs of one browser share one stream: HTTP/1.1 has six connections for all of it.
  const second = await page.context().newPage();
  await second.goto(`${origin}/`);
  await second.waitForSelector(".live:not(.off)");
  assert.deepEqual(complaints, []);
  await browser.close();
  await server.shutdown();
});
