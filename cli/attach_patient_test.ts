import assert from "node:assert/strict";
import dicomParser from "dicom-parser";
import { Fault } from "../lib/fault/fault.ts";
import { readPart10 } from "../lib/dicom/part10.ts";
import { dciodvfyErrors } from "../tests/fixtures/dciodvfy.ts";
import { makeStudy } from "../tests/fixtures/mr_study.ts";
import { attachPatient } from "./attach_patient.ts";
import { cutFile, joined } from "./dicom_elements.ts";

const AT = new Date("2026-11-24T12:00:00Z");
const PERSON = { name: "Kim^Seoyeon", birthDate: "19680314", sex: "F" };
const TO = { mrn: "NN-0001", issuer: null, person: PERSON, at: AT };
const KOREAN = { ...TO, person: { ...PERSON, name: "Kim^Seoyeon=金^瑞姸=김^서연" } };

const study = await makeStudy();
const file = study.series[0]?.files[3] ?? new Uint8Array();

/** Text beyond ASCII: the term of its character set, and the bytes of a name and a description. */
interface Letters {
  readonly term?: string;
  readonly name?: number[];
  readonly description?: number[];
}

/** The same data set in Implicit VR Little Endian, with a private element and encapsulated data. */
function handMade(explicit: boolean, text: Letters = {}): Uint8Array {
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
  const { term, name = [], description = [] } = text;
  const body = [
    ...(term === undefined ? [] : of(0x00080005, "CS", term)),
    of(0x00080018, "UI", "1.2.3.4"),
    of(0x0008103e, "LO", description),
    of(0x00081111, "SQ", item(of(0x00081030, "LO", description), true), 0xffffffff).concat(end),
    of(0x00100010, "PN", name),
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
  const { PatientName, PatientID, PatientBirthDate, PatientSex, ...after } = readPart10(attached);
  const { PatientName: _, PatientID: __, PatientBirthDate: ___, PatientSex: ____, ...rest } =
    before;
  assert.deepEqual(after, rest);
  assert.deepEqual([PatientName, PatientID], ["Kim^Seoyeon", "NN-0001"]);
  assert.deepEqual([PatientBirthDate, PatientSex], ["19680314", "F"]);
  const parsed = dicomParser.parseDicom(attached);
  const [item] = parsed.elements["x04000561"]?.items ?? [];
  const former = formerIn(attached);
  assert.equal(former?.string("x00100020"), "FIX-0001");
  assert.equal(former?.string("x00100030"), "19600101");
  assert.equal(former?.string("x00100040"), "M");
  assert.equal(item?.dataSet?.string("x04000565"), "COERCE");
  assert.equal(item?.dataSet?.string("x04000562"), "20261124120000+0000");
  assert.deepEqual(await dciodvfyErrors(attached), await dciodvfyErrors(file));
});

/** The newest item of former values. */
function formerIn(bytes: Uint8Array): dicomParser.DataSet | undefined {
  const items = dicomParser.parseDicom(bytes).elements["x04000561"]?.items ?? [];
  return items.at(-1)?.dataSet?.elements["x04000550"]?.items?.[0]?.dataSet;
}

/** Bytes of a text element, as numbers. */
function bytesOf(dataset: dicomParser.DataSet | undefined, tag: string): number[] {
  const { dataOffset = 0, length = 0 } = dataset?.elements[tag] ?? {};
  return [...dataset?.byteArray.subarray(dataOffset, dataOffset + length) ?? []];
}

Deno.test("`attachPatient()` writes all groups of a name, and the file's text as UTF-8 then", () => {
  // 서울 (Seoul) in EUC-KR after its announcement, as Korean systems write it; ü in Latin-1.
  const seoul = [0x1b, 0x24, 0x29, 0x43, 0xbc, 0xad, 0xbf, 0xef];
  const sets: [Letters, string][] = [
    [{ term: "\\ISO 2022 IR 149", name: seoul, description: seoul }, "서울"],
    [{ term: "ISO_IR 100", name: [0xfc, 0x78], description: [0xfc, 0x78] }, "üx"],
    [{ name: [0xfc, 0x78], description: [0xfc, 0x78] }, "üx"],
  ];
  for (const explicit of [true, false]) {
    for (const [letters, word] of sets) {
      const attached = attachPatient(handMade(explicit, letters), KOREAN);
      const parsed = dicomParser.parseDicom(attached);
      const utf8 = (tag: string, dataset: dicomParser.DataSet | undefined = parsed) =>
        new TextDecoder().decode(new Uint8Array(bytesOf(dataset, tag))).trim();
      assert.equal(utf8("x00080005"), "ISO_IR 192");
      assert.equal(utf8("x00100010"), KOREAN.person.name);
      assert.equal(utf8("x0008103e"), word);
      const [nested] = parsed.elements["x00081111"]?.items ?? [];
      assert.equal(utf8("x00081030", nested?.dataSet), word);
      const former = formerIn(attached);
      if (letters.term === undefined) assert.equal(utf8("x00100010", former), word);
      else {
        assert.equal(former?.string("x00080005"), letters.term);
        assert.deepEqual(bytesOf(former, "x00100010"), letters.name);
      }
      assert.deepEqual(bytesOf(parsed, "x00111001"), [1, 2, 3, 4]);
    }
  }
});

Deno.test("`attachPatient()` leaves a file's character set alone where the new name is ASCII", () => {
  const latin = { term: "ISO_IR 100", name: [0xfc, 0x78], description: [0xfc, 0x78] };
  const parsed = dicomParser.parseDicom(attachPatient(handMade(true, latin), TO));
  assert.equal(parsed.string("x00080005"), "ISO_IR 100");
  assert.deepEqual(bytesOf(parsed, "x0008103e"), [0xfc, 0x78]);
});

Deno.test("`attachPatient()` with a Korean name gives an object that validates", async () => {
  const attached = attachPatient(file, KOREAN);
  assert.equal(readPart10(attached).PatientName, KOREAN.person.name);
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
      cut.elements.filter(({ tag }) => tag >>> 16 !== 0x0010 && tag !== 0x04000561);
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

Deno.test("`attachPatient()` takes a number beyond ASCII, and refuses what is no whole DICOM file", () => {
  const isFault = (error: unknown) => error instanceof Fault && error.code === "dicom_invalid";
  assert.equal(readPart10(attachPatient(file, { ...TO, mrn: "환자-1" })).PatientID, "환자-1");
  assert.throws(() => attachPatient(new Uint8Array(200), TO), isFault);
  assert.throws(() => attachPatient(file.subarray(0, 700), TO), isFault);
});
