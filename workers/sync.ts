import type { Job } from "bullmq";
import type { JobBody } from "../lib/inference/queue.ts";
import { repairUpload } from "../lib/patients/upload.ts";
import type { WorkContext } from "./context.ts";
import { withRetries } from "./queue_worker.ts";

/** How long one upload may take. */
const PATIENCE_MS = 20_000;

/** Pays one upload of a patient that is owed to the FHIR server; nothing is done when none is. */
export async function syncPatient(context: WorkContext, job: Job<JobBody>): Promise<void> {
  const { sources, log } = context;
  const patientId = job.data.patientId ?? "";
  await withRetries(
    job,
    () => repairUpload(sources, patientId, { signal: AbortSignal.timeout(PATIENCE_MS) }),
    (fault, again) => {
      const outcome = again ? "again" : "given up";
      log.warn({ patientId, code: fault.code, outcome, error: fault }, "An upload failed");
      return Promise.resolve();
    },
  );
}
