import { jsonOf } from "../inference/json_column.ts";
import type { InferenceRow } from "../inference/read_inference.ts";
import type { OriginResult } from "../inference/result.ts";
import type { InferenceState } from "../inference/states.ts";
import { isSilent, type KnownCancer } from "./known_cancer.ts";
import type { ScoredCase } from "../metastasis/score_case.ts";

/** The worker's own prediction of a reading, beside the answer of now. */
export interface RecordedPrediction {
  readonly state: InferenceState;
  readonly probability: number | null;
  /** Whether it is of this very case, rather than of what was known then. */
  readonly current: boolean;
}

/** What the worker recorded of a reading, held against the answer of now; null without a record. */
export function recordedPrediction(
  { partState, partResult }: InferenceRow,
  { origin, chart }: { readonly origin: ScoredCase["origin"]; readonly chart: KnownCancer },
): RecordedPrediction | null {
  if (partState === null) return null;
  const recorded = partResult === null ? null : jsonOf<unknown>(partResult) as OriginResult;
  const probability = recorded?.probability ?? null;
  // The same number, but of a chart that was silent: what it says now is on record nowhere.
  const heard = recorded?.chart !== undefined && isSilent(recorded.chart) && !isSilent(chart);
  const current = !heard && probability !== null && origin.status === "answered" &&
    Math.abs(probability - origin.probability) < 1e-4;
  return { state: partState, probability, current };
}
