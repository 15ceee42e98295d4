import type { Job } from "bullmq";
import type { JobBody } from "../lib/inference/queue.ts";
import { notePublication } from "../lib/publish/note_publication.ts";
import { publishInference } from "../lib/publish/publish_inference.ts";
import { renewAfterPublication } from "../lib/clinical_facts/renew_after_publication.ts";
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
    async () => {
      await publishInference({ db, sources }, inferenceId, {
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await renew(context, inferenceId);
    },
    async (fault, again) => {
      const state = again ? "pending" : "failed";
      log.warn({ inferenceId, state, code: fault.code, error: fault }, "A publication failed");
      await notePublication(db, inferenceId, { state, code: fault.code });
    },
  );
}

/** What was predicted without the server, or of facts that no longer stand, is predicted again. */
async function renew(context: WorkContext, inferenceId: string): Promise<void> {
  try {
    await renewAfterPublication(context, inferenceId);
  } catch (error) {
    // What was to be published is published; opening the page renews as well.
    context.log.warn({ inferenceId, error }, "Predictions were not renewed after a publication");
  }
}
