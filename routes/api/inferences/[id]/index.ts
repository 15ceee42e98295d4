import { define } from "../../../../state.ts";
import { openInference } from "../../../(_api)/open_inference.ts";
import { readingOf } from "../../../(_api)/reading_of.ts";

/** One reading: state, progress, result, decision. */
export const handler = define.handlers({
  async GET(ctx) {
    const inference = await openInference(ctx, "study.view");
    return ctx.json(readingOf(inference, ctx.state.lang));
  },
});
