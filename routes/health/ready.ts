import { askNeighbours } from "../../lib/health/ask_neighbours.ts";
import { define } from "../../state.ts";

/**
 * Whether people can be served: 200 while the database answers, 503 otherwise. The other neighbours
 * are named with their state: the portal bears their absence and says it where it matters.
 */
export const handler = define.handlers({
  async GET(ctx) {
    const neighbours = await askNeighbours(ctx.state.connections);
    const ready = neighbours.some(({ name, up }) => name === "database" && up);
    return ctx.json({ status: ready ? "ready" : "not ready", neighbours }, {
      status: ready ? 200 : 503,
    });
  },
});
