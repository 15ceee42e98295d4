import { define } from "../../state.ts";

/** The process answers; says nothing about its neighbours. */
export const handler = define.handlers({
  GET(ctx) {
    return ctx.json({ status: "up" });
  },
});
