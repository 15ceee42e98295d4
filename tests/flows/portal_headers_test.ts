import assert from "node:assert/strict";
import { startTestPortal, type TestPortal } from "./portal.ts";

/** Every kind of answer there is; none may leave without its headers. */
const KINDS: readonly [what: string, path: string, init: RequestInit, status: number][] = [
  ["a page", "/login", {}, 200],
  ["an error page", "/nowhere", {}, 404],
  ["a redirect", "/", { headers: {} }, 303],
  ["an API refusal", "/api/studies", {}, 401],
  ["an API answer", "/health/live", {}, 200],
  ["a static file", "/style.css", {}, 200],
  ["the gate", "/auth/check", {}, 401],
  ["a form from another site", "/login", crossSite(), 403],
];

function crossSite(): RequestInit {
  return { method: "POST", headers: { origin: "https://evil.test" }, body: "" };
}

async function withPortal(run: (portal: TestPortal) => Promise<void>): Promise<void> {
  await using portal = await startTestPortal();
  await run(portal);
}

Deno.test("every answer carries the security headers and a request number", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    for (const [what, path, init, status] of KINDS) {
      const headers = path === "/nowhere" ? session : init.headers ?? {};
      const response = await portal.ask(path, { ...init, headers });
      await response.body?.cancel();
      const get = (name: string) => response.headers.get(name) ?? "";
      assert.equal(response.status, status, what);
      assert.equal(get("x-content-type-options"), "nosniff", what);
      assert.equal(get("referrer-policy"), "same-origin", what);
      assert.equal(get("cross-origin-opener-policy"), "same-origin", what);
      assert.equal(get("cross-origin-resource-policy"), "same-origin", what);
      assert.match(get("permissions-policy"), /camera=\(\)/, what);
      assert.match(get("content-security-policy"), /^default-src 'none'/, what);
      assert.doesNotMatch(
        get("content-security-policy"),
        /unsafe-inline|unsafe-eval|upgrade-insecure-requests/,
        what,
      );
      assert.match(get("x-request-id"), /^[0-9a-f-]{36}$/, what);
      assert.match(get("cache-control"), /no-store|no-cache/, what);
    }
  }));

Deno.test("pages run only scripts with the answer's own nonce, new each time", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    const nonces = new Set<string>();
    for (let time = 0; time < 2; time++) {
      const response = await portal.ask("/patients", { headers: session });
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
      assert.ok(nonce, policy);
      nonces.add(nonce);
      const html = await response.text();
      const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      assert.ok(scripts.length > 0, "the page has islands");
      for (const tag of scripts) assert.match(tag, new RegExp(`nonce="${nonce}"`));
      assert.doesNotMatch(html, /\sstyle=|\son\w+=/, "no inline style or handler");
    }
    assert.equal(nonces.size, 2);
  }));

Deno.test("error bodies say code, message, action and the number that the log has", () =>
  withPortal(async (portal) => {
    const response = await portal.ask("/api/studies", { headers: { "accept-language": "en" } });
    const body = await response.json();
    assert.deepEqual(Object.keys(body).sort(), ["action", "code", "message", "requestId"]);
    assert.equal(body.code, "session_missing");
    assert.equal(body.message, "You are not signed in.");
    assert.equal(body.requestId, response.headers.get("x-request-id"));
    assert.ok(portal.logged.some((line) => line.includes(body.requestId)));
  }));

Deno.test("error pages speak the person's language and show the number", () =>
  withPortal(async (portal) => {
    const session = await portal.signIn("radiologist");
    for (const [language, words] of [["ko", "찾을 수 없습니다."], ["en", "Not found."]] as const) {
      const response = await portal.ask("/nowhere", {
        headers: { ...session, accept: "text/html", "accept-language": language },
      });
      const html = await response.text();
      assert.equal(response.status, 404);
      assert.match(html, new RegExp(`<html lang="${language}"`));
      assert.ok(html.includes(words), words);
      assert.ok(html.includes(response.headers.get("x-request-id") ?? "-"));
      assert.ok(html.includes("Research use only. Not for diagnostic use."));
    }
  }));

Deno.test("the script of the shared worker may talk to the portal, or it would be of no use", () =>
  withPortal(async (portal) => {
    const response = await portal.ask("/events_worker.js");
    await response.body?.cancel();
    assert.match(response.headers.get("content-security-policy") ?? "", /connect-src 'self'/);
  }));
