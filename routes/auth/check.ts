import { imageRequestOf, judgeImageRequest } from "../../lib/access/gate.ts";
import { define } from "../../state.ts";
import { errorBody } from "../(_api)/error_body.ts";

/** nginx asks here about every image request (`auth_request`): 200, 401, 403, or 503. */
export const handler = define.handlers({
  async GET(ctx) {
    const { db, keys, config } = ctx.state.connections;
    const request = imageRequestOf(ctx.req.headers, config.instance);
    const { requestId } = ctx.state;
    const verdict = await judgeImageRequest(db, keys, { ...request, requestId });
    if (verdict.status === 200) {
      return new Response(null, { headers: { "X-Auth-User": verdict.userId } });
    }
    return errorBody(ctx, verdict.fault, verdict.status);
  },
});
