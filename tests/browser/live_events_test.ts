import assert from "node:assert/strict";
import { addUser } from "../../lib/session/users.ts";
import { addTestStudy } from "../flows/inference_rows.ts";
import { PASSWORD, startTestPortal } from "../flows/portal.ts";
import { openBrowser, openPage, signInAt } from "./browser.ts";

Deno.test("live news that is refused though the session is good is not asked for in a rush", async (t) => {
  await using portal = await startTestPortal();
  await addUser(portal.connections.db, { name: "kim", role: "radiologist", password: PASSWORD });
  await addTestStudy(portal.connections.db, "2.25.620");
  let refused = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    if (new URL(request.url).pathname !== "/api/events") return portal.handler(request);
    refused++;
    return new Response(null, { status: 503 });
  });
  const browser = await openBrowser();
  const ways: [string, string][] = [
    ["one line for all tabs", ""],
    ["a browser without shared workers", "delete globalThis.SharedWorker"],
  ];
  for (const [way, before] of ways) {
    await t.step(way, async () => {
      const { page } = await openPage(browser, "en-GB");
      await page.addInitScript(before);
      await signInAt(page, `http://127.0.0.1:${server.addr.port}`, "kim", PASSWORD);
      await page.waitForSelector(".live.off");
      refused = 0;
      await page.waitForTimeout(6000);
      assert.ok(refused >= 1 && refused <= 2, `asked ${refused} times in 6 s`);
      await page.context().close();
    });
  }
  await browser.close();
  await server.shutdown();
});
