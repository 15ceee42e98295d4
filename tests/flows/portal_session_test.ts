import assert from "node:assert/strict";
import { addUser } from "../../lib/session/users.ts";
import { ORIGIN, PASSWORD, startTestPortal, type TestPortal } from "./portal.ts";

async function withPortal(run: (portal: TestPortal) => Promise<void>): Promise<void> {
  await using portal = await startTestPortal();
  await addUser(portal.connections.db, { name: "kim", role: "radiologist", password: PASSWORD });
  await run(portal);
}

function form(
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): RequestInit {
  return {
    method: "POST",
    headers: { origin: ORIGIN, ...headers },
    body: new URLSearchParams(fields),
  };
}

/** What a browser would send back of an answer's cookies. */
function cookieOf(response: Response): string {
  return response.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
}

async function signIn(portal: TestPortal, next = "/"): Promise<Response> {
  return await portal.ask("/login", form({ name: "kim", password: PASSWORD, next }));
}

Deno.test("the form signs in, sets locked-down cookies and goes where the person wanted", () =>
  withPortal(async (portal) => {
    const response = await signIn(portal, "/studies/1.2.840.1");
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/studies/1.2.840.1");
    const cookies = response.headers.getSetCookie();
    assert.equal(cookies.length, 2);
    for (const cookie of cookies) {
      assert.match(cookie, /^__Host-neuronova-test(-renew)?=/);
      assert.match(cookie, /; Path=\/; Secure; HttpOnly; SameSite=Strict/);
    }
    const page = await portal.ask("/", { headers: { cookie: cookieOf(response) } });
    assert.equal(page.status, 200);
    assert.match(await page.text(), /작업 목록/);
  }));

Deno.test("a wrong password and an unknown name are answered alike", () =>
  withPortal(async (portal) => {
    const wrong = await portal.ask("/login", form({ name: "kim", password: "wrong" }));
    const unknown = await portal.ask("/login", form({ name: "nobody", password: "wrong" }));
    assert.equal(wrong.status, 401);
    assert.equal(unknown.status, 401);
    const shape = async (response: Response) =>
      (await response.text()).replaceAll(/value="(kim|nobody)"/g, "").replaceAll(/nonce-\w+/g, "");
    assert.equal(await shape(wrong), await shape(unknown));
    assert.deepEqual(wrong.headers.getSetCookie(), []);
  }));

Deno.test("sign-in never leads to another site", () =>
  withPortal(async (portal) => {
    for (const next of ["//evil.test", "/\\evil.test", "https://evil.test/"]) {
      assert.equal((await signIn(portal, next)).headers.get("location"), "/", next);
    }
  }));

Deno.test("where the browser would drop the cookie, sign-in says that it needs https", () =>
  withPortal(async (portal) => {
    const lan = { host: "pacs.hospital:8080", origin: "http://pacs.hospital:8080" };
    const english = { ...lan, "accept-language": "en" };
    const page = await portal.ask("/login", { headers: english });
    assert.match(await page.text(), /Needs https/);
    const posted = await portal.ask("/login", form({ name: "kim", password: PASSWORD }, english));
    assert.equal(posted.status, 400);
    assert.match(await posted.text(), /Needs https/);
    assert.deepEqual(posted.headers.getSetCookie(), []);
  }));

Deno.test("sign-out ends the session at once, for the token too", () =>
  withPortal(async (portal) => {
    const cookie = cookieOf(await signIn(portal));
    const out = await portal.ask("/logout", form({}, { cookie }));
    assert.equal(out.status, 303);
    for (const line of out.headers.getSetCookie()) assert.match(line, /Max-Age=0/);
    const after = await portal.ask("/api/studies", { headers: { cookie } });
    assert.equal(after.status, 401);
    await after.body?.cancel();
  }));

