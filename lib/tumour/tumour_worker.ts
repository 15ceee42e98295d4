/** Module Web Worker: one segmentation a job, from volumes to labels. */
import { serveJobs } from "../onnx/serve_jobs.ts";
import { runPipeline, type TumourJob, type TumourResult } from "./pipeline.ts";
import type { TumourProgress } from "./stages.ts";

serveJobs<TumourJob, TumourResult, TumourProgress>(async (job, report) => {
  const result = await runPipeline(job, report);
  return { result, transfer: [result.labels.data.buffer] };
});
