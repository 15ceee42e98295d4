import assert from "node:assert/strict";
import { caseTest } from "../../tests/cases.ts";
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { compose } from "../volume/affine.ts";
import { readNifti } from "../volume/nifti.ts";
import { stripEvidence } from "./strip_evidence.ts";

const SEQUENCES = ["t1", "t1c", "t2", "flair"] as const;

Deno.test("stripEvidence() tells a brain from the same brain in its skull", () => {
  for (const sequence of ["T1", "T1c", "T2", "FLAIR"] as const) {
    const brain = stripEvidence(phantom(phantomGrid(2), sequence));
    const head = stripEvidence(phantom(phantomGrid(2), sequence, { skull: true }));
    assert.ok(brain.stripped, `${sequence}: ${JSON.stringify(brain)}`);
    assert.ok(!head.stripped, `${sequence}: ${JSON.stringify(head)}`);
  }
});

Deno.test("stripEvidence() finds the scalp of a slab that is small enough for a brain", () => {
  const grid = phantomGrid(2);
  const slab = {
    size: [grid.size[0], grid.size[1], 16] as const,
    affine: compose([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 54], grid.affine),
  };
  const evidence = stripEvidence(phantom(slab, "T1", { skull: true }));
  assert.ok(evidence.tissueLitres < 2.2 && !evidence.stripped, JSON.stringify(evidence));
});

caseTest("Four stripped series of a patient count as stripped", ["TCGA-FG-6692"], async (cases) => {
  for (const name of SEQUENCES) {
    const volume = await readNifti(await Deno.readFile(`${cases}/TCGA-FG-6692/${name}.nii.gz`));
    assert.ok(stripEvidence(volume).stripped, `${name}: ${JSON.stringify(stripEvidence(volume))}`);
  }
});

caseTest(
  "Four native series of a patient count as unstripped",
  ["TCGA-FG-6692-native"],
  async (cases) => {
    for (const name of SEQUENCES) {
      const path = `${cases}/TCGA-FG-6692-native/${name}.nii.gz`;
      const evidence = stripEvidence(await readNifti(await Deno.readFile(path)));
      assert.ok(!evidence.stripped, `${name}: ${JSON.stringify(evidence)}`);
    }
  },
);
