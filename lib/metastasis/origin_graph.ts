import { encodeGraph, type GraphNode, type Initializer } from "../onnx/graph.ts";
import type { LikelihoodTable } from "./likelihood_table.ts";
import { logRatio, rangeOf } from "./log_ratio.ts";
import { UNKNOWN } from "./origin_values.ts";

/** Normal quantile of a two-sided 95 % interval. */
const Z95 = 1.96;
/** Upper end of a range without one; finite, because the runtime's checks refuse infinity. */
const NO_END = 1e30;

/**
 * The likelihood ratios of a table as an ONNX file. Input `features` [n, F], UNKNOWN where not known,
 * NOT_APPLICABLE where the feature's study had no such case (it then adds and widens nothing).
 * Outputs `shares` [n, F + 1], the log-odds of the prior and of each feature, and `probability`
 * [n, 3]: sigmoid of their sum, and of the ends of its interval. The interval is 1.96 standard
 * deviations of the known features' log ratios, widened by the whole range of each unknown one and
 * by the reach of a level that lies between two.
 * The same table gives the same bytes.
 */
export function originGraph(table: LikelihoodTable): Uint8Array {
  const features = table.features.length;
  return encodeGraph({
    name: "lesion_origin",
    inputs: [{ name: "features", shape: ["n", features] }],
    outputs: [
      { name: "probability", shape: ["n", 3] },
      { name: "shares", shape: ["n", features + 1] },
    ],
    nodes: NODES,
    initializers: [...levelConstants(table), ...featureConstants(table)],
    metadata: { question: table.question, use: "research, not validated" },
  });
}

/** Operators in the order of evaluation: [operator, inputs, output, attributes]. */
const NODES: readonly GraphNode[] = ([
  ["Gather", "features level_feature", "value", { axis: 1 }],
  ["GreaterOrEqual", "value level_from", "reached"],
  ["Less", "value level_below", "under"],
  ["And", "reached under", "inside"],
  ["Cast", "inside", "level", { to: 1 }],
  ["MatMul", "level level_log_ratio", "feature_shares"],
  ["MatMul", "level level_variance", "variance"],
  ["MatMul", "level level_reach", "reach"],
  ["Equal", "features unknown_mark", "absent"],
  ["Cast", "absent", "unknown", { to: 1 }],
  ["MatMul", "unknown unknown_low", "widen_low"],
  ["MatMul", "unknown unknown_high", "widen_high"],
  ["Mul", "widen_low nought", "zero"],
  ["Add", "zero prior", "prior_share"],
  ["Concat", "prior_share feature_shares", "shares", { axis: 1 }],
  ["ReduceSum", "shares last_axis", "log_odds", { keepdims: 1 }],
  ["Sqrt", "variance", "deviation"],
  ["Mul", "deviation z95", "half_width"],
  ["Add", "half_width reach", "both_ways"],
  ["Add", "log_odds widen_low", "low_side"],
  ["Sub", "low_side both_ways", "low"],
  ["Add", "log_odds widen_high", "high_side"],
  ["Add", "high_side both_ways", "high"],
  ["Concat", "log_odds low high", "all_log_odds", { axis: 1 }],
  ["Sigmoid", "all_log_odds", "probability"],
] as const).map(([op, inputs, output, attributes]) => ({
  op,
  inputs: inputs.split(" "),
  outputs: [output],
  ...(attributes === undefined ? {} : { attributes }),
}));

/** One row a level of any feature. */
function levelConstants({ features }: LikelihoodTable): Initializer[] {
  const levels = features.flatMap((feature, column) =>
    feature.levels.map((level) => ({ level, feature, column, ...logRatio(level, feature) }))
  );
  const float = (name: string, shape: number[], values: number[]): Initializer => {
    return { name, shape, type: "float32", values };
  };
  const [rows, columns] = [levels.length, features.length];
  return [
    {
      name: "level_feature",
      shape: [rows],
      type: "int64",
      values: levels.map(({ column }) => column),
    },
    float("level_from", [rows], levels.map(({ level }) => level.from)),
    float("level_below", [rows], levels.map(({ level }) => level.below ?? NO_END)),
    float(
      "level_log_ratio",
      [rows, columns],
      levels.flatMap(({ mean, feature, column }) =>
        features.map((_, n) => n === column ? mean * feature.weight : 0)
      ),
    ),
    float(
      "level_variance",
      [rows, 1],
      levels.map(({ variance, feature }) => variance * feature.weight ** 2),
    ),
    float("level_reach", [rows, 1], levels.map(({ reach, feature }) => reach * feature.weight)),
  ];
}

function featureConstants({ features, prior }: LikelihoodTable): Initializer[] {
  const ends = features.map(rangeOf);
  const column = (name: string, values: number[]): Initializer => {
    return { name, shape: [features.length, 1], type: "float32", values };
  };
  const scalar = (name: string, value: number): Initializer => {
    return { name, shape: [1], type: "float32", values: [value] };
  };
  return [
    column("unknown_low", ends.map(({ low }) => low)),
    column("unknown_high", ends.map(({ high }) => high)),
    scalar("prior", Math.log(prior.probability / (1 - prior.probability))),
    scalar("nought", 0),
    scalar("unknown_mark", UNKNOWN),
    scalar("z95", Z95),
    { name: "last_axis", shape: [1], type: "int64", values: [1] },
  ];
}
