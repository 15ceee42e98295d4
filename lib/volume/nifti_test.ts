import assert from "node:assert/strict";
import fc from "fast-check";
import { caseTest } from "../../tests/cases.ts";
import { gzip, readNifti, writeNifti } from "./nifti.ts";
import { type Affine, position, type VoxelArray, voxelVolume } from "./volume.ts";

const entry = fc.float({ noNaN: true, min: -50, max: 50 });
// deno-fmt-ignore
const anyAffine = fc.tuple(
  entry, entry, entry, entry, entry, entry, entry, entry, entry, entry, entry, entry,
);

Deno.test("values and affine come back, in every type, plain and compressed", async () => {
  const kinds: readonly ((values: number[]) => VoxelArray)[] = [
    (values) => Float32Array.from(values),
    (values) => Int16Array.from(values),
    (values) => Uint16Array.from(values),
    (values) => Uint8Array.from(values),
  ];
  const anyKind = fc.constantFrom(...kinds);
  const anyValues = fc.array(fc.nat(255), { minLength: 24, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(anyAffine, anyKind, anyValues, async (affine, kind, values) => {
      const file = writeNifti({ data: kind(values), size: [2, 3, 4], affine });
      for (const bytes of [file, await gzip(file)]) {
        const read = await readNifti(bytes);
        assert.deepEqual(Array.from(read.data), values);
        assert.deepEqual(read.size, [2, 3, 4]);
        assert.ok(read.affine.every((value, n) => value === affine[n]));
      }
    }),
    { numRuns: 50 },
  );
});

/** A header of 2 x 2 x 1 uint8 voxels, to be changed by hand. */
function header(): { bytes: Uint8Array<ArrayBuffer>; view: DataView } {
  const identity: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  const bytes = writeNifti({ data: Uint8Array.of(1, 2, 3, 4), size: [2, 2, 1], affine: identity });
  const view = new DataView(bytes.buffer);
  view.setInt16(254, 0, true);
  return { bytes, view };
}

Deno.test("the sform is RAS: x and y change sign on the way to LPS", async () => {
  const { bytes, view } = header();
  view.setInt16(254, 1, true);
  [2, 0, 0, -10, 0, 3, 0, -20, 0, 0, 4, -30].forEach((value, n) =>
    view.setFloat32(280 + 4 * n, value, true)
  );
  const { affine } = await readNifti(bytes);
  assert.deepEqual(position(affine, 0, 0, 0), [10, 20, -30]);
  assert.deepEqual(position(affine, 1, 1, 1), [8, 17, -26]);
});

Deno.test("without an sform the qform counts: a quarter turn about z, qfac -1", async () => {
  const { bytes, view } = header();
  view.setInt16(252, 1, true);
  [-1, 2, 3, 4].forEach((value, n) => view.setFloat32(76 + 4 * n, value, true));
  const half = Math.SQRT1_2;
  [0, 0, half, 5, 6, 7].forEach((value, n) => view.setFloat32(256 + 4 * n, value, true));
  const { affine } = await readNifti(bytes);
  // RAS: i goes to +y (2 mm), j to -x (3 mm), k to -z (4 mm), origin (5, 6, 7).
  const at = (i: number, j: number, k: number) =>
    position(affine, i, j, k).map((value) => Math.round(value * 1e4) / 1e4 + 0);
  assert.deepEqual(at(0, 0, 0), [-5, -6, 7]);
  assert.deepEqual(at(1, 0, 0), [-5, -8, 7]);
  assert.deepEqual(at(0, 1, 0), [-2, -6, 7]);
  assert.deepEqual(at(0, 0, 1), [-5, -6, 3]);
});

Deno.test("without both forms the voxel sizes count; slope and intercept are applied", async () => {
  const { bytes, view } = header();
  [1, 2, 3, 4].forEach((value, n) => view.setFloat32(76 + 4 * n, value, true));
  view.setFloat32(112, 0.5, true);
  view.setFloat32(116, 10, true);
  const { affine, data } = await readNifti(bytes);
  assert.deepEqual(position(affine, 1, 1, 1), [-2, -3, 4]);
  assert.deepEqual(Array.from(data), [10.5, 11, 11.5, 12]);
});

Deno.test("what cannot be read is refused by name", async () => {
  const broken: readonly ((view: DataView) => void)[] = [
    (view) => view.setInt32(0, 540, true),
    (view) => view.setUint8(344, 0),
    (view) => view.setInt16(40, 2, true),
    (view) => view.setInt16(42, 0, true),
    (view) => view.setInt16(46, 3, true),
    (view) => view.setInt16(70, 1, true),
    (view) => view.setFloat32(108, 0, true),
    (view) => view.setFloat32(108, NaN, true),
  ];
  for (const [n, change] of broken.entries()) {
    const { bytes, view } = header();
    change(view);
    await assert.rejects(readNifti(bytes), { code: "input_invalid" }, `case ${n}`);
  }
  const { bytes } = header();
  await assert.rejects(readNifti(bytes.slice(0, 100)), { code: "input_invalid" });
  const packed = await gzip(bytes);
  await assert.rejects(readNifti(packed.slice(0, packed.length - 20)), { code: "input_invalid" });
});

caseTest("reads a real case: size, spacing and brain", [
  "TCGA-FG-6692/t1c.nii.gz",
], async (folder) => {
  const t1c = await readNifti(await Deno.readFile(`${folder}/TCGA-FG-6692/t1c.nii.gz`));
  const mask = await readNifti(await Deno.readFile(`${folder}/TCGA-FG-6692/brain_mask.nii.gz`));
  assert.deepEqual(t1c.size, [240, 240, 155]);
  assert.ok(Math.abs(voxelVolume(t1c.affine) - 1) < 1e-5);
  const brain = mask.data.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  const bright = t1c.data.reduce(
    (sum, value, n) => sum + (value > 0 && mask.data[n]! > 0 ? 1 : 0),
    0,
  );
  assert.ok(bright / brain > 0.95);
  // The array lies as LPS: i to the left, j to posterior.
  assert.ok(t1c.affine[0] > 0 && t1c.affine[5] > 0 && t1c.affine[10] > 0);
});
