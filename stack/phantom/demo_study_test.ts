import assert from "node:assert/strict";
import { seriesVolume } from "../../lib/dicom/series_volume.ts";
import { readNifti } from "../../lib/volume/nifti.ts";
import type { Volume } from "../../lib/volume/volume.ts";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import { makeDemoStudy } from "./demo_study.ts";

/** Debian's mricron-data; the demo brings it in, a bare machine may not have it yet. */
const TEMPLATES = "/usr/share/mricron/templates";

const PATIENT = {
  patientId: "20260001",
  patientName: "Kim^Seoyeon=金^瑞妍=김^서연",
  patientBirthDate: "19620314",
  patientSex: "F",
};

async function series(folder: string) {
  const files: Uint8Array[] = [];
  for await (const entry of Deno.readDir(folder)) {
    files.push(await Deno.readFile(`${folder}/${entry.name}`));
  }
  return { ...seriesVolume(files), first: files[0]! };
}

/** Mean of an image where the labels have this value. */
function mean(image: Volume<Float32Array>, labels: Volume<Float32Array>, label: number): number {
  let [sum, count] = [0, 0];
  for (let n = 0; n < image.data.length; n++) {
    if (labels.data[n] !== label || image.data[n] === 0) continue;
    sum += image.data[n]!;
    count++;
  }
  return sum / count;
}

Deno.test({
  name: "the demo study is a valid examination whose contrasts show the tumour",
  ignore: !await exists(`${TEMPLATES}/ch2bet.nii.gz`),
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      const examined = new Date(2026, 0, 2, 9, 30);
      const study = await makeDemoStudy(dir, { patient: PATIENT, templates: TEMPLATES, examined });
      const truth = await readNifti(await Deno.readFile(study.truth));
      for (const { label, voxels } of study.volumes) {
        assert.equal(truth.data.filter((value) => value === label).length, voxels);
      }
      assert.deepEqual(study.volumes.map(({ label }) => label), [1, 2, 4]);
      const found: Record<string, Volume<Float32Array>> = {};
      for (const name of ["t1", "t1c", "t2", "flair"]) {
        const { volume, headers, first } = await series(`${study.dicom}/${name}`);
        assert.deepEqual(await dciodvfyErrors(first), []);
        assert.deepEqual([volume.size, volume.affine], [truth.size, truth.affine]);
        assert.match(headers[0]?.seriesDescription ?? "", /simulated, aligned, skull-stripped/);
        assert.match(headers[0]?.studyDescription ?? "", /SIMULATED/);
        assert.equal(headers[0]?.patientName, PATIENT.patientName);
        assert.equal(headers[0]?.studyUid, study.studyUid);
        found[name] = volume;
      }
      const at = (name: string, label: number) => mean(found[name]!, truth, label);
      // Label 0 inside the brain is healthy tissue.
      assert.ok(at("t1c", 4) > 1.5 * at("t1c", 0) && at("t1", 4) < 1.2 * at("t1", 0));
      assert.ok(at("t1c", 1) < 0.8 * at("t1c", 0));
      assert.ok(at("flair", 2) > 1.5 * at("flair", 0) && at("t2", 2) > 1.2 * at("t2", 0));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
