import assert from "node:assert/strict";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import { makeStudy } from "../../tests/fixtures/mr_study.ts";
import type { Affine, VoxelArray } from "../volume/volume.ts";
import { imageHeader, imageHeaderFromJson } from "./image_header.ts";
import { makeMrSeries } from "./mr_series.ts";
import { readPart10 } from "./part10.ts";
import { seriesVolume } from "./series_volume.ts";

const PLAIN: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

function write(data: VoxelArray, affine: Affine = PLAIN) {
  return makeMrSeries({
    volume: { data, size: [2, 2, 2], affine },
    patient: {},
    study: { studyUid: "2.25.1" },
    seriesUid: "2.25.2",
    frameOfReferenceUid: "2.25.3",
    seriesNumber: 1,
    seriesDescription: "Test",
    acquisition: {},
    derivation: "Drawn",
    created: new Date(2026, 0, 2),
  });
}

Deno.test("dciodvfy finds no error in the images of a study", async () => {
  const { series } = await makeStudy({ edge: 8, apart: 8, oblique: true });
  for (const { files } of series) assert.deepEqual(await dciodvfyErrors(files[3]!), []);
});

Deno.test("whole numbers of 16 bits are stored as they are, negative ones too", async () => {
  const data = Float32Array.of(-5, 0, 1, 2, 1000, 32767, -32768, 7);
  assert.deepEqual(seriesVolume(await write(data)).volume.data, data);
});

Deno.test("other values are scaled around zero", async () => {
  const data = Float32Array.of(0, 0.25, 0.5, 1, -0.5, 0, 0.125, 0.75);
  const { volume } = seriesVolume(await write(data));
  assert.deepEqual(volume.data, data.map((value) => value * 4000));
});

Deno.test("a sheared volume is refused", async () => {
  const sheared: Affine = [1, 0, 0.2, 0, 0, 1, 0, 0, 0, 0, 1, 0];
  await assert.rejects(write(new Float32Array(8), sheared), { code: "geometry_unusable" });
});

Deno.test("the same call gives the same bytes", async () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  assert.deepEqual(await write(data), await write(data));
});

Deno.test("a header is the same from a file and from the PACS's JSON", async () => {
  const { series } = await makeStudy({ edge: 8, apart: 8, oblique: true });
  const header = imageHeader(readPart10(series[1]!.files[4]!));
  const element = (vr: string, ...Value: unknown[]) => ({ vr, Value });
  const json = {
    "00080008": element("CS", ...header.imageType),
    "00080016": element("UI", header.sopClassUid),
    "00080018": element("UI", header.sopInstanceUid),
    "00080020": element("DA", "20260102"),
    "00080021": element("DA", "20260102"),
    "00080022": element("DA", "20260102"),
    "00080030": element("TM", "090000"),
    "00080031": element("TM", "091100"),
    "00080032": element("TM", "091100"),
    "00080050": element("SH", "FIX-1"),
    "00080060": element("CS", "MR"),
    "00080070": element("LO", "NeuroNova"),
    "00080090": { vr: "PN" },
    "00081030": element("LO", "Drawn head"),
    "0008103E": element("LO", "T1c drawn"),
    "00081090": element("LO", "NeuroNova series writer"),
    "00100010": element("PN", {
      Alphabetic: "Hong^Gildong",
      Ideographic: "洪^吉童",
      Phonetic: "홍^길동",
    }),
    "00100020": element("LO", "FIX-0001"),
    "00100030": element("DA", "19600101"),
    "00100040": element("CS", "M"),
    "00180010": element("LO", "Gadobutrol"),
    "00180015": element("CS", "BRAIN"),
    "00180020": element("CS", "GR"),
    "00180021": element("CS", "SP"),
    "00180022": { vr: "CS" },
    "00180023": element("CS", "3D"),
    "00180050": element("DS", 8),
    "00180080": element("DS", "8"),
    "00180081": element("DS", 3),
    "0020000D": element("UI", header.studyUid),
    "0020000E": element("UI", header.seriesUid),
    "00200010": element("SH", "FIX"),
    "00200011": element("IS", 2),
    "00200013": element("IS", "5"),
    "00200032": element("DS", ...header.position ?? []),
    "00200037": element("DS", ...header.orientation ?? []),
    "00200052": element("UI", header.frameOfReferenceUid),
    "00280010": element("US", header.rows),
    "00280011": element("US", header.columns),
    "00280030": element("DS", 8, 8),
    "00091001": element("LO", "private and not read"),
    "7FE00010": { vr: "OW", BulkDataURI: "elsewhere" },
  };
  assert.deepEqual(imageHeaderFromJson(json), header);
});

Deno.test("metadata that is no image header is refused", () => {
  for (const json of [null, [], "text", {}, { "00080016": "UI" }]) {
    assert.throws(() => imageHeaderFromJson(json), { name: "Fault", code: "dicom_invalid" });
  }
  const uid = { "00080018": { vr: "UI", Value: ["1.2.x"] } };
  const rest = { "00280010": { vr: "US", Value: [1] }, "00280011": { vr: "US", Value: [1] } };
  assert.throws(() => imageHeaderFromJson({ ...uid, ...rest }), { message: /SOPInstanceUID/ });
});
