import { Fault } from "../../../lib/fault/fault.ts";
import { sessionCookies, tokensOf } from "../../../lib/session/cookies.ts";
import { renewSession } from "../../../lib/session/renew.ts";
import { define } from "../../../state.ts";

/** Exchanges the refresh cookie for new cookies; pages call this while they are used. */
export const handler = define.handlers({
  async POST(ctx) {
    const { db, keys, config } = ctx.state.connections;
    const { refresh } = tokensOf(ctx.req.headers, config.instance);
    if (refresh === undefined) throw new Fault("session_missing", "No refresh cookie came along");
    const tokens = await renewSession(db, keys, refresh);
    const response = ctx.json({ access: tokens.access, expires: tokens.expires });
    for (const cookie of sessionCookies(tokens, config.instance)) {
      response.headers.append("Set-Cookie", cookie);
    }
    return response;
  },
});
