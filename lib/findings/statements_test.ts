import assert from "node:assert/strict";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { KnowledgeReason } from "../tumour/judge_knowledge.ts";
import { certaintiesOf } from "./certainty.ts";
import { type Sayable, statementsOf } from "./statements.ts";

const OLD: RegionConfidence = { region: "WT", voxels: 9, meanProbability: 0.9, sureShare: 0.5 };
const WHOLE: RegionConfidence = {
  ...OLD,
  evidence: {
    classProbability: 0.8,
    largestProbability: 0.314,
    possibleMm3: 412,
    expectedMm3: 24_100,
    range: { leastMm3: 18_000, mostMm3: 31_000, share: 0.74 },
  },
};
const RESULT: Sayable = { confidence: [WHOLE], calibrated: true, knowledge: null };

function outside(...reasons: readonly KnowledgeReason[]): string {
  const knowledge = { score: 5, limit: 3, outside: reasons.length > 0, reasons };
  return statementsOf({ confidence: [], knowledge }, true).join(" ");
}

Deno.test("statementsOf() says which volumes are expected, with the share their range held", () => {
  assert.deepEqual(statementsOf(RESULT, true), [
    "Expected volumes, by calibrated probabilities above 0.05: whole tumour 24.1 ml " +
    "(18.0 to 31.0 ml, a range that held 74 % of synthetic patients).",
  ]);
});

Deno.test("statementsOf() says without a tumour how sure that is, and that it is no diagnosis", () => {
  assert.deepEqual(statementsOf(RESULT, false), [
    "The largest calibrated probability of tumour anywhere in the brain is 0.31; 0.4 ml have one " +
    "above 0.05. This is what the network says and no diagnosis.",
  ]);
});

Deno.test("statementsOf() says why a study is outside of what the model knows", () => {
  assert.equal(outside(), "");
  const cases: readonly (readonly [KnowledgeReason, RegExp])[] = [
    [{ kind: "exchanged", sequences: ["FLAIR", "T2"] }, /FLAIR, T2 look exchanged/],
    [{ kind: "repeated", sequences: ["T1", "T1c"] }, /T1 and T1c are the same image/],
    [{ kind: "far", sequences: [] }, /the images look like none/],
    [{ kind: "far", sequences: ["T2"] }, /T2 looks like none/],
    [{ kind: "structure", sequences: [] }, /not structured like a brain/],
    [{ kind: "size", sequences: [] }, /smaller or larger/],
  ];
  for (const [reason, words] of cases) {
    const said = outside(reason);
    assert.match(said, words);
    assert.match(said, /^Outside of what the model knows: .* may mean nothing \(score 5\.00/);
  }
});

Deno.test("statementsOf() names the stripper with its checksum, and says what the PACS does not hold", () => {
  const stripping = {
    model: "skull-stripper-0",
    version: "0.1.0",
    sha256: "ab",
    sequences: ["T1"],
  };
  assert.match(
    statementsOf({ ...RESULT, stripping }, true)[0]!,
    /^Skull removed by skull-stripper-0 0\.1\.0 \(weights sha256=ab\) from T1: .*PACS/,
  );
});

Deno.test("a result of an earlier version says nothing of all that, and has no certainties", () => {
  const volumes_mm3 = { necrosis: 0, oedema: 5, enhancing: 0, tumourCore: 0, wholeTumour: 5 };
  assert.deepEqual(statementsOf({ confidence: [OLD] }, true), []);
  assert.deepEqual(statementsOf({ confidence: [OLD] }, false), []);
  assert.deepEqual(certaintiesOf({ confidence: [OLD], volumes_mm3 }), {});
  assert.deepEqual(certaintiesOf({ confidence: [WHOLE], volumes_mm3 }), {
    wholeTumour: 0.9,
    oedema: 0.8,
  });
});
