import { clearCookies } from "../lib/session/cookies.ts";
import { signOut } from "../lib/session/sign_out.ts";
import { define } from "../state.ts";

/** Ends the session at once and takes the cookies back. */
export const handler = define.handlers({
  async POST(ctx) {
    const { connections: { db, config }, person, address, requestId } = ctx.state;
    if (person) await signOut(db, person.sessionId, { address, requestId });
    const response = ctx.redirect("/login", 303);
    for (const cookie of clearCookies(config.instance)) {
      response.headers.append("Set-Cookie", cookie);
    }
    return response;
  },
});
