import { z } from "zod";
import { clearCookies, sessionCookies } from "../../../lib/session/cookies.ts";
import { signIn } from "../../../lib/session/sign_in.ts";
import { signOut } from "../../../lib/session/sign_out.ts";
import { define } from "../../../state.ts";
import { originOf, signedIn } from "../../(_api)/signed_in.ts";
import { readJson } from "../../(_middleware)/read_json.ts";

const BODY = z.strictObject({ user: z.string().min(1).max(256), password: z.string().max(1024) });

export const handler = define.handlers({
  /** Signs in: the access token for API clients, both cookies for a page that asks again. */
  async POST(ctx) {
    const { user, password } = await readJson(ctx.req, BODY);
    const { db, keys, config } = ctx.state.connections;
    const tokens = await signIn(db, keys, { name: user, password, ...originOf(ctx) });
    const response = ctx.json({ access: tokens.access, expires: tokens.expires });
    for (const cookie of sessionCookies(tokens, config.instance)) {
      response.headers.append("Set-Cookie", cookie);
    }
    return response;
  },

  /** Signs out: the session ends at once, for every token of it. */
  async DELETE(ctx) {
    const { db, config } = ctx.state.connections;
    await signOut(db, signedIn(ctx).sessionId, originOf(ctx));
    const response = new Response(null, { status: 204 });
    for (const cookie of clearCookies(config.instance)) {
      response.headers.append("Set-Cookie", cookie);
    }
    return response;
  },
});
