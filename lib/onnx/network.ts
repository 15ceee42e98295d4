import * as ort from "onnxruntime-node";
import { asFault, Fault } from "../fault/fault.ts";
import type { ModelFile } from "./model_file.ts";
import { readModelFile } from "./model_file.ts";
import { type ProviderReport, reasonOf, type RuntimeOptions } from "./provider.ts";
import { checkTensor, type Tensor } from "./tensor.ts";

// The runtime prints coloured lines on stderr otherwise; its errors reach us as exceptions.
ort.env.logLevel = "fatal";

const open = new Map<string, Promise<Network>>();

/**
 * The network of `model`, opened once a thread and kept: creating a session for each job leaks
 * (100 rounds: 180 -> 790 MB of resident memory). Runs and creates block the calling thread, so
 * this belongs in a worker. Faults: `model_broken` (altered file, not loadable by any provider).
 */
export function openNetwork(model: ModelFile, options: RuntimeOptions): Promise<Network> {
  const key = JSON.stringify([model.path, model.sha256, options.providers, options.threads]);
  const known = open.get(key);
  if (known !== undefined) return known;
  const opening = createNetwork(model, options);
  open.set(key, opening);
  opening.catch(() => open.delete(key));
  return opening;
}

async function createNetwork(model: ModelFile, options: RuntimeOptions): Promise<Network> {
  const network = new Network(await readModelFile(model), options);
  await network.openNext();
  return network;
}

/** One opened model. It starts on the first provider that works and falls to the next on failure. */
export class Network {
  readonly #bytes: Uint8Array;
  readonly #threads: number;
  readonly #waiting: string[];
  readonly #skipped: { provider: string; reason: string }[] = [];
  #session: ort.InferenceSession | undefined;
  #provider = "";

  constructor(bytes: Uint8Array, options: RuntimeOptions) {
    this.#bytes = bytes;
    this.#threads = options.threads;
    this.#waiting = [...options.providers];
  }

  /** The provider in use and those that were given up, with reasons. */
  get provider(): ProviderReport {
    return { used: this.#provider, skipped: [...this.#skipped] };
  }

  /** Opens the session on the next provider that accepts the model. Fault `model_broken` if none. */
  async openNext(): Promise<void> {
    let cause: unknown;
    for (let name = this.#waiting.shift(); name !== undefined; name = this.#waiting.shift()) {
      try {
        this.#session = await ort.InferenceSession.create(this.#bytes, {
          executionProviders: [name],
          logSeverityLevel: 4,
          ...(this.#threads > 0 ? { intraOpNumThreads: this.#threads } : {}),
        });
        this.#provider = name;
        return;
      } catch (error) {
        cause = error;
        this.#skipped.push({ provider: name, reason: reasonOf(error) });
      }
    }
    const tried = this.#skipped.map(({ provider, reason }) => `${provider}: ${reason}`).join("; ");
    throw new Fault("model_broken", `No provider opens the model (${tried})`, {
      cause,
      facts: { reason: tried === "" ? "no execution provider is configured" : tried },
    });
  }

  /**
   * Runs the network once. Every input and output is checked: a wrong element count, an empty
   * tensor or a value that is not finite is a fault, because the runtime itself lets them through.
   * A provider that fails in the middle (device lost, out of memory) is given up for the next one.
   * Faults: `model_unfit` (input refused), `model_broken` (output unusable), `runtime_crashed`.
   */
  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    for (const [name, tensor] of Object.entries(inputs)) checkTensor(name, tensor, "model_unfit");
    const results = await this.#runOnAny(inputs);
    const outputs: Record<string, Tensor> = {};
    for (const [name, value] of Object.entries(results)) {
      if (!(value instanceof ort.Tensor) || !(value.data instanceof Float32Array)) {
        throw new Fault("model_unfit", `Output ${name} is not a float32 tensor`, {
          facts: { reason: `output ${name} is not float32` },
        });
      }
      const tensor = { data: value.data, shape: value.dims };
      checkTensor(name, tensor, "model_broken");
      outputs[name] = tensor;
    }
    return outputs;
  }

  async #runOnAny(inputs: Readonly<Record<string, Tensor>>) {
    const feeds: Record<string, ort.Tensor> = {};
    for (const [name, { data, shape }] of Object.entries(inputs)) {
      feeds[name] = new ort.Tensor("float32", data, shape);
    }
    while (this.#session !== undefined) {
      try {
        return await this.#session.run(feeds);
      } catch (error) {
        if (this.#waiting.length === 0) {
          throw asFault(error, "runtime_crashed", `Inference failed: ${reasonOf(error)}`);
        }
        this.#skipped.push({ provider: this.#provider, reason: reasonOf(error) });
        await this.openNext();
      }
    }
    throw new Fault("runtime_crashed", "The network is not open");
  }
}
