import assert from "node:assert/strict";
import { seriesVolume } from "../../lib/dicom/series_volume.ts";
import { gzip, writeNifti } from "../../lib/volume/nifti.ts";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import { drawHead, headGrid, SEQUENCES } from "../../tests/fixtures/head.ts";
import { isNiftiStudy, makeStudyFromNifti } from "./study_from_nifti.ts";

Deno.test("four NIfTI files become a DICOM study with the same voxels at the same places", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const grid = headGrid(8, 8, 0.2);
    assert.equal(await isNiftiStudy(dir), false);
    for (const sequence of SEQUENCES) {
      const file = await gzip(writeNifti(drawHead(sequence, grid)));
      await Deno.writeFile(`${dir}/${sequence}.nii.gz`, file);
    }
    assert.equal(await isNiftiStudy(dir), true);
    const options = { patient: { patientId: "X1" }, examined: new Date(2026, 0, 2) };
    const { studyUid } = await makeStudyFromNifti(dir, `${dir}/dicom`, options);
    assert.equal((await makeStudyFromNifti(dir, `${dir}/again`, options)).studyUid, studyUid);
    for (const sequence of SEQUENCES) {
      const files: Uint8Array[] = [];
      for await (const entry of Deno.readDir(`${dir}/dicom/${sequence}`)) {
        files.push(await Deno.readFile(`${dir}/dicom/${sequence}/${entry.name}`));
      }
      const { volume, headers } = seriesVolume(files);
      assert.deepEqual(volume.data, Float32Array.from(drawHead(sequence, grid).data));
      assert.ok(volume.affine.every((value, n) => Math.abs(value - grid.affine[n]!) < 1e-4));
      assert.equal(headers[0]?.studyUid, studyUid);
      assert.deepEqual(await dciodvfyErrors(files[0]!), []);
    }
    await Deno.remove(`${dir}/t2.nii.gz`);
    await assert.rejects(makeStudyFromNifti(dir, `${dir}/third`, options), {
      code: "input_invalid",
      message: /t2\.nii\.gz/,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