Deno.test("a page whose access token ran out is renewed on the way; the API says 401", () =>
  withPortal(async (portal) => {
    const cookies = (await signIn(portal)).headers.getSetCookie().map((line) => line.split(";")[0]);
    const refresh = cookies.find((cookie) => cookie?.includes("-renew=")) ?? "";
    const api = await portal.ask("/api/studies", { headers: { cookie: refresh } });
    assert.equal(api.status, 401);
    await api.body?.cancel();
    const page = await portal.ask("/", { headers: { cookie: refresh } });
    assert.equal(page.status, 200);
    await page.body?.cancel();
    assert.equal(page.headers.getSetCookie().length, 2, "new cookies");
    const again = await portal.ask("/", { headers: { cookie: cookieOf(page) } });
    assert.equal(again.status, 200);
    await again.body?.cancel();
  }));

Deno.test("without a session pages lead to sign-in and remember the way back", () =>
  withPortal(async (portal) => {
    const response = await portal.ask("/studies/1.2.840.1");
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/login?next=%2Fstudies%2F1.2.840.1");
  }));

Deno.test("state changes from another site are refused though the cookie came along", () =>
  withPortal(async (portal) => {
    const cookie = cookieOf(await signIn(portal));
    const attacks: Record<string, string>[] = [
      { origin: "https://evil.test" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: ORIGIN },
      { origin: "http://127.0.0.1:9090" },
    ];
    for (const attack of attacks) {
      const response = await portal.ask("/logout", {
        method: "POST",
        headers: { cookie, ...attack },
        body: new URLSearchParams(),
      });
      assert.equal(response.status, 403, JSON.stringify(attack));
      await response.body?.cancel();
    }
    const still = await portal.ask("/api/studies", { headers: { cookie } });
    assert.equal(still.status, 200);
    await still.body?.cancel();
  }));

Deno.test("POST /api/session gives a Bearer token; DELETE ends it", () =>
  withPortal(async (portal) => {
    const body = JSON.stringify({ user: "kim", password: PASSWORD });
    const headers = { "content-type": "application/json" };
    const opened = await portal.ask("/api/session", { method: "POST", headers, body });
    const { access, expires } = await opened.json();
    assert.equal(opened.status, 200);
    assert.ok(Date.parse(expires) > Date.now());
    const bearer = { authorization: `Bearer ${access}` };
    const before = await portal.ask("/api/studies", { headers: bearer });
    assert.equal(before.status, 200);
    await before.body?.cancel();
    assert.equal(
      (await portal.ask("/api/session", { method: "DELETE", headers: bearer })).status,
      204,
    );
    const after = await portal.ask("/api/studies", { headers: bearer });
    assert.equal(after.status, 401);
    await after.body?.cancel();
  }));

Deno.test("bodies that do not fit are refused by field and never echoed", () =>
  withPortal(async (portal) => {
    const post = (body: string) =>
      portal.ask("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json", "accept-language": "en" },
        body,
      });
    const missing = await post(JSON.stringify({ user: "kim" }));
    assert.equal(missing.status, 400);
    assert.equal((await missing.json()).message, "The input is not valid: password");
    const broken = await post("{");
    assert.equal((await broken.json()).code, "input_invalid");
    const huge = await post(JSON.stringify({ user: "x".repeat(20_000), password: "y" }));
    assert.equal(huge.status, 413);
    assert.match((await huge.json()).message, /too large; the limit is 16384 bytes/);
  }));

Deno.test("language and theme are kept in cookies and lead back to where the person was", () =>
  withPortal(async (portal) => {
    const response = await portal.ask(
      "/preferences",
      form({ lang: "en", back: "/login?next=%2F" }),
    );
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("location"), "/login?next=%2F");
    const light = await portal.ask("/preferences", form({ theme: "light", back: "//evil.test" }));
    assert.equal(light.headers.get("location"), "/");
    const cookie = `${cookieOf(response)}; ${cookieOf(light)}`;
    const page = await portal.ask("/login", { headers: { cookie, "accept-language": "ko" } });
    assert.match(await page.text(), /<html lang="en" data-theme="light"/);
    // Cookies ignore ports: a second copy on this host sends its own along.
    const foreign = cookie.replaceAll("neuronova-test-", "neuronova-copy2-");
    assert.notEqual(foreign, cookie);
    const headers = { cookie: foreign, "accept-language": "ko" };
    const untouched = await portal.ask("/login", { headers });
    assert.match(await untouched.text(), /<html lang="ko" data-theme="dark"/);
  }));
