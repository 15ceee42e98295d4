import type { Context } from "fresh";
import { Fault } from "../../lib/fault/fault.ts";
import { clearCookies, sessionCookies, tokensOf } from "../../lib/session/cookies.ts";
import { renewSession } from "../../lib/session/renew.ts";
import { verifyAccess } from "../../lib/session/verify_access.ts";
import { define, type State } from "../../state.ts";

/** Paths that need nobody signed in; /auth/check judges the tokens itself. */
const OPEN = new Set(["/login", "/preferences", "/auth/check", "/health/live", "/health/ready"]);

/** Endpoints that sign in or renew: they read the tokens, or none, themselves. */
const OPENING = new Set(["POST /api/session", "POST /api/session/renew"]);

/**
 * Who is asking. Denies by default: an address that is not named here needs a session. Pages whose
 * access token ran out are renewed by the refresh cookie on the way; the API answers 401 and its
 * client renews (lib/view/api_client.ts), so that parallel calls do not race for the rotation.
 */
export const session = define.middleware(async (ctx) => {
  const { pathname } = ctx.url;
  if (OPEN.has(pathname) || OPENING.has(`${ctx.req.method} ${pathname}`)) return await ctx.next();
  if (pathname.startsWith("/api/")) {
    ctx.state.person = await verify(ctx);
    return await ctx.next();
  }
  return await pageSession(ctx);
});

async function pageSession(ctx: Context<State>): Promise<Response> {
  const { config: { instance } } = ctx.state.connections;
  try {
    ctx.state.person = await verify(ctx);
    return await ctx.next();
  } catch (error) {
    if (ctx.state.person !== null || !isMissing(error)) throw error;
  }
  const cookies = await renew(ctx);
  const response = ctx.state.person === null ? toSignIn(ctx) : await ctx.next();
  for (const cookie of cookies ?? clearCookies(instance)) {
    response.headers.append("Set-Cookie", cookie);
  }
  return response;
}

async function verify(ctx: Context<State>) {
  const { db, keys, config } = ctx.state.connections;
  const { access } = tokensOf(ctx.req.headers, config.instance);
  if (access === undefined) throw new Fault("session_missing", "The request brought no token");
  return await verifyAccess(db, keys, access);
}

/** New cookies when the refresh cookie is good; null when it is not. */
async function renew(ctx: Context<State>): Promise<string[] | null> {
  const { db, keys, config } = ctx.state.connections;
  const { refresh, by } = tokensOf(ctx.req.headers, config.instance);
  if (refresh === undefined || by !== "cookie") return null;
  try {
    const tokens = await renewSession(db, keys, refresh);
    ctx.state.person = tokens.person;
    return sessionCookies(tokens, config.instance);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Fault && error.code === "session_missing";
}

function toSignIn(ctx: Context<State>): Response {
  const wanted = ctx.req.method === "GET" ? ctx.url.pathname + ctx.url.search : "/";
  const query = wanted === "/" ? "" : `?${new URLSearchParams({ next: wanted })}`;
  return ctx.redirect(`/login${query}`, 303);
}
