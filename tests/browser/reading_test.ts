import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { listInferences } from "../../lib/inference/list_inferences.ts";
import { endSession } from "../../lib/session/sign_out.ts";
import { PASSWORD } from "../flows/portal.ts";
import { assertAccessible, assertFits, openBrowser, openPage, signInAt } from "./browser.ts";
import { type Site, startSite } from "./site.ts";

/** Words of the panel's chip. */
const chip = (page: Page) => page.textContent(".panel-head .chip");

/** Times that the viewer's page was loaded in its frame. */
function countViewerLoads(page: Page): () => number {
  let loads = 0;
  page.on("request", (request) => {
    const isPage = request.resourceType() === "document" && request.method() === "GET";
    if (isPage && request.url().includes("/ohif/viewer")) loads++;
  });
  return () => loads;
}

async function endEverySession({ stack: { connections: { db } } }: Site): Promise<void> {
  for (const { id } of await db.selectFrom("sessions").select("id").execute()) {
    await endSession(db, id);
  }
}

Deno.test("a radiologist reads a study in the browser, from the worklist to a decision", async (t) => {
  await using site = await startSite();
  const { stack, origin } = site;
  // 72 x 88: Orthanc 1.10 cuts single-bit frames out only where their pixels fill whole bytes.
  const { studyUid } = await stack.addStudy({ edge: 2.1 });
  const browser = await openBrowser();
  const { page, complaints } = await openPage(browser, "en-GB");
  const viewerLoads = countViewerLoads(page);

  await t.step("the worklist is live and opens a study by keyboard", async () => {
    await signInAt(page, origin, "kim", PASSWORD);
    await page.waitForSelector(".live:not(.off)");
    assert.match(await page.textContent("tbody tr") ?? "", /4\/4/);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${origin}/studies/${studyUid}`);
  });

  await t.step("the viewer hangs four sequences through the gate", async () => {
    await page.waitForSelector(".viewer-cover", { state: "detached" });
    const viewer = page.frameLocator(".viewer iframe");
    await viewer.locator(".cornerstone-canvas").nth(3).waitFor();
    await assertAccessible(page);
    await assertFits(page);
  });

  await t.step("asking shows the request; the stages arrive by themselves", async () => {
    await page.click("[data-model]");
    await page.waitForSelector("progress");
    await stack.startWorker();
    await page.waitForSelector('[data-stage="segment"]');
  });

  await t.step(
    "the result lies over the images without a reload, with exact volumes",
    async () => {
      await page.waitForSelector('[aria-pressed="true"]', { timeout: 120_000 });
      assert.equal(viewerLoads(), 1);
      assert.match(await chip(page) ?? "", /Ready/);
      const { inferences } = await listInferences(stack.connections.db, { studyUid });
      const shown = await page.getAttribute('[data-region="wholeTumour"]', "data-mm3");
      assert.equal(Number(shown), inferences[0]?.volumes_mm3?.wholeTumour);
      const share = await page.getAttribute(
        ".total:last-child [data-confidence]",
        "data-confidence",
      );
      assert.equal(Number(share), inferences[0]?.certainty.wholeTumour);
      // A drawn head is none of the images that the network was trained on.
      assert.match(await page.innerText("[data-outside]"), /Outside of what this model knows/);
      await page.waitForSelector("[data-origin]");
      await assertAccessible(page);
    },
  );

  await t.step("s hides and shows the segmentation; r rejects with a reason", async () => {
    await page.keyboard.press("s");
    await page.waitForSelector('[aria-pressed="false"]');
    await page.keyboard.press("s");
    await page.waitForSelector('[aria-pressed="true"]', { timeout: 120_000 }); // software GL is slow
    await page.keyboard.press("r");
    assert.equal(await page.inputValue("#reject-code"), "", "no reason is chosen beforehand");
    await page.click("form .reject");
    assert.equal(await page.locator("#reject-code:invalid").count(), 1);
    await page.selectOption("#reject-code", "border");
    await page.fill("#reject-words", "too wide in front");
    await assertAccessible(page);
    await page.click("form .reject");
    await page.waitForSelector('[data-review="rejected"]');
    assert.match(await page.textContent("[data-review]") ?? "", /Borders are wrong: too wide/);
  });

  assert.deepEqual(complaints, []);

  await t.step("an ended session is taken up again in place, and nothing is lost", async () => {
    await endEverySession(site);
    await page.waitForSelector("dialog[open] #again-password");
    await assertAccessible(page);
    assert.equal(await page.locator("iframe").count(), 0, "no image stays");
    assert.doesNotMatch(await page.innerText("body"), /ml|MRN|Rejected/);
    await page.fill("#again-password", PASSWORD);
    await page.click("dialog[open] button[type=submit]");
    await page.waitForSelector("dialog[open]", { state: "detached" });
    assert.equal(page.url(), `${origin}/studies/${studyUid}`);
    await page.waitForSelector('[data-review="rejected"]');
    await page.frameLocator(".viewer iframe").locator(".cornerstone-canvas").nth(3).waitFor();
  });

  await t.step("a session that ends while images load stops the viewer at once", async () => {
    let refused = 0;
    page.on("response", (response) => {
      if (response.url().includes("/orthanc/") && response.status() === 401) refused++;
    });
    const arrived = page.waitForResponse((response) => response.url().includes("/frames/"));
    await page.reload();
    await arrived;
    await endEverySession(site);
    await page.waitForSelector("dialog[open] #again-password");
    const atOnce = refused;
    await page.waitForTimeout(1000);
    assert.ok(atOnce <= 30, `${atOnce} requests were refused`);
    assert.equal(refused, atOnce, "nothing is asked for after that");
  });

  await browser.close();
});
