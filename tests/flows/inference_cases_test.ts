import assert from "node:assert/strict";
import { join } from "node:path";
import { makeNiftiStudy } from "../../cli/nifti_study.ts";
import { readStudy } from "../../lib/studies/list_studies.ts";
import { caseTest } from "../cases.ts";
import { startReadingStack } from "./inference_worker.ts";

/** Writes the DICOM study that the cli makes of four NIfTI files. */
async function writeStudy(folder: string, out: string): Promise<void> {
  const { series } = await makeNiftiStudy(folder, { patientId: "CASE-1" }, new Date(2026, 0, 2));
  for (const [n, bytes] of series.flat().entries()) {
    await Deno.writeFile(join(out, `${n}.dcm`), bytes);
  }
}

/** Reads a real case with the shipped model and gives back how the reading ended. */
async function readCase(folder: string, kind: "dicom" | "nifti") {
  await using stack = await startReadingStack();
  const out = await Deno.makeTempDir();
  try {
    if (kind === "nifti") await writeStudy(folder, out);
    await stack.startWorker();
    const uid = await stack.addFiles(kind === "nifti" ? out : folder);
    const { sequences } = await readStudy(stack.connections.db, uid);
    const id = await stack.request(uid);
    const ended = ["completed", "failed", "needs_input"];
    const reading = await stack.until(id, ({ state }) => ended.includes(state), 300_000);
    return { sequences, reading };
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

caseTest(
  "a GE study of one T1 needs input and names what is missing",
  ["ge-t1-mprage"],
  async (dir) => {
    const { sequences, reading } = await readCase(`${dir}/ge-t1-mprage`, "dicom");
    assert.deepEqual(sequences, ["T1"]);
    assert.deepEqual([reading.state, reading.code], ["needs_input", "sequence_missing"]);
    assert.deepEqual(reading.facts, { sequences: "T1c, T2, FLAIR" });
  },
);

caseTest("an aligned, stripped glioma is read", ["TCGA-FG-6692/t1c.nii.gz"], async (dir) => {
  const { sequences, reading } = await readCase(`${dir}/TCGA-FG-6692`, "nifti");
  assert.deepEqual(sequences, ["T1", "T1c", "T2", "FLAIR"]);
  assert.equal(reading.state, "completed");
  const { wholeTumour = 0 } = reading.volumes_mm3 ?? {};
  // Five algorithms agree on 30.2 ml; no expert drew it.
  assert.ok(wholeTumour > 20_000 && wholeTumour < 45_000, `${wholeTumour} mm3`);
});

caseTest(
  "a study that still shows the skull needs input",
  ["TCGA-FG-6692-native/t1.nii.gz"],
  async (dir) => {
    const { reading } = await readCase(`${dir}/TCGA-FG-6692-native`, "nifti");
    assert.equal(reading.state, "needs_input");
    assert.match(reading.code ?? "", /^series_not_(stripped|aligned)$/);
  },
);
