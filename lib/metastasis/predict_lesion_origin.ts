import { Fault } from "../fault/fault.ts";
import type { OriginPack } from "../models/pack.ts";
import type { ProviderReport } from "../onnx/provider.ts";
import type { Runtime } from "../onnx/runtime.ts";
import type { MetastasisCase } from "./case.ts";
import { type LikelihoodTable, readLikelihoodTable } from "./likelihood_table.ts";
import { originValues } from "./origin_values.ts";
import { type WeighedOrigin, weighOrigin } from "./weigh_origin.ts";

/** Probability that the lesions are metastases, as the worker's run of the graph gave it. */
export interface LesionOrigin
  extends Omit<WeighedOrigin, "unknown" | "notApplicable" | "contradicting"> {
  /** Names of inputs that speak against the result; results before version 1 have none. */
  readonly contradicting?: readonly string[];
  /** Always the same words: nobody has measured how often this is right. */
  readonly validation: "research, not validated";
  readonly provider: ProviderReport;
}

/** Graph (float32) and table (float64) may differ by this much at most. */
const TOLERANCE = 1e-4;

/**
 * Predicts the origin of the lesions of a case by the pack's graph, and explains it by the pack's
 * table. Faults: `model_unfit` (no lesion, or a pack with features that nobody measures here),
 * `model_broken` (also when graph and table do not say the same), `runtime_crashed`,
 * `inference_cancelled`.
 */
export async function predictLesionOrigin(
  given: MetastasisCase,
  pack: OriginPack,
  { runtime, signal }: { readonly runtime: Runtime; readonly signal?: AbortSignal | undefined },
): Promise<LesionOrigin> {
  if ((given.lesions?.foci ?? 0) < 1) {
    const reason = "there is no lesion to judge";
    throw new Fault("model_unfit", `Lesion origin: ${reason}`, { facts: { reason } });
  }
  const table = await readLikelihoodTable(pack);
  const { unknown: _, notApplicable: __, ...weighed } = weighOrigin(given, table);
  const { figures, provider } = await runGraph(originValues(given, table), table, pack, {
    runtime,
    signal,
  });
  const [probability, low, high] = figures;
  const table3 = [weighed.probability, ...weighed.interval];
  if (table3.some((figure, n) => !(Math.abs(figure - figures[n]!) <= TOLERANCE))) {
    broken("the graph does not say what its table says");
  }
  return {
    ...weighed,
    probability,
    interval: [low, high],
    validation: "research, not validated",
    provider,
  };
}

async function runGraph(
  values: readonly number[],
  { features }: LikelihoodTable,
  { manifest, model }: OriginPack,
  { runtime, signal }: { readonly runtime: Runtime; readonly signal?: AbortSignal | undefined },
): Promise<{ figures: [number, number, number]; provider: ProviderReport }> {
  const { tensor, features: names } = manifest.input;
  if (names.join() !== features.map(({ name }) => name).join()) {
    broken("the manifest names other features than the table");
  }
  const data = Float32Array.from(values);
  const { outputs, provider } = await runtime.run(
    model,
    { [tensor]: { data, shape: [1, values.length] } },
    { signal, timeoutMs: manifest.limits.seconds * 1000 },
  );
  const [probability, low, high] = outputs[manifest.output.probability]?.data ?? [];
  if (probability === undefined || low === undefined || high === undefined) {
    broken("the graph gave no probability");
  }
  return { figures: [probability, low, high], provider };
}

function broken(reason: string): never {
  throw new Fault("model_broken", `Lesion origin: ${reason}`, { facts: { reason } });
}
