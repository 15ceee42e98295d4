import { errors, jwtVerify, SignJWT } from "jose";
import { Fault } from "../fault/fault.ts";
import type { Keys } from "./keys.ts";

/** What a token is for; a token of one use is refused for the other (RFC 9068 names the type). */
export type TokenUse = "access" | "refresh";

const TYPE = { access: "at+jwt", refresh: "rt+jwt" } as const;
const AUDIENCE = { access: "neuronova:portal", refresh: "neuronova:renew" } as const;
const ISSUER = "neuronova";

/** The only algorithm that is signed with or believed. */
const ALGORITHM = "EdDSA";

/** Two machines of one installation may disagree by this much about the time. */
const TOLERANCE_SECONDS = 5;

/** What a token says: whose session, from when until when, and which renewal of it. */
export interface TokenClaims {
  readonly sessionId: string;
  readonly from: Date;
  readonly until: Date;
  /** Counts renewals; 0 at sign-in. */
  readonly generation: number;
}

/**
 * A compact JWS over the claims. Ed25519 signs deterministically (RFC 8032), so the same claims
 * give the same token: parallel renewals of one generation answer with one and the same.
 */
export async function signToken(keys: Keys, use: TokenUse, claims: TokenClaims): Promise<string> {
  return await new SignJWT({ gen: claims.generation })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE[use] })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE[use])
    .setSubject(claims.sessionId)
    .setNotBefore(claims.from)
    .setExpirationTime(claims.until)
    .sign(keys.sign);
}

/**
 * Reads a token of the given use, or refuses it: signature, algorithm, type, issuer, audience and
 * both ends of its time must be right. Nothing is believed before the signature is.
 *
 * @throws {Fault} `session_missing`, with jose's error as cause, never with the token
 */
export async function readToken(
  keys: Keys,
  use: TokenUse,
  token: string,
  now: Date,
): Promise<TokenClaims> {
  try {
    const { payload } = await jwtVerify(token, keys.verify, {
      algorithms: [ALGORITHM],
      typ: TYPE[use],
      issuer: ISSUER,
      audience: AUDIENCE[use],
      requiredClaims: ["sub", "nbf", "exp", "gen"],
      clockTolerance: TOLERANCE_SECONDS,
      currentDate: now,
    });
    const { sub, nbf, exp, gen } = payload;
    if (sub === undefined || nbf === undefined || exp === undefined) throw new Error("claims");
    if (typeof gen !== "number" || !Number.isSafeInteger(gen)) throw new Error("generation");
    const [from, until] = [new Date(nbf * 1000), new Date(exp * 1000)];
    return { sessionId: sub, from, until, generation: gen };
  } catch (error) {
    const name = error instanceof errors.JOSEError ? error.code : "malformed";
    throw new Fault("session_missing", `The ${use} token was refused (${name})`);
  }
}

/** SHA-256 of a token in hex: what the sessions table keeps in its place. */
export async function tokenHash(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(digest).toHex();
}
