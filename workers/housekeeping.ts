import { asFault } from "../lib/fault/fault.ts";
import { relayOutbox } from "../lib/inference/outbox.ts";
import { reconcile } from "../lib/inference/reconcile.ts";
import { followChanges, isInStep, reconcileStudies } from "../lib/studies/follow_pacs.ts";
import type { WorkContext } from "./context.ts";

const RELAY_MS = 300;
const RECONCILE_MS = 15_000;
const FOLLOW_MS = 2_000;
/** The PACS does not say what was deleted: the counts are compared this often. */
const COUNT_MS = 60_000;
/** Longest pause of a task whose neighbour is away. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * Starts what every worker does besides its jobs: keeps the promises of the outbox, puts right what
 * Redis forgot, follows the PACS. All of it may run in several workers at once. Ends with `signal`;
 * the promise settles when all has ended.
 */
export async function keepHouse(context: WorkContext, signal: AbortSignal): Promise<void> {
  const { db, queues, log, index } = context;
  let cursor: number | null = null;
  let counted = Date.now();
  await Promise.all([
    repeat("relay", RELAY_MS, context, signal, async () => {
      await relayOutbox(db, queues);
    }),
    repeat("reconcile", RECONCILE_MS, context, signal, async () => {
      const { requeued, failed } = await reconcile(db, queues);
      if (requeued + failed > 0) log.warn({ count: requeued + failed }, "Lost jobs were restored");
    }),
    repeat("follow", FOLLOW_MS, context, signal, async () => {
      const stale = cursor === null || Date.now() - counted > COUNT_MS;
      if (cursor === null || (stale && !await isInStep(index, { signal }))) {
        cursor = await reconcileStudies(index, { signal });
      }
      if (stale) counted = Date.now();
      cursor = await followChanges(index, cursor, { signal });
    }),
  ]);
}

/** Runs a task again and again, `ms` after its end; an outage is logged once, and its end too. */
async function repeat(
  task: string,
  ms: number,
  { log }: WorkContext,
  signal: AbortSignal,
  run: () => Promise<void>,
): Promise<void> {
  let pause = ms;
  while (!signal.aborted) {
    try {
      await run();
      if (pause !== ms) log.info({ action: task }, "A regular task works again");
      pause = ms;
    } catch (error) {
      if (signal.aborted) return;
      const fault = asFault(error, "internal", "A regular task failed");
      if (pause === ms) {
        log.warn({ action: task, code: fault.code, error: fault }, "A regular task failed");
      }
      pause = Math.max(ms + 1, Math.min(LONGEST_PAUSE_MS, 2 * pause));
    }
    await sleep(pause, signal);
  }
}

/** Waits, or ends early when `signal` aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
