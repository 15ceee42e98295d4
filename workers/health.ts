import { askNeighbours } from "../lib/health/ask_neighbours.ts";
import type { WorkContext } from "./context.ts";
import type { RunningAttempts } from "./run_attempt.ts";

/** Neighbours without which a worker can do nothing; the others only delay what needs them. */
const NEEDED = ["database", "redis", "orthanc"];

/**
 * Answers on the worker's own port, for whoever watches over it: `/health/live` while the process
 * can answer at all, `/health/ready` when what it needs answers too.
 */
export function serveHealth(context: WorkContext, running: RunningAttempts): Deno.HttpServer {
  const { host, workerPort } = context.config;
  return Deno.serve({ hostname: host, port: workerPort, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const own = { pid: Deno.pid, running: running.size };
    if (pathname === "/health/live") return answer(200, own);
    if (pathname !== "/health/ready") return answer(404, {});
    const neighbours = await askNeighbours(context);
    const ready = neighbours.every(({ name, up }) => up || !NEEDED.includes(name));
    return answer(ready ? 200 : 503, { ...own, neighbours });
  });
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
