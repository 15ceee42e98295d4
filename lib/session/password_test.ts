import assert from "node:assert/strict";
import { argon2Verify } from "hash-wasm";
import { Fault } from "../fault/fault.ts";
import { hashPassword, verifyPassword } from "./password.ts";

Deno.test("`hashPassword()` makes a salted argon2id hash of the agreed cost", async () => {
  const [one, two] = await Promise.all([hashPassword("쓰는 암호 1"), hashPassword("쓰는 암호 1")]);
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.notEqual(one, two);
  assert.ok(await argon2Verify({ password: "쓰는 암호 1", hash: one }));
});

Deno.test("`verifyPassword()` tells the right password from any other, whatever the form", async () => {
  const hash = await hashPassword("한글 passphrase".normalize("NFC"));
  assert.ok(await verifyPassword("한글 passphrase".normalize("NFD"), hash));
  assert.ok(!await verifyPassword("한글 passphrasE", hash));
  assert.ok(!await verifyPassword("", hash));
  assert.ok(!await verifyPassword("x".repeat(100_000), hash));
});

Deno.test("`verifyPassword()` refuses an unknown user's password, even the dummy's own", async () => {
  for (const password of ["hello", "", "x"]) {
    assert.equal(await verifyPassword(password, undefined), false);
  }
});

Deno.test("`verifyPassword()` takes as long for an unknown user as for a wrong password", async () => {
  const hash = await hashPassword("the right password");
  const time = async (of: string | undefined) => {
    const start = performance.now();
    await verifyPassword("a wrong password", of);
    return performance.now() - start;
  };
  const known: number[] = [], unknown: number[] = [];
  for (let round = 0; round < 5; round++) {
    known.push(await time(hash));
    unknown.push(await time(undefined));
  }
  const ratio = Math.min(...unknown) / Math.min(...known);
  assert.ok(ratio > 0.4 && ratio < 2.5, `ratio ${ratio}`);
});

Deno.test("`verifyPassword()` leaves the event loop free while it computes", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  try {
    await Promise.all([1, 2, 3].map(() => verifyPassword("x", undefined)));
  } finally {
    clearInterval(timer);
  }
  assert.ok(turns >= 5, `${turns} turns`);
});

Deno.test("`verifyPassword()` says so when a stored hash is damaged, and works on", async () => {
  await assert.rejects(
    verifyPassword("x", "$argon2id$nonsense"),
    (error: unknown) => error instanceof Fault && error.code === "internal",
  );
  assert.equal(await verifyPassword("x", undefined), false);
});

Deno.test("`verifyPassword()` refuses when too many wait instead of piling up", async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 70 }, async () => await verifyPassword("x", undefined)),
  );
  const refused = results.filter((result) => result.status === "rejected");
  assert.equal(refused.length, 6);
  assert.ok(refused.every(({ reason }) => reason.code === "sign_in_throttled"));
});
