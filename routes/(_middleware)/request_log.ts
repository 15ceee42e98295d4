import type { Context } from "fresh";
import { requestIdOf } from "../../lib/log/request_id.ts";
import { define, type State } from "../../state.ts";

/**
 * Gives the request its id (the gateway's, which overwrites a client's own) and its log, and writes
 * one line when it is answered: the route's pattern, never the address, which could hold what a
 * person typed.
 */
export const requestLog = define.middleware(async (ctx) => {
  const { log } = ctx.state.connections;
  const started = performance.now();
  ctx.state.requestId = requestIdOf(ctx.req.headers);
  ctx.state.log = log.child({ requestId: ctx.state.requestId });
  ctx.state.address = addressOf(ctx.req.headers, ctx.info.remoteAddr);
  ctx.state.person = null;
  const response = await ctx.next();
  response.headers.set("X-Request-Id", ctx.state.requestId);
  writeLine(ctx, response.status, Math.round(performance.now() - started));
  return response;
});

function writeLine(ctx: Context<State>, status: number, ms: number): void {
  const { log, person } = ctx.state;
  const { method } = ctx.req;
  const line = { method, route: ctx.route ?? "none", status, ms, userId: person?.userId };
  // Image requests ask /auth/check hundreds of times a study; nginx's own log has them.
  if (ctx.route === "/auth/check") log.debug(line, "request");
  else log.info(line, "request");
}

/** nginx, the only door, overwrites X-Real-IP; without nginx (tests) the peer itself counts. */
function addressOf(headers: Headers, peer: Deno.Addr): string {
  return headers.get("x-real-ip") ?? ("hostname" in peer ? peer.hostname : "unknown");
}
