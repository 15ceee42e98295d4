// An access token is good for ten minutes. What happens after them, at the gate (nginx/, started by
// stack/nginx.ts) and in the portal behind it.
import assert from "node:assert/strict";
import { ACCESS_MINUTES } from "../../lib/session/tokens.ts";
import { sessionCookies } from "../../lib/session/cookies.ts";
import { signIn } from "../../lib/session/sign_in.ts";
import { startSite } from "../browser/site.ts";
import { PASSWORD } from "../flows/portal.ts";

Deno.test("after ten minutes the token opens nothing; a browser's cookies renew without a word", async (t) => {
  await using site = await startSite();
  const { stack, origin } = site;
  const { db, keys, config: { instance } } = stack.connections;
  const { studyUid } = await stack.addStudy({ edge: 4 });
  const image = `${origin}/orthanc/dicom-web/studies/${studyUid}/series`;
  const begun = new Date(Date.now() - (ACCESS_MINUTES + 1) * 60_000);
  const from = { name: "kim", password: PASSWORD, address: "127.0.0.1" };
  const tokens = await signIn(db, keys, from, begun);
  const expired = { authorization: `Bearer ${tokens.access}` };
  // A browser drops the access cookie when its time is over; one that did not must not get further.
  const [access = "", refresh = ""] = sessionCookies(tokens, instance)
    .map((line) => line.split(";")[0] ?? "");

  await t.step("as Bearer: 401 at the gate and in the API, saying what to do", async () => {
    for (const address of [image, `${origin}/api/studies`]) {
      const response = await fetch(address, { headers: { ...expired, "accept-language": "en" } });
      assert.equal(response.status, 401, address);
      const { code, message, action, requestId } = await response.json();
      assert.equal(code, "session_missing");
      assert.match(`${message} ${action}`, /sign in/i);
      assert.ok(requestId);
    }
  });

  await t.step(
    "as cookie: no image and no API call either, with the refresh cookie or without",
    async () => {
      for (const cookie of [access, refresh, `${access}; ${refresh}`]) {
        for (const address of [image, `${origin}/api/studies`]) {
          const response = await fetch(address, { headers: { cookie } });
          await response.body?.cancel();
          assert.equal(response.status, 401, address);
        }
      }
    },
  );

  let renewed = "";
  await t.step("a page opens all the same, and brings new cookies", async () => {
    const cookie = `${access}; ${refresh}`;
    const response = await fetch(`${origin}/`, { headers: { cookie }, redirect: "manual" });
    await response.body?.cancel();
    assert.equal(response.status, 200);
    renewed = response.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
    for (const address of [image, `${origin}/api/studies`]) {
      const again = await fetch(address, { headers: { cookie: renewed } });
      await again.body?.cancel();
      assert.equal(again.status, 200, address);
    }
  });

  await t.step("an open page renews by the API, by its refresh cookie alone", async () => {
    const renew = (cookie: string) =>
      fetch(`${origin}/api/session/renew`, { method: "POST", headers: { cookie, origin } });
    const response = await renew(renewed);
    assert.equal(response.status, 200);
    const answer = await response.json();
    assert.ok(Date.parse(answer.expires) - Date.now() > (ACCESS_MINUTES - 1) * 60_000);
    const bearer = { authorization: `Bearer ${answer.access}` };
    const now = await fetch(image, { headers: bearer });
    await now.body?.cancel();
    assert.equal(now.status, 200);
    const without = await renew(access);
    await without.body?.cancel();
    assert.equal(without.status, 401);
  });

  await t.step("a session that nobody used for half an hour asks for the password", async () => {
    const old = await signIn(db, keys, from, new Date(Date.now() - 31 * 60_000));
    const cookie = sessionCookies(old, instance).map((line) => line.split(";")[0]).join("; ");
    const response = await fetch(`${origin}/`, { headers: { cookie }, redirect: "manual" });
    await response.body?.cancel();
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/login");
    for (const line of response.headers.getSetCookie()) assert.match(line, /Max-Age=0/);
  });
});
