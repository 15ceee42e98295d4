import { z } from "zod";
import { decide } from "../../../../lib/review/decide.ts";
import { define } from "../../../../state.ts";
import { announce, openInference, recordChange } from "../../../(_api)/open_inference.ts";
import { signedIn } from "../../../(_api)/signed_in.ts";
import { readJson } from "../../../(_middleware)/read_json.ts";

const BODY = z.strictObject({
  decision: z.enum(["accepted", "rejected"]),
  reason: z.string().trim().max(2000).default(""),
}).refine(({ decision, reason }) => decision === "accepted" || reason !== "", {
  path: ["reason"],
  message: "is needed to reject",
});

/** Accepts or rejects a result; a rejection says why. */
export const handler = define.handlers({
  async POST(ctx) {
    const { decision, reason } = await readJson(ctx.req, BODY);
    const inference = await openInference(ctx, "review.decide");
    await recordChange(ctx, "review.decide", inference.id, decision);
    const { db } = ctx.state.connections;
    await decide(db, { inferenceId: inference.id, decision, reason, person: signedIn(ctx) });
    await announce(ctx, inference.id);
    return ctx.json({ id: inference.id, decision, reason });
  },
});
