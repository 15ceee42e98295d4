import { ACCESS_MINUTES, type Tokens } from "./tokens.ts";

/** The tokens a request brought, and how: a cookie needs protection against forged requests. */
export interface PresentedTokens {
  readonly access?: string;
  readonly refresh?: string;
  readonly by: "bearer" | "cookie" | "nothing";
}

/**
 * `__Host-` ties a cookie to this very host, HTTPS (or loopback) and the path `/`. Cookies ignore
 * ports: the instance in the name keeps two copies on one machine apart.
 */
function names(instance: string) {
  const access = `__Host-neuronova-${instance}`;
  return { access, refresh: `${access}-renew` };
}

const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict";

/** A compact JWS and nothing else: three base64url parts. */
const TOKEN = /^[\w-]{1,2048}\.[\w-]{1,2048}\.[\w-]{1,2048}$/;

/** Set-Cookie values that hand both tokens to a browser, each for as long as it is good. */
export function sessionCookies(
  tokens: Tokens,
  instance: string,
  now: Date = new Date(),
): string[] {
  const { access, refresh } = names(instance);
  const left = Math.max(0, Math.floor((tokens.sessionExpires.getTime() - now.getTime()) / 1000));
  return [
    `${access}=${tokens.access}; ${ATTRIBUTES}; Max-Age=${ACCESS_MINUTES * 60}`,
    `${refresh}=${tokens.refresh}; ${ATTRIBUTES}; Max-Age=${left}`,
  ];
}

/** Set-Cookie values that take both tokens back. */
export function clearCookies(instance: string): string[] {
  return Object.values(names(instance)).map((name) => `${name}=; ${ATTRIBUTES}; Max-Age=0`);
}

/**
 * The tokens of a request. `Authorization` decides alone where it is present, even if it is of no
 * use: a client that names its token means that one. A cookie sent twice counts as not sent.
 */
export function tokensOf(headers: Headers, instance: string): PresentedTokens {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return { ...wellFormed("access", token), by: "bearer" };
  }
  const { access, refresh } = names(instance);
  const cookies = parseCookies(headers.get("cookie") ?? "");
  const found = {
    ...wellFormed("access", only(cookies, access)),
    ...wellFormed("refresh", only(cookies, refresh)),
  };
  return { ...found, by: "access" in found || "refresh" in found ? "cookie" : "nothing" };
}

function wellFormed(
  use: "access" | "refresh",
  token: string | undefined,
): { readonly access?: string; readonly refresh?: string } {
  return token !== undefined && TOKEN.test(token) ? { [use]: token } : {};
}

function parseCookies(header: string): [name: string, value: string][] {
  return header.split(";").map((pair) => {
    const equals = pair.indexOf("=");
    return equals < 0 ? ["", ""] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  });
}

function only(cookies: readonly [string, string][], name: string): string | undefined {
  const values = cookies.filter(([own]) => own === name);
  return values.length === 1 ? values[0]?.[1] : undefined;
}
