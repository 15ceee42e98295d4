import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { h } from "preact";
import { App, setBuildCache } from "../app.ts";
import { BUILD_ID } from "../build_id.ts";
import { ProdBuildCache, type StaticFile } from "../server/build_cache.ts";
import { csp, type CSPOptions } from "./csp.ts";
import { csrf, type CsrfOptions } from "./csrf.ts";
import { staticFiles } from "./static_files.ts";
import { trailingSlashes } from "./trailing_slashes.ts";

describe("csp", () => {
  const ask = async (options?: CSPOptions, path = "/") => {
    const app = new App()
      .use(csp(options))
      .get("/", () => new Response("ok"))
      .get("/page", (ctx) => ctx.render(h("style", null, "a{}")))
      .get("/own", (ctx) => ctx.render(h("script", { nonce: "mine" }, "1")));
    return await app.handler()(new Request(`http://localhost${path}`));
  };
  const policy = (response: Response) => response.headers.get("content-security-policy") ?? "";

  it("sends a strict default", async () => {
    assert.equal(
      policy(await ask()),
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
        "font-src 'self'; img-src 'self' data:; media-src 'self' data: blob:; " +
        "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; " +
        "form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
    );
  });

  it("replaces defaults of the same name and reports", async () => {
    const response = await ask({ csp: ["font-src x", "new-src y"], reportTo: "/r" });
    assert.match(
      policy(response),
      /font-src x; new-src y; report-to csp-endpoint; report-uri \/r$/,
    );
    assert.doesNotMatch(policy(response), /font-src 'self'/);
    assert.equal(response.headers.get("reporting-endpoints"), 'csp-endpoint="/r"');
    const reportOnly = await ask({ reportOnly: true });
    assert.match(
      reportOnly.headers.get("content-security-policy-report-only") ?? "",
      /default-src/,
    );
    assert.equal(policy(reportOnly), "");
  });

  it("puts a new nonce on rendered pages and keeps those that are there", async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const response = await ask({ useNonce: true }, "/page");
      const nonce = /script-src 'self' 'nonce-([0-9a-f]+)'/.exec(policy(response))?.[1] ?? "none";
      assert.doesNotMatch(policy(response), /unsafe-inline/);
      assert.match(await response.text(), new RegExp(`<style nonce="${nonce}">`));
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 2);
    assert.match(await (await ask({ useNonce: true }, "/own")).text(), /<script nonce="mine">/);
    // Nothing was rendered, so there is no nonce to allow.
    assert.match(policy(await ask({ useNonce: true })), /unsafe-inline/);
  });
});

describe("csrf", () => {
  const ask = async (
    method: string,
    headers: Record<string, string>,
    origin?: CsrfOptions<unknown>["origin"],
  ) => {
    const app = new App().use(csrf(origin === undefined ? {} : { origin })).all(
      "/",
      () => new Response("ok"),
    );
    const request = new Request("https://example.com/", { method, headers });
    return (await app.handler()(request)).status;
  };
  const cases: [string, Record<string, string>, number][] = [
    ["POST", {}, 200],
    ["POST", { "sec-fetch-site": "same-origin" }, 200],
    ["POST", { "sec-fetch-site": "none" }, 200],
    ["POST", { "sec-fetch-site": "same-site" }, 403],
    ["PUT", { "sec-fetch-site": "cross-site" }, 403],
    ["GET", { "sec-fetch-site": "cross-site" }, 200],
    ["OPTIONS", { "sec-fetch-site": "cross-site" }, 200],
    ["DELETE", { origin: "https://example.com" }, 200],
    ["POST", { origin: "https://evil.test" }, 403],
    ["POST", { origin: "null" }, 403],
  ];
  for (const [method, headers, status] of cases) {
    it(`${method} with ${JSON.stringify(headers)} gives ${status}`, async () => {
      assert.equal(await ask(method, headers), status);
    });
  }

  it("trusts the origins it is told to", async () => {
    const headers = { origin: "https://a.test", "sec-fetch-site": "cross-site" };
    assert.equal(await ask("POST", headers, "https://a.test"), 200);
    assert.equal(await ask("POST", headers, ["https://b.test", "https://a.test"]), 200);
    assert.equal(await ask("POST", headers, (from) => from.endsWith("a.test")), 200);
    assert.equal(await ask("POST", headers, "https://b.test"), 403);
  });
});

