import type { Job } from "bullmq";
import type { Config } from "../lib/config/config.ts";
import { openConnections } from "../lib/connections.ts";
import { Fault } from "../lib/fault/fault.ts";
import { followCancels } from "../lib/inference/progress.ts";
import type { JobBody } from "../lib/inference/queue.ts";
import { openWorkContext, type WorkContext } from "./context.ts";
import { serveHealth } from "./health.ts";
import { keepHouse } from "./housekeeping.ts";
import { predict } from "./metastasis_prediction.ts";
import { publish } from "./publish.ts";
import { openQueueWorker } from "./queue_worker.ts";
import { runAttempt, type RunningAttempts, type Work } from "./run_attempt.ts";
import { syncPatient } from "./sync.ts";
import { segment } from "./tumour_segmentation.ts";

/** How long handing back and closing may take; the supervisor waits a little longer. */
const FAREWELL_MS = 8_000;

/**
 * Works on every queue until SIGTERM or SIGINT, or until `lifeline` settles: readings under way are then handed back to the
 * queue, where another worker takes them, and everything is closed in reverse.
 */
export async function work(config: Config, lifeline: Promise<void> | null): Promise<void> {
  const context = openWorkContext(await openConnections(config));
  const { log } = context;
  const shutdown = new AbortController();
  const running: RunningAttempts = new Map();
  const workers = openWorkers(context, running, shutdown.signal);
  const health = serveHealth(context, running);
  const house = keepHouse(context, shutdown.signal);
  const cancels = passCancels(context, running, shutdown.signal);
  log.info({ port: config.workerPort, pid: Deno.pid }, "The worker is ready");
  await (lifeline === null ? told() : Promise.race([told(), lifeline]));
  log.info({ count: running.size }, "The worker is ending");
  // A neighbour that is away holds its connection open for ever; nobody else may be left to end us.
  setTimeout(() => Deno.exit(1), FAREWELL_MS);
  shutdown.abort();
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all([house, cancels, health.shutdown()]);
  context.tumourThread.close();
  context.strippingThread.close();
  context.graphs.close();
  await context.close();
  log.info({}, "The worker has ended");
  Deno.exit(0); // a native call that is under way would hold the process
}

function openWorkers(context: WorkContext, running: RunningAttempts, shutdown: AbortSignal) {
  const attempts = (work: (context: WorkContext, work: Work) => ReturnType<typeof segment>) => ({
    concurrency: 1,
    run: ({ data, attemptsMade }: Job<JobBody>) =>
      runAttempt(context, running, {
        inferenceId: data.inferenceId ?? "",
        attempt: Number(data.attempt),
        triesBefore: attemptsMade,
        shutdown,
      }, (one) => work(context, one)),
  });
  return [
    openQueueWorker(context, "tumour-segmentation", attempts(segment)),
    openQueueWorker(context, "metastasis-prediction", attempts(predict)),
    openQueueWorker(context, "publish", { concurrency: 2, run: (job) => publish(context, job) }),
    openQueueWorker(context, "sync", { concurrency: 2, run: (job) => syncPatient(context, job) }),
  ];
}

/** Ends attempts of this process as soon as somebody cancels them. */
async function passCancels(
  { news }: WorkContext,
  running: RunningAttempts,
  signal: AbortSignal,
): Promise<void> {
  for await (const id of followCancels(news, { signal })) {
    running.get(id)?.abort(new Fault("inference_cancelled", "The reading was cancelled"));
  }
}

/** Settles when the process is told to end by a signal. */
function told(): Promise<void> {
  return new Promise((resolve) => {
    Deno.addSignalListener("SIGTERM", resolve);
    Deno.addSignalListener("SIGINT", resolve);
  });
}
