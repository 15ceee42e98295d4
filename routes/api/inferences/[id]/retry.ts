import { retryInference } from "../../../../lib/inference/change_inference.ts";
import { define } from "../../../../state.ts";
import { announce, openInference, recordChange } from "../../../(_api)/open_inference.ts";

/** Queues a reading again that failed, was cancelled or needed input. */
export const handler = define.handlers({
  async POST(ctx) {
    const inference = await openInference(ctx, "inference.request");
    await recordChange(ctx, "inference.retry", inference.id);
    const { db, packs } = ctx.state.connections;
    const changed = await retryInference(db, packs, inference.id);
    await announce(ctx, inference.id);
    return ctx.json(changed, { status: 202 });
  },
});
