import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PASSWORD } from "../flows/portal.ts";
import { enterFacts } from "../../lib/clinical_facts/enter_facts.ts";
import { addTestStudy, addTestUser } from "../flows/inference_rows.ts";
import { assertAccessible, assertFits, openBrowser, openPage, signInAt } from "./browser.ts";
import { startSite } from "./site.ts";

const STUDY = "2.25.700";

/** Chooses an entry of a list with the keyboard alone. */
async function chooseByKeyboard(page: Page, name: string, first: string): Promise<void> {
  await page.focus(`#fact-${name}`);
  await page.keyboard.type(first);
}

Deno.test("missing facts are entered beside the images, by keyboard, and answered at once", async () => {
  await using site = await startSite();
  const { db } = site.stack.connections;
  await addTestStudy(db, STUDY);
  const browser = await openBrowser();
  const { page, complaints } = await openPage(browser, "en-GB");
  await signInAt(page, site.origin, "kim", PASSWORD);
  await page.goto(`${site.origin}/studies/${STUDY}`);
  await page.waitForSelector('[data-question="prognosis"][data-status="needs_input"]');
  await assertAccessible(page);
  await assertFits(page);

  await chooseByKeyboard(page, "primary", "renal");
  await page.waitForSelector("#fact-haemoglobin"); // asked for because of the primary
  await chooseByKeyboard(page, "karnofsky", "90");
  await chooseByKeyboard(page, "extracranialMetastases", "yes");
  await page.fill("#fact-brainMetastases", "2");
  await page.focus("[name=haemoglobin-unknown]");
  await page.keyboard.press("Space");
  await page.fill("#fact-firstRadiosurgery", "2025-01-15");
  await page.fill("#fact-newMetastases", "20");
  await page.fill("#fact-assessedOn", "2025-01-10");
  await page.press("#fact-assessedOn", "Enter");
  await page.waitForSelector('[data-metastasis] [role="alert"]');
  assert.match(
    await page.textContent('[data-metastasis] [role="alert"]') ?? "",
    /“Counted up to” lies before “First radiosurgery on”/,
  );
  const today = await page.getAttribute("#fact-assessedOn", "max") ?? "";
  assert.ok(Math.abs(Date.parse(today) - Date.now()) < 2 * 86_400_000, today);
  await page.fill("#fact-assessedOn", "2026-01-15");
  await page.press("#fact-assessedOn", "Enter");
  // 2 + 0 + .5 + .5 points: 17 months. 20 new ones a year: high, 4.3 months.
  await page.waitForSelector('[data-prognosis="17"]');
  assert.match(await page.textContent("[data-velocity]") ?? "", /4\.3 months.*Group: high/s);
  await assertAccessible(page);
  await assertFits(page);
  assert.match(await page.textContent("[data-metastasis]") ?? "", /entered by kim/);

  await page.click("button[name=lang]");
  await page.waitForSelector('html[lang="ko"] [data-prognosis="17"]');
  assert.match(await page.textContent("[data-metastasis]") ?? "", /생존 중앙값/);
  await page.click("button[name=theme]");
  await page.waitForSelector('[data-theme="light"] [data-prognosis="17"]');
  await assertAccessible(page);
  assert.deepEqual(complaints.filter((line) => !line.includes("400")), []);
  await browser.close();
});

Deno.test("somebody who was faster is not overwritten: their value is shown, and what was typed stays", async () => {
  await using site = await startSite();
  const { db, packs } = site.stack.connections;
  await addTestStudy(db, STUDY);
  const person = { userId: await addTestUser(db, "lee") };
  const enter = (karnofsky: number) =>
    enterFacts(db, packs, { studyUid: STUDY, facts: { karnofsky }, person });
  await enter(100);
  const browser = await openBrowser();
  const { page } = await openPage(browser, "en-GB");
  await signInAt(page, site.origin, "kim", PASSWORD);
  await page.goto(`${site.origin}/studies/${STUDY}`);
  await page.waitForSelector("#fact-karnofsky");
  await enter(50);
  await page.selectOption("#fact-karnofsky", "90");
  await page.fill("#fact-brainMetastases", "2");
  await page.press("#fact-brainMetastases", "Enter");
  await page.waitForSelector('[data-metastasis] [role="alert"]');
  assert.match(
    await page.textContent('[data-metastasis] [role="alert"]') ?? "",
    /“Karnofsky status \(KPS\)” was changed by someone else meanwhile/,
  );
  await page.waitForFunction(() =>
    (document.querySelector("#fact-karnofsky") as HTMLSelectElement).value === "50"
  );
  assert.equal(await page.inputValue("#fact-brainMetastases"), "2");
  await page.selectOption("#fact-karnofsky", "90");
  await page.press("#fact-brainMetastases", "Enter");
  await page.waitForFunction(() =>
    document.querySelector("[data-metastasis]")?.textContent.includes("Saved.")
  );
  assert.equal(await page.inputValue("#fact-karnofsky"), "90");
  await browser.close();
});
