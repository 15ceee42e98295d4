import { Fault } from "../fault/fault.ts";

/** What the session key opens: one key pair for tokens, one key that hides names and addresses. */
export interface Keys {
  readonly sign: CryptoKey;
  readonly verify: CryptoKey;
  /** HMAC-SHA-256 key for the subjects of sign-in failures. */
  readonly subject: CryptoKey;
}

const BASE64URL_OF_32_BYTES = /^[A-Za-z0-9_-]{43}$/;

/** DER of a PKCS #8 Ed25519 private key up to its 32-byte seed (RFC 8410, section 7). */
const PKCS8_HEAD = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];

/**
 * Opens the portal's keys from NEURONOVA_SESSION_KEY: base64url of a 32-byte Ed25519 seed
 * (RFC 8032). None of them can be exported again.
 *
 * @throws {Fault} `config_invalid` when the text is not such a seed
 */
export async function openKeys(sessionKey: string): Promise<Keys> {
  const seed = decodeSeed(sessionKey);
  const pkcs8 = new Uint8Array([...PKCS8_HEAD, ...seed]);
  const pair = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { kty, crv, x } = await crypto.subtle.exportKey("jwk", pair);
  if (!kty || !crv || !x) throw new Fault("internal", "The public key could not be derived");
  return {
    sign: await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]),
    verify: await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]),
    subject: await deriveHmacKey(seed, "neuronova sign-in subjects"),
  };
}

function decodeSeed(sessionKey: string): Uint8Array<ArrayBuffer> {
  if (!BASE64URL_OF_32_BYTES.test(sessionKey)) {
    throw new Fault(
      "config_invalid",
      "NEURONOVA_SESSION_KEY: must be base64url of 32 random bytes (43 characters)",
    );
  }
  return Uint8Array.fromBase64(sessionKey, { alphabet: "base64url" });
}

/** HKDF-SHA-256 (RFC 5869) with the purpose as info, so that no key serves two ends. */
async function deriveHmacKey(seed: Uint8Array<ArrayBuffer>, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", seed, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(purpose);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  return await crypto.subtle.deriveKey(hkdf, material, hmac, false, ["sign"]);
}
