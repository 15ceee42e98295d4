import assert from "node:assert/strict";
import fc from "fast-check";
import { caseTest } from "../../tests/cases.ts";
import { makeStudy, type StudyOddities } from "../../tests/fixtures/mr_study.ts";
import { compose } from "../volume/affine.ts";
import { type Affine, position } from "../volume/volume.ts";
import type { Dataset } from "./dataset.ts";
import { sharedFrameOfReference, stackSlices } from "./geometry.ts";
import type { ImageHeader } from "./image_header.ts";
import { makeMrSeries } from "./mr_series.ts";
import { readPart10 } from "./part10.ts";
import { writePart10 } from "./part10_write.ts";
import { seriesVolume } from "./series_volume.ts";

/** Files of a series with this affine, whose voxels are 0, 1, 2, ... */
function series(affine: Affine, size: readonly [number, number, number]) {
  return makeMrSeries({
    volume: {
      data: Int16Array.from({ length: size[0] * size[1] * size[2] }, (_, n) => n),
      size,
      affine,
    },
    patient: { patientId: "1" },
    study: { studyUid: "2.25.1" },
    seriesUid: "2.25.2",
    frameOfReferenceUid: "2.25.3",
    seriesNumber: 3,
    seriesDescription: "T1 test",
    acquisition: {},
    derivation: "Drawn",
    created: new Date(2026, 0, 2),
  });
}

const PLAIN: Affine = [1, 0, 0, -5, 0, 1, 0, -6, 0, 0, 2, -7];

/** Files of a plain series with one of them, or all, changed. */
async function changed(change: (dataset: Dataset, k: number) => Dataset, slices = 4) {
  const files = await series(PLAIN, [3, 2, slices]);
  return files.map((file, k) => {
    const dataset = readPart10(file);
    return writePart10({ ...dataset, ...change(dataset, k) });
  });
}

/** Any right-handed turn times spacing, with a shift. */
const anyAffine = fc.record({
  turn: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -3, max: 3, noNaN: true }))),
  edge: fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: 0.3, max: 6, noNaN: true }))),
  shift: fc.tuple(
    ...Array.from({ length: 3 }, () => fc.double({ min: -99, max: 99, noNaN: true })),
  ),
}).map(({ turn, edge, shift }): Affine => {
  const [a, b, c] = turn as [number, number, number];
  const [p, q, r] = edge as [number, number, number];
  const [x, y, z] = shift as [number, number, number];
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap((t) => [Math.cos(t), Math.sin(t)]) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const about1: Affine = [1, 0, 0, x, 0, ca, -sa, y, 0, sa, ca, z];
  const about2: Affine = [cb, 0, sb, 0, 0, 1, 0, 0, -sb, 0, cb, 0];
  const about3: Affine = [cc * p, -sc * q, 0, 0, sc * p, cc * q, 0, 0, 0, 0, r, 0];
  return compose(about1, compose(about2, about3));
});

