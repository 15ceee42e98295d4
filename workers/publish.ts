import type { Job } from "bullmq";
import type { JobBody } from "../lib/inference/queue.ts";
import { notePublication } from "../lib/publish/note_publication.ts";
import { publishInference } from "../lib/publish/publish_inference.ts";
import type { WorkContext } from "./context.ts";
import { withRetries } from "./queue_worker.ts";

/** How long telling the FHIR server of one reading may take. */
const PATIENCE_MS = 60_000;

/**
 * Tells the FHIR server of one reading as it stands. While that server is away the job is tried
 * again and again, and the row of the publication says why.
 */
export async function publish(context: WorkContext, job: Job<JobBody>): Promise<void> {
  const { db, sources, log } = context;
  const inferenceId = job.data.inferenceId ?? "";
  await withRetries(
    job,
    () =>
      publishInference({ db, sources }, inferenceId, {
        signal: AbortSignal.timeout(PATIENCE_MS),
      }),
    async (fault, again) => {
      const state = again ? "pending" : "failed";
      log.warn({ inferenceId, state, code: fault.code, error: fault }, "A publication failed");
      await notePublication(db, inferenceId, { state, code: fault.code });
    },
  );
}
