import { Fault } from "../fault/fault.ts";
import type { OriginPack } from "../models/pack.ts";
import type { ProviderReport } from "../onnx/provider.ts";
import type { Runtime } from "../onnx/runtime.ts";
import type { LesionFeatures } from "./lesion_features.ts";
import {
  levelOf,
  type LikelihoodFeature,
  logRatio,
  readLikelihoodTable,
} from "./likelihood_table.ts";
import { UNKNOWN } from "./origin_graph.ts";

/** What the prediction is made from. */
export interface OriginFeatures extends LesionFeatures {
  /** Age in years, null when not known. */
  readonly ageYears: number | null;
}

/** One input with what it contributed. */
export interface OriginInput {
  readonly name: string;
  readonly label: { readonly en: string; readonly ko: string };
  readonly value: number;
  /** Probability of this value with a metastasis over that with a primary tumour. */
  readonly likelihoodRatio: number;
  /** 95 % interval of that ratio. */
  readonly likelihoodRatioInterval: readonly [low: number, high: number];
  readonly citation: string;
  readonly note: string;
  /** Natural log-odds that this input added; above 0 speaks for a metastasis. */
  readonly share: number;
}

/** Probability that the lesion is a metastasis rather than a primary tumour. */
export interface LesionOrigin {
  readonly probability: number;
  /** 95 % interval, widened by every input that is missing. */
  readonly interval: readonly [low: number, high: number];
  readonly prior: { readonly probability: number; readonly reason: string };
  readonly inputs: readonly OriginInput[];
  /** Names of inputs that were not known. */
  readonly missing: readonly string[];
  /** Always the same words: nobody has measured how often this is right. */
  readonly validation: "research, not validated";
  readonly provider: ProviderReport;
}

/**
 * Predicts the origin of a lesion from the numbers of its segmentation and the age, by the pack's
 * graph. Faults: `model_unfit` (no lesion, or a pack with features that nobody measures here),
 * `model_broken`, `runtime_crashed`, `inference_cancelled`.
 */
export async function predictLesionOrigin(
  features: OriginFeatures,
  pack: OriginPack,
  { runtime, signal }: { readonly runtime: Runtime; readonly signal?: AbortSignal | undefined },
): Promise<LesionOrigin> {
  const { manifest, model } = pack;
  if (features.lesionCount < 1) unfit("there is no lesion to judge");
  const table = await readLikelihoodTable(pack);
  const values = manifest.input.features.map((name) => valueOf(name, features));
  const data = Float32Array.from(values, (value) => value ?? UNKNOWN);
  const { outputs, provider } = await runtime.run(
    model,
    { [manifest.input.tensor]: { data, shape: [1, values.length] } },
    { signal, timeoutMs: manifest.limits.seconds * 1000 },
  );
  const [probability, low, high] = outputs[manifest.output.probability]?.data ?? [];
  const [, ...shares] = outputs[manifest.output.shares]?.data ?? [];
  if (probability === undefined || low === undefined || high === undefined) {
    throw new Fault("model_broken", "The graph gave no probability", {
      facts: { reason: "the graph gave no probability" },
    });
  }
  const known = (n: number) => (values[n] ?? null) !== null;
  return {
    probability,
    interval: [low, high],
    prior: table.prior,
    inputs: table.features.flatMap((feature, n) =>
      known(n) ? [inputOf(feature, values[n] ?? 0, shares[n] ?? 0)] : []
    ),
    missing: manifest.input.features.filter((_, n) => !known(n)),
    validation: "research, not validated",
    provider,
  };
}

function valueOf(name: string, features: OriginFeatures): number | null {
  const values: Record<string, number | null> = {
    lesion_count: features.lesionCount,
    diameter_ratio: features.diameterRatio,
    area_ratio: features.areaRatio,
    age: features.ageYears,
  };
  const value = values[name];
  if (value === undefined) unfit(`the feature ${name} is not measured here`);
  return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}

function inputOf(feature: LikelihoodFeature, value: number, share: number): OriginInput {
  const level = levelOf(feature, value);
  const { mean, variance } = level === undefined
    ? { mean: 0, variance: 0 }
    : logRatio(level, feature);
  const reach = 1.96 * Math.sqrt(variance);
  const { name, label, citation, note } = feature;
  return {
    name,
    label,
    value,
    likelihoodRatio: Math.exp(mean),
    likelihoodRatioInterval: [Math.exp(mean - reach), Math.exp(mean + reach)],
    citation,
    note,
    share,
  };
}

function unfit(reason: string): never {
  throw new Fault("model_unfit", `Lesion origin: ${reason}`, { facts: { reason } });
}
