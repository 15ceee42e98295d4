import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { endSession } from "../../lib/session/sign_out.ts";
import { addUser } from "../../lib/session/users.ts";
import { addTestStudy } from "../flows/inference_rows.ts";
import { PASSWORD, startTestPortal } from "../flows/portal.ts";
import { AUTHORITY, KIM } from "../neighbours/neighbours.ts";
import { assertAccessible, openBrowser, openPage, signInAt } from "./browser.ts";

const STUDY = "2.25.610";

/** Waits until the page asks for the password and shows nothing else of itself. */
async function assertHidden(page: Page): Promise<void> {
  await page.waitForSelector("dialog[open] #again-password", { timeout: 10_000 });
  const text = await page.innerText("body");
  assert.doesNotMatch(text, new RegExp(`${KIM.pubpid}|KIM|Kim|1960|ml`));
  assert.match(text, /Research use only\. Not for diagnostic use\./);
  assert.equal(await page.locator("iframe").count(), 0);
}

async function signInAgain(page: Page, name: string): Promise<void> {
  await page.fill("#again-name", name);
  await page.fill("#again-password", PASSWORD);
  await page.click("dialog[open] button[type=submit]");
}

Deno.test("when a session ends every tab of it closes at once, and opens again for its person", async (t) => {
  await using portal = await startTestPortal();
  const { db } = portal.connections;
  await addUser(db, { name: "kim", role: "radiologist", password: PASSWORD });
  await addUser(db, { name: "park", role: "radiologist", password: PASSWORD });
  await addTestStudy(db, STUDY, { authority: AUTHORITY, mrn: KIM.pubpid });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    portal.handler,
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const browser = await openBrowser();
  const { page: one } = await openPage(browser, "en-GB");
  await signInAt(one, origin, "kim", PASSWORD);
  const two = await one.context().newPage();
  await two.goto(`${origin}/studies/${STUDY}`);
  await two.waitForSelector(".viewer-cover");
  const three = await one.context().newPage();
  await three.goto(`${origin}/`);
  await three.waitForSelector(".live:not(.off)");

  await t.step(
    "signing out in one tab closes the others before they ask for anything",
    async () => {
      const asked: string[] = [];
      two.on("request", (request) => asked.push(request.url()));
      await one.click('[action="/logout"] button');
      await assertHidden(two);
      await assertHidden(three);
      assert.deepEqual(asked.filter((url) => !url.includes("/api/session")), []);
      await assertAccessible(two);
      await two.keyboard.press("Escape");
      await two.keyboard.press("Escape");
      await assertHidden(two);
    },
  );

  await t.step("the same person signing in again has every tab back", async () => {
    await signInAgain(two, " Kim ");
    for (const page of [two, three]) {
      await page.waitForSelector("dialog[open]", { state: "detached" });
      await page.getByText(KIM.pubpid).first().waitFor();
    }
    assert.equal(two.url(), `${origin}/studies/${STUDY}`);
    assert.equal(await two.locator("main[inert]").count(), 0);
  });

  await t.step("a session that was ended from outside closes them within seconds", async () => {
    for (const { id } of await db.selectFrom("sessions").select("id").execute()) {
      await endSession(db, id);
    }
    await assertHidden(two);
    await assertHidden(three);
  });

  await t.step("another person starts anew, in every tab", async () => {
    await signInAt(one, origin, "park", PASSWORD);
    for (const page of [two, three]) {
      await page.waitForURL(`${origin}/`);
      await page.waitForSelector("dialog[open]", { state: "detached" });
      await page.waitForSelector("header .who");
      assert.match(await page.innerText("header"), /park/);
    }
  });

  await t.step("Back after signing out brings nothing back", async () => {
    await two.goto(`${origin}/studies/${STUDY}`);
    await two.click('[action="/logout"] button');
    await two.waitForURL(/\/login/);
    await two.goBack();
    await two.waitForURL(/\/login/);
  });

  await browser.close();
  await server.shutdown();
});
