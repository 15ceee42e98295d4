/**
 * `deno task bench inference [--case DIR] [--runs N] [--threads N] [--python PATH] [--json]`
 *
 * How much the path from volumes to labels costs beyond the network itself: the whole segmentation
 * against plain runs of the same session on the same number of windows, in one process and on the
 * same threads; and one run of the network against Python's onnxruntime, where that is installed.
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import type { SlicesInput } from "../lib/models/manifest_input.ts";
import { networkChannels } from "../lib/models/check_signature.ts";
import { isSegmentationPack, openPack, type SegmentationPack } from "../lib/models/pack.ts";
import { openNetwork } from "../lib/onnx/network.ts";
import type { RuntimeOptions } from "../lib/onnx/provider.ts";
import { openTumourThread, segmentTumour, type TumourInput } from "../lib/tumour/segment_tumour.ts";
import type { StageTimes } from "../lib/tumour/stages.ts";
import { type Measured, type MeasuringTask, UsageError } from "../tests/accuracy/measuring_task.ts";
import { readCase } from "../tests/accuracy/read_case.ts";
import { phantom, phantomGrid } from "../tests/accuracy/phantom.ts";
import { type PythonTime, timePython } from "./python_runtime.ts";

const PACK = fileURLToPath(new URL("../models/tumour-own-4", import.meta.url));
const usage = "bench inference [--case DIR] [--runs N] [--threads N] [--python PATH] [--json]";

/** What the bench says; times in seconds, best of the runs: others may share the machine. */
export interface InferenceBench {
  readonly input: string;
  readonly runs: number;
  readonly threads: number;
  readonly provider: string;
  readonly segmentation_s: number;
  readonly stages_ms: StageTimes;
  /** Windows that the network ran on: batches times mirrored runs. */
  readonly batches: number;
  readonly network_batch_s: number;
  readonly network_only_s: number;
  /** Whole segmentation over network alone. */
  readonly overhead_ratio: number;
  /** The same run in Python's onnxruntime; null where it is not installed. */
  readonly python: (PythonTime & { readonly ratio: number }) | null;
}

async function run(args: readonly string[]): Promise<Measured> {
  const json = await measure(readOptions(args));
  return { json, text: asText(json) };
}

/** `bench inference`. */
export const task: MeasuringTask = { usage, run };

interface Options {
  readonly folder: string | undefined;
  readonly runs: number;
  readonly runtime: RuntimeOptions;
  readonly python: string;
}

function readOptions(args: readonly string[]): Options {
  const values = parse(args);
  const [runs, threads] = [Number(values.runs), Number(values.threads)];
  if (!Number.isInteger(runs) || runs < 1) throw new UsageError("--runs is not a number above 0");
  if (!Number.isInteger(threads) || threads < 1) throw new UsageError("--threads is not above 0");
  return {
    folder: values.case,
    runs,
    runtime: { providers: ["cpu"], threads },
    python: values.python,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        case: { type: "string" },
        runs: { type: "string", default: "3" },
        threads: { type: "string", default: "2" },
        python: { type: "string", default: "python3" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "Wrong arguments");
  }
}

async function measure({ folder, runs, runtime, python }: Options): Promise<InferenceBench> {
  const pack = await openPack(PACK);
  if (!isSegmentationPack(pack) || pack.manifest.input.kind !== "slices-2.5d") {
    throw new TypeError("The bench is written for the shipped 2.5D network");
  }
  const { input } = pack.manifest;
  const volumes = folder === undefined ? phantomInput() : (await readCase(folder)).input;
  const whole = await timeSegmentation(volumes, pack, runtime, runs);
  const { batch, peer } = await timePeers(pack, input, runtime, runs, python);
  const alone = batch * whole.batches;
  return {
    input: folder ?? "phantom, 1 mm",
    runs,
    threads: runtime.threads,
    provider: "cpu",
    segmentation_s: whole.seconds,
    stages_ms: whole.stages,
    batches: whole.batches,
    network_batch_s: batch,
    network_only_s: alone,
    overhead_ratio: whole.seconds / alone,
    python: peer === null ? null : { ...peer, ratio: batch / peer.batch_s },
  };
}

