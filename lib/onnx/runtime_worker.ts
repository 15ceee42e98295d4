/** Module Web Worker: runs one network on one set of tensors a job. */
import type { ModelFile } from "./model_file.ts";
import { openNetwork } from "./network.ts";
import type { RuntimeOptions } from "./provider.ts";
import { serveJobs } from "./serve_jobs.ts";
import type { Tensor } from "./tensor.ts";
import type { RuntimeResult } from "./runtime.ts";

/** One run of one model. */
export interface RuntimeJob {
  readonly model: ModelFile;
  readonly options: RuntimeOptions;
  readonly inputs: Readonly<Record<string, Tensor>>;
}

serveJobs<RuntimeJob, RuntimeResult, never>(async ({ model, options, inputs }) => {
  const network = await openNetwork(model, options);
  const outputs = await network.run(inputs);
  const transfer = Object.values(outputs).map(({ data }) => data.buffer);
  return { result: { outputs, provider: network.provider }, transfer };
});
