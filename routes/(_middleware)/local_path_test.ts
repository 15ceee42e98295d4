import assert from "node:assert/strict";
import fc from "fast-check";
import { localPath } from "./local_path.ts";

Deno.test("localPath() keeps a path of this portal", () => {
  assert.equal(localPath("/studies/1.2.3?x=1"), "/studies/1.2.3?x=1");
  assert.equal(localPath("/"), "/");
});

Deno.test("localPath() sends everything that leads elsewhere to the start", () => {
  const tricks = [
    "//evil.test",
    "/\\evil.test",
    "https://evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "javascript:alert(1)",
    "evil",
    "",
    null,
  ];
  for (const text of tricks) assert.equal(localPath(text), "/", String(text));
});

Deno.test("localPath() never gives an address of another host", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."/\\.:@?#%a\t\n ") });
  fc.assert(fc.property(texts, (text) => {
    const url = new URL(localPath(text), "http://portal.test");
    return url.host === "portal.test";
  }));
});
