import { Fault } from "../fault/fault.ts";
import type { FromThread, ToThread } from "./thread_messages.ts";

/** Options of one job on an {@linkcode InferenceThread}. */
export interface JobOptions<Progress> {
  /** Aborting stops the thread at once and rejects with Fault `inference_cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** After this many milliseconds of work the thread is stopped: Fault `runtime_crashed`. */
  readonly timeoutMs?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Buffers to hand over instead of copying; the caller cannot use them afterwards. */
  readonly transfer?: Transferable[] | undefined;
}

/**
 * A module Web Worker that runs jobs one after the other, so that the thread which serves queues,
 * locks and health checks stays free: ONNX Runtime blocks the thread it runs on. The worker, and
 * with it every opened network, stays alive between jobs. A job that is cancelled, too slow or
 * fatal takes the worker with it; the next job starts a new one. (A native call that is under way
 * still runs to its end on a thread nobody waits for.) The module calls `serveJobs`.
 */
export class InferenceThread<Job, Result, Progress = never> {
  readonly #module: URL;
  readonly #name: string;
  #worker: Worker | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(module: URL, name: string) {
    this.#module = module;
    this.#name = name;
  }

  /** Runs a job after those before it. Rejects with a Fault only. */
  async run(job: Job, options: JobOptions<Progress> = {}): Promise<Result> {
    const turn = this.#tail.then(() => this.#runNow(job, options));
    this.#tail = turn.catch(() => undefined);
    if (options.signal === undefined) return await turn;
    // Waiting in line must end at once as well; the turn itself then finds the signal aborted.
    return await Promise.race([turn, rejectOnAbort(options.signal, turn)]);
  }

  /** Stops the worker. Jobs that wait or come later are refused with `inference_cancelled`. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  async #runNow(job: Job, options: JobOptions<Progress>): Promise<Result> {
    if (this.#closed || options.signal?.aborted) throw cancelled();
    const worker = this.#worker ??= new Worker(this.#module, { type: "module", name: this.#name });
    const done = Promise.withResolvers<Result>();
    const stop = (fault: Fault) => {
      done.reject(fault);
      this.#stop();
    };
    this.#onStop = () => done.reject(cancelled());
    const onAbort = () => stop(cancelled());
    options.signal?.addEventListener("abort", onAbort);
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(
      () => stop(new Fault("runtime_crashed", `No result within ${options.timeoutMs} ms`)),
      options.timeoutMs,
    );
    worker.onmessage = ({ data }: MessageEvent<FromThread<Result, Progress>>) => {
      if (data.kind === "progress") options.onProgress?.(data.progress);
      else if (data.kind === "result") done.resolve(data.result);
      else done.reject(new Fault(data.code, data.message, { facts: data.facts }));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      stop(new Fault("runtime_crashed", `The thread died: ${event.message}`));
    };
    worker.onmessageerror = () => stop(new Fault("runtime_crashed", "Unreadable message"));
    try {
      const message: ToThread<Job> = { job };
      worker.postMessage(message, options.transfer ?? []);
      return await done.promise;
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
      this.#onStop = undefined;
    }
  }

  #onStop: (() => void) | undefined;

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#onStop?.();
  }
}

function cancelled(): Fault {
  return new Fault("inference_cancelled", "The job was cancelled");
}

/** Rejects when the signal aborts; lets go of the signal when `turn` ends first. */
function rejectOnAbort(signal: AbortSignal, turn: Promise<unknown>): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(cancelled());
  signal.addEventListener("abort", onAbort, { once: true });
  turn.catch(() => undefined).finally(() => signal.removeEventListener("abort", onAbort));
  return promise;
}
