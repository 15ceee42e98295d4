import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { Fault } from "../fault/fault.ts";
import { type Keys, openKeys } from "./keys.ts";
import { readToken, signToken, tokenHash, type TokenUse } from "./signed_token.ts";

/** RFC 8037, appendix A.1 and A.2: a published Ed25519 key pair. */
const RFC8037 = {
  d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
};
const NOW = new Date("2026-11-24T12:00:00Z");
const CLAIMS = {
  sessionId: "0b5a1f2e-6c1d-4a77-9a55-1d5c2c1f0a11",
  from: NOW,
  until: new Date("2026-11-24T12:10:00Z"),
  generation: 3,
};

async function refused(keys: Keys, token: string, use: TokenUse = "access", at = NOW) {
  await assert.rejects(readToken(keys, use, token, at), (error: unknown) => {
    assert.ok(error instanceof Fault);
    assert.equal(error.code, "session_missing");
    assert.ok(!error.message.includes(token.slice(0, 20) || "\0"), "the fault shows the token");
    return true;
  });
}

/** A JWS over the right claims, but for what the test changes. */
async function forged(
  key: Parameters<SignJWT["sign"]>[0],
  header: Record<string, unknown> = {},
  claims: Record<string, unknown> = {},
) {
  const time = { nbf: NOW.getTime() / 1000, exp: NOW.getTime() / 1000 + 600 };
  const whole = { iss: "neuronova", aud: "neuronova:portal", sub: CLAIMS.sessionId, gen: 0 };
  return await new SignJWT({ ...whole, ...time, ...claims })
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", ...header }).sign(key);
}

Deno.test("`openKeys()` derives the public key of RFC 8037 and signs its example", async () => {
  const keys = await openKeys(RFC8037.d);
  const payload = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  const signature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
  const bytes = new TextEncoder().encode(payload);
  const signed = new Uint8Array(await crypto.subtle.sign("Ed25519", keys.sign, bytes));
  assert.equal(signed.toBase64({ alphabet: "base64url", omitPadding: true }), signature);
  assert.ok(await crypto.subtle.verify("Ed25519", keys.verify, signed, bytes));
  const { d: _, ...published } = { ...RFC8037, kty: "OKP", crv: "Ed25519" };
  const theirs = await crypto.subtle.importKey("jwk", published, "Ed25519", false, ["verify"]);
  assert.ok(await crypto.subtle.verify("Ed25519", theirs, signed, bytes));
});

Deno.test("`openKeys()` gives keys that cannot be exported, and refuses what is no seed", async () => {
  const keys = await openKeys(RFC8037.d);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", keys.sign));
  await assert.rejects(crypto.subtle.exportKey("raw", keys.subject));
  for (const text of ["", "short", RFC8037.d + "A", RFC8037.d.replace("n", "+")]) {
    await assert.rejects(openKeys(text), (error: unknown) => {
      return error instanceof Fault && error.code === "config_invalid" &&
        (text === "" || !error.message.includes(text));
    });
  }
});

Deno.test("`signToken()` and `readToken()` keep the claims, and the same claims the token", async () => {
  const keys = await openKeys(RFC8037.d);
  const token = await signToken(keys, "access", CLAIMS);
  assert.equal(token, await signToken(keys, "access", CLAIMS));
  assert.deepEqual(await readToken(keys, "access", token, NOW), CLAIMS);
  assert.match(await tokenHash(token), /^[0-9a-f]{64}$/);
});

Deno.test("`readToken()` refuses a token with any one character changed", async () => {
  const keys = await openKeys(RFC8037.d);
  const token = await signToken(keys, "access", CLAIMS);
  // The last character of 64 bytes in base64url carries four unused bits: start before it.
  for (let at = 0; at < token.length - 1; at += 3) {
    const other = token[at] === "A" ? "B" : "A";
    await refused(keys, token.slice(0, at) + other + token.slice(at + 1));
  }
  await refused(keys, token.slice(0, -8));
  await refused(keys, "");
  await refused(keys, "a.b.c");
});

Deno.test("`readToken()` refuses an expired token and one from the future", async () => {
  const keys = await openKeys(RFC8037.d);
  const token = await signToken(keys, "access", CLAIMS);
  await refused(keys, token, "access", new Date("2026-11-24T12:10:06Z"));
  await refused(keys, token, "access", new Date("2026-11-24T11:59:50Z"));
  await readToken(keys, "access", token, new Date("2026-11-24T12:10:04Z"));
});

Deno.test("`readToken()` refuses `alg` none, another algorithm and a foreign key", async () => {
  const keys = await openKeys(RFC8037.d);
  await readToken(keys, "access", await forged(keys.sign), NOW);
  const bare = new UnsecuredJWT({ sub: CLAIMS.sessionId, gen: 0 }).setIssuer("neuronova")
    .setAudience("neuronova:portal").setNotBefore(NOW).setExpirationTime(CLAIMS.until).encode();
  await refused(keys, bare);
  const [, claims] = (await forged(keys.sign)).split(".");
  for (const alg of ["none", "None", "NONE", "HS256"]) {
    const header = new TextEncoder().encode(JSON.stringify({ alg, typ: "at+jwt" }));
    await refused(
      keys,
      `${header.toBase64({ alphabet: "base64url", omitPadding: true })}.${claims}.`,
    );
  }
  // The classic confusion: HMAC with the public key's bytes as secret.
  const spki = Uint8Array.fromBase64(RFC8037.x, { alphabet: "base64url" });
  await refused(keys, await forged(spki, { alg: "HS256" }));
  for (const alg of ["EdDSA", "ES256"]) {
    const { privateKey } = await generateKeyPair(alg);
    await refused(keys, await forged(privateKey, { alg }));
  }
});

Deno.test("`readToken()` refuses a key that the token brings along", async () => {
  const keys = await openKeys(RFC8037.d);
  const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
  const jwk = await exportJWK(publicKey);
  await refused(keys, await forged(privateKey, { jwk }));
});

Deno.test("`readToken()` refuses a wrong audience, issuer, type or a missing claim", async () => {
  const keys = await openKeys(RFC8037.d);
  for (
    const claims of [
      { aud: "neuronova:renew" },
      { aud: undefined },
      { iss: "elsewhere" },
      { iss: undefined },
      { sub: undefined },
      { exp: undefined },
      { nbf: undefined },
      { gen: undefined },
      { gen: "1" },
      { gen: 1.5 },
    ]
  ) {
    await refused(keys, await forged(keys.sign, {}, claims));
  }
  for (const typ of ["JWT", "rt+jwt", undefined]) {
    await refused(keys, await forged(keys.sign, { typ }));
  }
});

Deno.test("`readToken()` refuses a refresh token as access token and the other way round", async () => {
  const keys = await openKeys(RFC8037.d);
  await refused(keys, await signToken(keys, "refresh", CLAIMS), "access");
  await refused(keys, await signToken(keys, "access", CLAIMS), "refresh");
});
