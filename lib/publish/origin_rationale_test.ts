import assert from "node:assert/strict";
import type { KnownCancer } from "../clinical_facts/known_cancer.ts";
import type { OriginResult } from "../inference/result.ts";
import type { MetastasisCase } from "../metastasis/case.ts";
import { parseLikelihoodTable } from "../metastasis/likelihood_table.ts";
import { weighOrigin } from "../metastasis/weigh_origin.ts";
import { originRationale } from "./origin_rationale.ts";

const TABLE = parseLikelihoodTable(
  await Deno.readTextFile(
    new URL("../../models/lesion-origin-1/likelihood_ratios.json", import.meta.url),
  ),
);
const NOTHING = { primaries: [], unconfirmed: [], unread: 0, conditions: [] } as const;

function rationale(result: OriginResult): string {
  return originRationale(result, "2026-11-25");
}

function resultOf(given: MetastasisCase, chart?: Partial<KnownCancer>): OriginResult {
  return {
    ...weighOrigin(given, TABLE),
    validation: "research, not validated",
    provider: { used: "cpu", skipped: [] },
    model: "lesion-origin-1",
    modelVersion: "1.0.0",
    case: given,
    ...(chart === undefined ? {} : { chart: { answer: "none", ...NOTHING, ...chart } }),
  };
}

Deno.test("the numbers of a rationale add up to the published probability", () => {
  const result = resultOf({
    format: 1,
    lesions: { foci: 1, diameterRatio: 2.2, areaRatio: 1.4 },
    ageYears: 64,
    infratentorial: false,
    primary: "breast",
  });
  const words = rationale(result);
  const prior = Number(/prior (-?[\d.]+) \(probability/.exec(words)?.[1]);
  const inputs = [...words.matchAll(/: (-?[\d.]+) \(likelihood ratio ([\d.]+), weight ([\d.]+)\)/g)]
    .map((found) => found.slice(1).map(Number));
  assert.equal(inputs.length, result.inputs.length);
  let total = prior;
  for (const [share = NaN, ratio = NaN, weight = NaN] of inputs) {
    assert.ok(Math.abs(share - weight * Math.log(ratio)) < 2e-3, `${share} ${ratio} ${weight}`);
    total += share;
  }
  assert.ok(Math.abs(1 / (1 + Math.exp(-total)) - result.probability) < 1e-3);
  assert.match(words, /weight 0\.5/); // dependent inputs say their weight
  const sum = Number(/sum (-?\d+(?:\.\d+)?)/.exec(words)?.[1]);
  assert.ok(Math.abs(sum - total) < 1e-3);
});

Deno.test("a rationale says what contradicts each other", () => {
  const words = rationale(resultOf({
    format: 1,
    lesions: { foci: 2 },
    primary: "melanoma",
    chartPrimaries: ["breast"],
    brainMetastases: 3,
  }, { answer: "found", primaries: ["breast"] }));
  assert.match(words, /the chart records breast; melanoma was entered/);
  assert.match(words, /other brain metastases were entered than cores were drawn/);
});

Deno.test("a rationale says why the chart's cancers are not known", () => {
  const given: MetastasisCase = { format: 1, lesions: { foci: 2 } };
  const said = (chart: Partial<KnownCancer>) => rationale(resultOf(given, chart));
  assert.match(said({ answer: "unavailable" }), /The chart did not answer/);
  assert.doesNotMatch(said({ answer: "unavailable" }), /Not known:[^.]*known_cancer/);
  assert.match(said({ unread: 2 }), /Conditions of the chart that could not be read: 2\./);
  assert.match(said({ unconfirmed: ["renal"] }), /Not confirmed in the chart, and not used: renal/);
  const several = said({ answer: "several", primaries: ["breast", "lung_unspecified"] });
  assert.match(several, /several cancers, of which none was chosen: breast, lung unspecified\./);
  assert.match(rationale(resultOf(given)), /Not known: [^.]*known_cancer/);
});