Deno.test("a volume comes back from its files in any order, however oblique", async () => {
  await fc.assert(
    fc.asyncProperty(anyAffine, fc.infiniteStream(fc.nat(99)), async (affine, keys) => {
      const files = await series(affine, [4, 3, 5]);
      const shuffled = files
        .map((file) => ({ file, key: keys.next().value ?? 0 }))
        .sort((left, right) => left.key - right.key)
        .map((entry) => entry.file);
      const { volume, headers } = seriesVolume(shuffled);
      assert.deepEqual(volume.size, [4, 3, 5]);
      assert.deepEqual(Array.from(volume.data), [...Array(60).keys()]);
      assert.deepEqual(headers.map((header) => header.instanceNumber), [1, 2, 3, 4, 5]);
      for (const [i, j, k] of [[0, 0, 0], [3, 2, 4], [0, 2, 0]] as const) {
        const [want, got] = [position(affine, i, j, k), position(volume.affine, i, j, k)];
        assert.ok(want.every((mm, axis) => Math.abs(mm - got[axis]!) < 1e-6));
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("a left-handed volume comes back with its slices turned round, at the same places", async () => {
  const { volume } = seriesVolume(await series([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -2, 8], [2, 2, 3]));
  assert.deepEqual(volume.affine, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 4]);
  assert.deepEqual(Array.from(volume.data), [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]);
});

Deno.test("stored pixels of 8, 12 and 16 bits, signed or not, come out rescaled", async () => {
  const cases: readonly [format: Dataset, bytes: number[], values: number[]][] = [
    [{ BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelRepresentation: 0 }, [0, 127, 128, 255], [
      0,
      127,
      128,
      255,
    ]],
    // 12 bits: what stands above them, here an overlay bit, is no part of the value.
    [
      { BitsAllocated: 16, BitsStored: 12, HighBit: 11, PixelRepresentation: 0 },
      [0xff, 0x0f, 0x00, 0xf8, 0x34, 0x12, 0, 0x10],
      [4095, 2048, 564, 0],
    ],
    [
      { BitsAllocated: 16, BitsStored: 12, HighBit: 11, PixelRepresentation: 1 },
      [0xff, 0x0f, 0x00, 0x08, 0xff, 0x07, 0, 0],
      [-1, -2048, 2047, 0],
    ],
    [
      { BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 0 },
      [0xff, 0xff, 0, 0x80, 1, 0, 0, 0],
      [65535, 32768, 1, 0],
    ],
    [
      { BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 1 },
      [0xff, 0xff, 0, 0x80, 1, 0, 0, 0],
      [-1, -32768, 1, 0],
    ],
    [
      { BitsAllocated: 16, BitsStored: 12, HighBit: 15, PixelRepresentation: 0 },
      [0xf0, 0xff, 0x10, 0, 0, 0, 0, 0],
      [4095, 1, 0, 0],
    ],
  ];
  for (const [format, bytes, values] of cases) {
    const files = await changed(() => ({
      ...format,
      Rows: 2,
      Columns: 2,
      PixelData: Uint8Array.from(bytes),
      RescaleSlope: 0.5,
      RescaleIntercept: -3,
    }));
    const { volume } = seriesVolume(files);
    assert.deepEqual(Array.from(volume.data.slice(0, 4)), values.map((value) => value / 2 - 3));
  }
});

Deno.test("every odd geometry is refused by name", async () => {
  const cases: readonly [code: string, files: Uint8Array[]][] = [
    ["series_single_slice", (await changed(() => ({}))).slice(1, 2)],
    [
      "frame_of_reference_mixed",
      await changed((_, k) => k === 2 ? { FrameOfReferenceUID: "2.25.9" } : {}),
    ],
    ["series_truncated", (await changed(() => ({}), 6)).filter((_, k) => k !== 3)],
    ["series_truncated", (await changed(() => ({}), 9)).filter((_, k) => k !== 3 && k !== 4)],
    [
      "geometry_unusable",
      await changed((_, k) => k === 1 ? { ImagePositionPatient: [-5, -6, -7] } : {}),
    ],
    [
      "geometry_unusable",
      await changed((_, k) => k === 1 ? { ImagePositionPatient: [-5, -6, -4.5] } : {}),
    ],
    [
      "geometry_unusable",
      await changed((_, k) => ({ ImagePositionPatient: [-5 + k, -6, -7 + 2 * k] })),
    ],
    [
      "geometry_unusable",
      await changed((_, k) => k === 1 ? { ImageOrientationPatient: [1, 0, 0, 0, 0, 1] } : {}),
    ],
    [
      "geometry_unusable",
      await changed(() => ({ ImageOrientationPatient: [1, 0, 0, 0.5, 0.5, 0] })),
    ],
    ["geometry_unusable", await changed((_, k) => k === 1 ? { PixelSpacing: [1, 1.1] } : {})],
    ["geometry_unusable", await changed((_, k) => k === 1 ? { Rows: 1 } : {})],
    ["geometry_unusable", await changed(() => ({ ImagePositionPatient: [] }))],
    ["geometry_unusable", await changed(() => ({ NumberOfFrames: 2 }))],
    ["geometry_unusable", await changed((_, k) => k === 1 ? { SeriesInstanceUID: "2.25.8" } : {})],
  ];
  for (const [n, [code, files]] of cases.entries()) {
    assert.throws(() => seriesVolume(files), { name: "Fault", code }, `case ${n}`);
  }
});

Deno.test("pixels that cannot be read are refused by name", async () => {
  const cases: readonly [code: string, change: Dataset][] = [
    ["modality_not_mr", { Modality: "CT" }],
    ["dicom_invalid", { PhotometricInterpretation: "RGB", SamplesPerPixel: 3 }],
    ["dicom_invalid", { BitsAllocated: 32 }],
    ["dicom_invalid", { BitsStored: 12, HighBit: 3 }],
    ["dicom_invalid", { BitsStored: 17, HighBit: 16 }],
    ["series_truncated", { PixelData: new Uint8Array(10) }],
  ];
  for (const [code, change] of cases) {
    const files = await changed((_, k) => k === 2 ? change : {});
    assert.throws(() => seriesVolume(files), { name: "Fault", code });
  }
});

Deno.test("the fixture studies are what they claim to be", async () => {
  const outcome = async (oddities: StudyOddities) => {
    const study = await makeStudy({ edge: 8, apart: 8, ...oddities });
    return study.series.map(({ files }) => {
      try {
        return seriesVolume(files).headers.length;
      } catch (error) {
        return error instanceof Error && "code" in error ? error.code : String(error);
      }
    });
  };
  assert.deepEqual(await outcome({}), [19, 19, 19, 19]);
  assert.deepEqual(await outcome({ without: ["t1c"] }), [19, 19, 19]);
  assert.deepEqual(await outcome({ singleSlice: "t1" }), ["series_single_slice", 19, 19, 19]);
  assert.deepEqual(await outcome({ truncated: "t2" }), [19, 19, "series_truncated", 19]);
  assert.deepEqual(await outcome({ notMr: "flair" }), [19, 19, 19, "modality_not_mr"]);
  assert.deepEqual(await outcome({ gap: "t1c" }), [19, "series_truncated", 19, 19]);
  assert.deepEqual(await outcome({ oblique: true, reversed: true }), [19, 19, 19, 19]);
  const { series } = await makeStudy({ edge: 8, apart: 8, otherFrameOfReference: "flair" });
  const headers = series.flatMap(({ files }) => seriesVolume(files).headers);
  assert.throws(() => sharedFrameOfReference(headers), { code: "frame_of_reference_mixed" });
});

Deno.test("`sharedFrameOfReference()` refuses images that name none", () => {
  const header = (frameOfReferenceUid?: string) =>
    ({ seriesUid: "1.2", frameOfReferenceUid }) as ImageHeader;
  assert.equal(sharedFrameOfReference([header("1.3"), header("1.3")]), "1.3");
  assert.throws(() => sharedFrameOfReference([header(), header()]), {
    code: "frame_of_reference_mixed",
  });
  assert.throws(() => stackSlices([]), { code: "series_single_slice" });
});

caseTest("reads a GE series as pydicom does", ["ge-t1-mprage/i184.MRDC.23"], async (folder) => {
  const files: Uint8Array[] = [];
  for await (const entry of Deno.readDir(`${folder}/ge-t1-mprage`)) {
    if (entry.name.startsWith("i")) {
      files.push(await Deno.readFile(`${folder}/ge-t1-mprage/${entry.name}`));
    }
  }
  const { volume, headers } = seriesVolume(files);
  assert.deepEqual(volume.size, [256, 256, 130]);
  // Mean of all voxels, first position and slice distance as computed with pydicom and numpy.
  let sum = 0;
  for (const value of volume.data) sum += value;
  assert.ok(Math.abs(sum / volume.data.length - 5.136309462327223) < 1e-9);
  const [x, y, z] = position(volume.affine, 0, 0, 0);
  assert.deepEqual([x, y, z], [-109.3049468994, -178.8031616211, -77.1840209961]);
  assert.equal(headers[0]?.seriesDescription, "3D Ax T1 MP-RAGE_R22");
  const last = headers[129]?.position ?? [0, 0, 0];
  const reached = position(volume.affine, 0, 0, 129);
  assert.ok(last.every((mm, axis) => Math.abs(mm - reached[axis]!) < 0.01));
});