describe("trailingSlashes", () => {
  const ask = async (mode: "always" | "never", path: string) => {
    const app = new App().use(trailingSlashes(mode)).get("*", () => new Response("ok"));
    const response = await app.handler()(new Request(`http://localhost${path}`));
    return [response.status, response.headers.get("location")];
  };

  it("redirects to the wanted form, query included", async () => {
    assert.deepEqual(await ask("always", "/a?b=1"), [302, "/a/?b=1"]);
    assert.deepEqual(await ask("always", "/a/"), [200, null]);
    assert.deepEqual(await ask("never", "/a/?b=1"), [302, "/a?b=1"]);
    assert.deepEqual(await ask("never", "/"), [200, null]);
  });
});

describe("staticFiles", () => {
  class Files extends ProdBuildCache<unknown> {
    constructor(readonly files: Record<string, string>) {
      const none = { staticFiles: new Map(), islands: new Map(), fsRoutes: [] };
      super("", "", { clientEntry: "", ...none });
    }

    override readFile(pathname: string): Promise<StaticFile | null> {
      const text = this.files[pathname];
      if (text === undefined) return Promise.resolve(null);
      const readable = new TextEncoder().encode(text);
      const size = readable.byteLength;
      return Promise.resolve({ hash: "h1", size, readable, contentType: "x/y", close() {} });
    }
  }
  const ask = async (path: string, init: RequestInit = {}, mode = "production") => {
    const app = new App().use(staticFiles(), () => new Response("next"));
    const files = new Files({ "/a.css": "body {}", "/C#.svg": "svg", "/인.png": "png" });
    setBuildCache(app, files, mode as "production");
    return await app.handler()(new Request(`http://localhost${path}`, init));
  };

  it("serves files with length, type and tag, uncached without the build's key", async () => {
    const response = await ask("/a.css");
    assert.equal(await response.text(), "body {}");
    const { headers } = response;
    assert.equal(headers.get("content-length"), "7");
    assert.equal(headers.get("content-type"), "x/y");
    assert.equal(headers.get("etag"), 'W/"h1"');
    assert.match(headers.get("cache-control") ?? "", /no-store/);
  });

  it("caches for a year with the build's key, except in development", async () => {
    const path = `/a.css?__frsh_c=${BUILD_ID}`;
    const cached = await ask(path);
    assert.equal(cached.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const fresh = await ask(path, {}, "development");
    assert.match(fresh.headers.get("cache-control") ?? "", /no-cache/);
    const stale = await ask("/a.css?__frsh_c=other&x=1");
    assert.deepEqual([stale.status, stale.headers.get("location")], [307, "/a.css?x=1"]);
  });

  it("answers 304 to a known tag, 405 to other methods, HEAD without a body", async () => {
    for (const tag of ["h1", 'W/"h1"']) {
      const known = await ask("/a.css", { headers: { "if-none-match": tag } });
      assert.deepEqual([known.status, known.headers.get("cache-control")], [304, null]);
    }
    assert.equal((await ask("/a.css", { method: "POST" })).status, 405);
    const head = await ask("/a.css", { method: "HEAD" });
    assert.deepEqual([await head.text(), head.headers.get("content-length")], ["", "7"]);
  });

  it("decodes names and passes on what it does not have, except the favicon", async () => {
    assert.equal((await ask("/C%23.svg")).headers.get("content-type"), "x/y");
    assert.equal((await ask("/%EC%9D%B8.png")).headers.get("content-type"), "x/y");
    for (const path of ["/", "/none"]) assert.equal(await (await ask(path)).text(), "next");
    assert.equal((await ask("/favicon.ico")).status, 404);
  });

  it("leaves a broken escape to the middlewares before it", async () => {
    const app = new App()
      .use((ctx) => ctx.next().catch((error) => new Response(error.name)))
      .use(staticFiles());
    const response = await app.handler()(new Request("http://localhost/%zz"));
    assert.equal(await response.text(), "URIError");
  });
});
