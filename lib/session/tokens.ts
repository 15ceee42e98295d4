import type { Keys } from "./keys.ts";
import type { Person } from "./person.ts";
import { signToken } from "./signed_token.ts";

/** How long an access token is good for. */
export const ACCESS_MINUTES = 10;

/** A session ends this long after sign-in, however busy it is (ASVS 7.3.2). */
export const SESSION_HOURS = 12;

/** A session that was not renewed for this long has ended (ASVS 7.3.1). */
export const IDLE_MINUTES = 30;

/** How long after a renewal the former token is still answered: tabs renew at the same time. */
export const GRACE_SECONDS = 30;

/** What a client holds after sign-in or renewal. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  /** When `access` ends. */
  readonly expires: Date;
  /** When `refresh` and the session end at the latest. */
  readonly sessionExpires: Date;
  readonly person: Person;
}

/** What of a session its tokens depend on. Moments are whole seconds, as in the tokens. */
export interface TokenBasis {
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly generation: number;
}

/**
 * The refresh token of one generation of a session. It is the same each time it is made, so that
 * parallel renewals agree; only its hash is kept.
 */
export function refreshToken(keys: Keys, sessionId: string, basis: TokenBasis): Promise<string> {
  const { createdAt, expiresAt, generation } = basis;
  return signToken(keys, "refresh", { sessionId, from: createdAt, until: expiresAt, generation });
}

/** Both tokens of a session's generation; the access token never outlives the session. */
export async function makeTokens(
  keys: Keys,
  person: Person,
  basis: TokenBasis,
  now: Date,
): Promise<Tokens> {
  const end = Math.min(now.getTime() + ACCESS_MINUTES * 60_000, basis.expiresAt.getTime());
  const expires = wholeSecond(new Date(end));
  return {
    access: await signToken(keys, "access", {
      sessionId: person.sessionId,
      from: wholeSecond(now),
      until: expires,
      generation: basis.generation,
    }),
    refresh: await refreshToken(keys, person.sessionId, basis),
    expires,
    sessionExpires: basis.expiresAt,
    person,
  };
}

/** A moment cut to its second: JWT times have no fractions. */
export function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}
