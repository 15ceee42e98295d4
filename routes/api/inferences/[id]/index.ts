import { define } from "../../../../state.ts";
import { viewInference } from "../../../(_api)/open_inference.ts";
import { readingOf } from "../../../(_api)/reading_of.ts";

/** One reading: state, progress, result, decision. */
export const handler = define.handlers({
  async GET(ctx) {
    const inference = await viewInference(ctx);
    return ctx.json(readingOf(inference, ctx.state.lang));
  },
});
