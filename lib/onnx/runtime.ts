import type { ModelFile } from "./model_file.ts";
import type { ProviderReport, RuntimeOptions } from "./provider.ts";
import type { RuntimeJob } from "./runtime_worker.ts";
import type { Tensor } from "./tensor.ts";
import { InferenceThread, type JobOptions } from "./thread.ts";

/** Outputs by name, and the provider that made them. */
export interface RuntimeResult {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly provider: ProviderReport;
}

/**
 * ONNX Runtime in a thread of its own, for models that take a few tensors and give a few back.
 * Close it when done: an open thread keeps the process alive.
 */
export class Runtime {
  readonly #options: RuntimeOptions;
  readonly #thread = new InferenceThread<RuntimeJob, RuntimeResult>(
    new URL("./runtime_worker.ts", import.meta.url),
    "onnx-runtime",
  );

  constructor(options: RuntimeOptions) {
    this.#options = options;
  }

  /**
   * Runs `model` on float32 tensors by input name. The tensors' buffers are handed over, not
   * copied: they are empty afterwards. Faults: `model_broken`, `model_unfit`, `runtime_crashed`,
   * `inference_cancelled`.
   */
  run(
    model: ModelFile,
    inputs: Readonly<Record<string, Tensor>>,
    { signal, timeoutMs }: Pick<JobOptions<never>, "signal" | "timeoutMs"> = {},
  ): Promise<RuntimeResult> {
    const transfer = Object.values(inputs).map(({ data }) => data.buffer);
    return this.#thread.run({ model, options: this.#options, inputs }, {
      signal,
      timeoutMs,
      transfer,
    });
  }

  /** Stops the thread; a run that is under way is refused with `inference_cancelled`. */
  close(): void {
    this.#thread.close();
  }
}