function phantomInput(): TumourInput {
  const grid = phantomGrid(1);
  return {
    t1: phantom(grid, "T1"),
    t1c: phantom(grid, "T1c"),
    t2: phantom(grid, "T2"),
    flair: phantom(grid, "FLAIR"),
  };
}

async function timeSegmentation(
  volumes: TumourInput,
  pack: SegmentationPack,
  runtime: RuntimeOptions,
  runs: number,
) {
  const thread = openTumourThread();
  const times: { seconds: number; stages: StageTimes }[] = [];
  let batches = 0;
  try {
    // One more than asked for: the first opens the network and does not count.
    for (let n = 0; n <= runs; n++) {
      batches = 0;
      const started = performance.now();
      const { stagesMs } = await segmentTumour(structuredClone(volumes), pack, {
        thread,
        runtime,
        onProgress: ({ stage, fraction }) => batches += stage === "infer" && fraction > 0 ? 1 : 0,
      });
      times.push({ seconds: (performance.now() - started) / 1000, stages: stagesMs });
    }
  } finally {
    thread.close();
  }
  const [best] = times.slice(1).sort((a, b) => a.seconds - b.seconds);
  if (best === undefined) throw new RangeError("No run was timed");
  return { ...best, batches: batches * (1 + pack.manifest.input.flips.length) };
}

/** Turn and turn about, so that a busy moment of the machine does not hit one peer alone. */
async function timePeers(
  pack: SegmentationPack,
  input: SlicesInput,
  runtime: RuntimeOptions,
  runs: number,
  python: string,
) {
  let batch = Infinity;
  let peer: PythonTime | null = null;
  for (let n = 0; n < runs; n++) {
    batch = Math.min(batch, await timeBatch(pack, input, runtime));
    const next = await timePython(python, pack.model.path, batchShape(input), runtime.threads);
    if (next !== null && next.batch_s < (peer?.batch_s ?? Infinity)) peer = next;
  }
  return { batch, peer };
}

/** Best seconds of one run of the session on a full batch. */
async function timeBatch(
  pack: SegmentationPack,
  input: SlicesInput,
  runtime: RuntimeOptions,
): Promise<number> {
  const network = await openNetwork(pack.model, runtime);
  const shape = batchShape(input);
  const times: number[] = [];
  for (let n = 0; n <= 10; n++) {
    const data = Float32Array.from(
      { length: shape.reduce((all, one) => all * one, 1) },
      (_, i) => Math.sin(i),
    );
    const started = performance.now();
    await network.run({ [input.tensor]: { data, shape } });
    times.push((performance.now() - started) / 1000);
  }
  return Math.min(...times.slice(1));
}

function batchShape(input: SlicesInput): number[] {
  return [input.batch, networkChannels(input), ...input.window];
}

function asText(result: InferenceBench): string {
  const { python } = result;
  return [
    `${result.input}: segmentation ${
      result.segmentation_s.toFixed(2)
    } s on ${result.threads} threads`,
    `network alone ${result.network_only_s.toFixed(2)} s (${result.batches} batches), ` +
    `ratio ${result.overhead_ratio.toFixed(2)}`,
    Object.entries(result.stages_ms).map(([stage, ms]) => `${stage} ${ms} ms`).join(", "),
    python === null
      ? "Python's onnxruntime is not installed: no second peer"
      : `one batch ${(1000 * result.network_batch_s).toFixed(0)} ms here, ` +
        `${(1000 * python.batch_s).toFixed(0)} ms in Python ` +
        `(onnxruntime ${python.version}): ratio ${python.ratio.toFixed(2)}`,
  ].join("\n");
}
