import assert from "node:assert/strict";
import fc from "fast-check";
import { deriveUid, isUid } from "./uid.ts";

Deno.test("`deriveUid()` gives a valid UID, the same for the same parts", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.string()), async (parts) => {
    const uid = await deriveUid(...parts);
    assert.ok(isUid(uid) && uid.startsWith("2.25."), uid);
    assert.equal(await deriveUid(...parts), uid);
  }));
});

Deno.test("`deriveUid()` tells apart parts that join to the same text", async () => {
  await fc.assert(fc.asyncProperty(fc.string(), fc.string(), async (left, right) => {
    fc.pre(left + right !== "");
    assert.notEqual(await deriveUid(left, right), await deriveUid(left + right));
    assert.notEqual(await deriveUid(left, right), await deriveUid(left, right, ""));
  }));
});

Deno.test("`deriveUid()` is SHA-256 over length-prefixed parts", async () => {
  // python: int.from_bytes(sha256(b"\0\0\0\1a\0\0\0\2bc").digest()[:16], "big")
  assert.equal(await deriveUid("a", "bc"), "2.25.240864446646532183121777240267729833486");
});

Deno.test("`isUid()` follows PS3.5 chapter 9", () => {
  for (const uid of ["1.2.840.10008.1.2", "2.25.0", "0.1"]) assert.ok(isUid(uid), uid);
  const none = ["", "1", "1.", ".1", "1..2", "1.2a", " 1.2", "1.2\n", "1/2"];
  for (const text of [...none, `1.${"2".repeat(63)}`]) assert.ok(!isUid(text), text);
});
