import { cancelInference } from "../../../../lib/inference/change_inference.ts";
import { announceCancel } from "../../../../lib/inference/progress.ts";
import { define } from "../../../../state.ts";
import { announce, openInference, recordChange } from "../../../(_api)/open_inference.ts";

/** Cancels a reading that has not ended. */
export const handler = define.handlers({
  async POST(ctx) {
    const inference = await openInference(ctx, "inference.cancel");
    await recordChange(ctx, "inference.cancel", inference.id);
    const { db, news } = ctx.state.connections;
    const changed = await cancelInference(db, inference.id);
    await announceCancel(news, inference.id);
    await announce(ctx, inference.id);
    return ctx.json(changed);
  },
});
