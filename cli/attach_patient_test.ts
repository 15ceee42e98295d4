import assert from "node:assert/strict";
import dicomParser from "dicom-parser";
import { Fault } from "../lib/fault/fault.ts";
import { readPart10 } from "../lib/dicom/part10.ts";
import { dciodvfyErrors } from "../tests/fixtures/dciodvfy.ts";
import { makeStudy } from "../tests/fixtures/mr_study.ts";
import { attachPatient } from "./attach_patient.ts";
import { cutFile, joined } from "./dicom_elements.ts";

const AT = new Date("2026-11-24T12:00:00Z");
const TO = { mrn: "NN-0001", issuer: null, at: AT };

const study = await makeStudy();
const file = study.series[0]?.files[3] ?? new Uint8Array();

/** The same data set in Implicit VR Little Endian, with a private element and encapsulated data. */
function handMade(explicit: boolean): Uint8Array {
  const syntax = explicit ? "1.2.840.10008.1.2.4.70" : "1.2.840.10008.1.2";
  const of = (tag: number, vr: string, value: number[] | string, length?: number) => {
    const text = typeof value === "string" ? new TextEncoder().encode(value) : value;
    const bytes = [...text, ...(text.length % 2 === 1 ? [0] : [])];
    const long = ["OB", "SQ", "UN"].includes(vr);
    const meta = tag < 0x00030000;
    const head = [tag >> 16 & 255, tag >> 24 & 255, tag & 255, tag >> 8 & 255];
    const size = new Uint8Array(new Uint32Array([length ?? bytes.length]).buffer);
    if (!explicit && !meta) return [...head, ...size, ...bytes];
    const words = [...new TextEncoder().encode(vr), ...(long ? [0, 0] : [])];
    return [...head, ...words, ...(long ? size : size.subarray(0, 2)), ...bytes];
  };
  const item = (content: number[], undefined_ = false) => [
    ...[0xfe, 0xff, 0x00, 0xe0],
    ...new Uint8Array(new Uint32Array([undefined_ ? 0xffffffff : content.length]).buffer),
    ...content,
    ...(undefined_ ? [0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0] : []),
  ];
  const end = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];
  const meta = [of(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.4"), of(0x00020010, "UI", syntax)]
    .flat();
  const earlier = item(of(0x04000563, "LO", "Earlier System"), true);
  const body = [
    of(0x00080018, "UI", "1.2.3.4"),
    of(0x00100020, "LO", "FORMER"),
    of(0x00100021, "LO", "ELSEWHERE"),
    of(0x00110010, "LO", "A PRIVATE CREATOR"),
    of(0x00111001, "UN", [1, 2, 3, 4]),
    of(0x0020000d, "UI", "1.2.3"),
    of(0x04000561, "SQ", [...earlier, ...end], 0xffffffff),
    explicit
      ? of(0x7fe00010, "OB", [...item([]), ...item([9, 8, 7, 6]), ...end], 0xffffffff)
      : of(0x7fe00010, "OW", [9, 8, 7, 6]),
  ].flat();
  const group = of(0x00020000, "UL", [...new Uint8Array(new Uint32Array([meta.length]).buffer)]);
  return new Uint8Array([
    ...new Array(128).fill(0),
    ...[68, 73, 67, 77],
    ...group,
    ...meta,
    ...body,
  ]);
}

Deno.test("`cutFile()` cuts a file so that its parts joined are the file again", () => {
  for (const bytes of [file, handMade(true), handMade(false)]) {
    const { head, elements } = cutFile(bytes);
    assert.deepEqual(joined([head, ...elements.map((element) => element.bytes)]), bytes);
    assert.ok(elements.length > 5);
  }
});

Deno.test("`attachPatient()` changes the patient and keeps the former one in the object", async () => {
  const before = readPart10(file);
  const attached = attachPatient(file, TO);
  const after = readPart10(attached);
  assert.deepEqual({ ...after, PatientID: [], OriginalAttributesSequence: [] }, {
    ...before,
    PatientID: [],
    OriginalAttributesSequence: [],
  });
  assert.equal(after.PatientID, "NN-0001");
  const parsed = dicomParser.parseDicom(attached);
  const [item] = parsed.elements["x04000561"]?.items ?? [];
  const [former] = item?.dataSet?.elements["x04000550"]?.items ?? [];
  assert.equal(former?.dataSet?.string("x00100020"), "FIX-0001");
  assert.equal(item?.dataSet?.string("x04000565"), "COERCE");
  assert.equal(item?.dataSet?.string("x04000562"), "20261124120000+0000");
  assert.deepEqual(await dciodvfyErrors(attached), await dciodvfyErrors(file));
});

Deno.test("`attachPatient()` leaves every other byte, compressed frames and private elements too", () => {
  for (const explicit of [true, false]) {
    const bytes = handMade(explicit);
    const attached = attachPatient(bytes, { ...TO, issuer: "urn:oid:9" });
    const [was, is] = [cutFile(bytes), cutFile(attached)];
    assert.equal(is.text("x00100020"), "NN-0001");
    assert.equal(is.text("x00100021"), "urn:oid:9");
    const others = (cut: typeof was) =>
      cut.elements.filter(({ tag }) => ![0x00100020, 0x00100021, 0x04000561].includes(tag));
    assert.deepEqual(others(is), others(was));
    const items = dicomParser.parseDicom(attached).elements["x04000561"]?.items ?? [];
    assert.deepEqual(items.map((item) => item.dataSet?.string("x04000563")), [
      "Earlier System",
      "NeuroNova study import",
    ]);
    const former = items[1]?.dataSet?.elements["x04000550"]?.items?.[0]?.dataSet;
    assert.equal(former?.string("x00100020"), "FORMER");
    assert.equal(former?.string("x00100021"), "ELSEWHERE");
  }
});

Deno.test("`attachPatient()` drops a foreign issuer when the number is the installation's own", () => {
  const attached = attachPatient(handMade(true), TO);
  assert.equal(cutFile(attached).text("x00100021"), undefined);
});

Deno.test("`attachPatient()` changes nothing for a study that is the patient's already", () => {
  const once = attachPatient(file, TO);
  assert.deepEqual(attachPatient(once, { ...TO, at: new Date() }), once);
});

Deno.test("`attachPatient()` refuses what is no whole DICOM file, and a number beyond ASCII", () => {
  const isFault = (code: string) => (error: unknown) =>
    error instanceof Fault && error.code === code;
  assert.throws(() => attachPatient(new Uint8Array(200), TO), isFault("dicom_invalid"));
  assert.throws(() => attachPatient(file.subarray(0, 700), TO), isFault("dicom_invalid"));
  assert.throws(() => attachPatient(file, { ...TO, mrn: "환자-1" }), isFault("input_invalid"));
});
