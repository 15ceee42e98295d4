import assert from "node:assert/strict";
import { clearCookies, sessionCookies, tokensOf } from "./cookies.ts";
import type { Tokens } from "./tokens.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const TOKENS: Tokens = {
  access: "aa.bb.cc",
  refresh: "dd.ee.ff",
  expires: new Date("2026-11-24T12:10:00Z"),
  sessionExpires: new Date("2026-11-25T00:00:00Z"),
  person: { userId: "u", sessionId: "s", name: "kim", role: "radiologist" },
};

function cookie(text: string) {
  return tokensOf(new Headers({ cookie: text }), "demo1");
}

Deno.test("`sessionCookies()` sets host-bound, script-proof, same-site cookies of this instance", () => {
  const cookies = sessionCookies(TOKENS, "demo1", NOW);
  assert.deepEqual(cookies, [
    "__Host-neuronova-demo1=aa.bb.cc; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=600",
    "__Host-neuronova-demo1-renew=dd.ee.ff; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200",
  ]);
});

Deno.test("`clearCookies()` takes back both cookies under the same attributes", () => {
  for (const text of clearCookies("demo1")) {
    assert.match(text, /^__Host-neuronova-demo1(-renew)?=; Path=\/; Secure; .*Max-Age=0$/);
  }
  assert.equal(clearCookies("demo1").length, 2);
});

Deno.test("`tokensOf()` reads its own instance's cookies and no other's", () => {
  const both = "__Host-neuronova-demo1=aa.bb.cc; __Host-neuronova-demo1-renew=dd.ee.ff";
  assert.deepEqual(cookie(both), { access: "aa.bb.cc", refresh: "dd.ee.ff", by: "cookie" });
  assert.deepEqual(cookie("__Host-neuronova-demo2=aa.bb.cc"), { by: "nothing" });
  assert.deepEqual(cookie("neuronova-demo1=aa.bb.cc; x"), { by: "nothing" });
  assert.deepEqual(tokensOf(new Headers(), "demo1"), { by: "nothing" });
});

Deno.test("`tokensOf()` takes no cookie that came twice and none that is not a token", () => {
  const name = "__Host-neuronova-demo1";
  assert.deepEqual(cookie(`${name}=aa.bb.cc; ${name}=xx.yy.zz`), { by: "nothing" });
  for (
    const value of ["", "aa.bb", "aa.bb.cc.dd", "a a.b.c", "aa.bb.<c>", "a".repeat(5000) + ".b.c"]
  ) {
    assert.deepEqual(cookie(`${name}=${value}`), { by: "nothing" });
  }
});

Deno.test("`tokensOf()` lets `Authorization` decide alone", () => {
  const cookie = "__Host-neuronova-demo1=aa.bb.cc";
  const of = (authorization: string) => tokensOf(new Headers({ cookie, authorization }), "demo1");
  assert.deepEqual(of("Bearer xx.yy.zz"), { access: "xx.yy.zz", by: "bearer" });
  assert.deepEqual(of("bearer xx.yy.zz"), { access: "xx.yy.zz", by: "bearer" });
  for (const other of ["Basic YTpi", "Bearer", "Bearer a b", "xx.yy.zz"]) {
    assert.deepEqual(of(other), { by: "bearer" });
  }
});
