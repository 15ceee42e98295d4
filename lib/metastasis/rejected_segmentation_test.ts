import assert from "node:assert/strict";
import { brainMetastasisRisk } from "./brain_metastasis_risk.ts";
import type { MetastasisCase } from "./case.ts";
import { parseLikelihoodTable } from "./likelihood_table.ts";
import { scoreCase } from "./score_case.ts";

const TABLE = new URL("../../models/lesion-origin-1/likelihood_ratios.json", import.meta.url);
const MODEL = {
  id: "lesion-origin-1",
  version: "1.0.0",
  sha256: "0",
  table: parseLikelihoodTable(await Deno.readTextFile(TABLE)),
};

function withLesions(foci: number, rejected: boolean): MetastasisCase {
  return { format: 1, primary: "breast", lesions: { foci, rejected } };
}

Deno.test("a rejected segmentation decides neither that there is a lesion nor that there is none", () => {
  const drawn = brainMetastasisRisk(withLesions(2, false));
  assert.deepEqual(drawn, { status: "not_applicable", reason: "lesion_present" });
  for (const foci of [0, 2]) {
    assert.deepEqual(brainMetastasisRisk(withLesions(foci, true)), {
      status: "needs_input",
      missing: ["lesions"],
    });
  }
  assert.deepEqual(scoreCase(withLesions(0, false), MODEL).origin, {
    status: "not_applicable",
    reason: "no_lesion",
  });
  assert.deepEqual(scoreCase(withLesions(0, true), MODEL).origin, {
    status: "needs_input",
    missing: ["lesions"],
  });
});

Deno.test("a count that differs from a rejected segmentation's contradicts nothing", () => {
  const conflicts = (rejected: boolean) =>
    scoreCase({ ...withLesions(2, rejected), brainMetastases: 3 }, MODEL).conflicts;
  assert.deepEqual(conflicts(false), ["count_differs"]);
  assert.deepEqual(conflicts(true), []);
});
