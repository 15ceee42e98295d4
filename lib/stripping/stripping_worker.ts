/** Module Web Worker: one examination a job, from series with skulls to series without. */
import { serveJobs } from "../onnx/serve_jobs.ts";
import { type StripJob, type StrippedStudy, stripStudy } from "./strip_study.ts";

serveJobs<StripJob, StrippedStudy, number>(async (job, report) => {
  const result = await stripStudy(job, report);
  const buffers = Object.values(result.volumes).map(({ data }) => data.buffer);
  return { result, transfer: [...new Set(buffers)] };
});
