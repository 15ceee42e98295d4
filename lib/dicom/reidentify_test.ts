import assert from "node:assert/strict";
import dicomParser from "dicom-parser";
import { caseTest } from "../../tests/cases.ts";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import { FIXTURE_PATIENT, makeStudy } from "../../tests/fixtures/mr_study.ts";
import { encodeElement, encodeFile } from "./explicit_vr.ts";
import { readPart10 } from "./part10.ts";
import { encodeDataset } from "./part10_write.ts";
import { reidentify } from "./reidentify.ts";

const CHANGE = {
  patient: {
    patientId: "20260001",
    issuerOfPatientId: "HOSPITAL",
    patientName: "Kim^Seoyeon=金^瑞妍=김^서연",
    patientSex: "F",
  },
  system: "NeuroNova",
  changed: new Date(2026, 0, 2, 3, 4, 5),
};

/** Identities in the items of Original Attributes Sequence, oldest first. */
function originals(file: Uint8Array) {
  const parsed = dicomParser.parseDicom(file);
  return (parsed.elements.x04000561?.items ?? []).map(({ dataSet }) => {
    const modified = dataSet?.elements.x04000550?.items?.[0]?.dataSet;
    return [modified?.string("x00100020"), dataSet?.string("x04000563")];
  });
}

Deno.test("another patient, the same image; who it was before is kept, twice if need be", async () => {
  const file = (await makeStudy({ edge: 8, apart: 8 })).series[1]!.files[5]!;
  const once = reidentify(file, CHANGE);
  const { PatientBirthDate: birthDate, ...now } = readPart10(once);
  const { PatientBirthDate: _, ...before } = readPart10(file);
  assert.deepEqual(now, {
    ...before,
    FileMetaInformationGroupLength: now.FileMetaInformationGroupLength,
    PatientID: "20260001",
    IssuerOfPatientID: "HOSPITAL",
    PatientName: "Kim^Seoyeon=金^瑞妍=김^서연",
    PatientSex: "F",
  });
  assert.deepEqual(birthDate, []);
  assert.deepEqual(originals(once), [[FIXTURE_PATIENT.patientId, "NeuroNova"]]);
  const twice = reidentify(once, { ...CHANGE, patient: { patientId: "3" } });
  assert.deepEqual(originals(twice), [
    [FIXTURE_PATIENT.patientId, "NeuroNova"],
    ["20260001", "NeuroNova"],
  ]);
  assert.deepEqual(await dciodvfyErrors(twice), []);
});

Deno.test("text of another character set becomes UTF-8, compressed pixels stay as they are", () => {
  const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const [header] = encodeElement("7FE00010", "OB", new Uint8Array());
  new DataView(header!.buffer).setUint32(8, 0xffffffff, true);
  const fragments = Uint8Array.of(
    ...[0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0],
    ...[0xfe, 0xff, 0x00, 0xe0, 4, 0, 0, 0, 9, 8, 7, 6],
    ...[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  );
  const meta = {
    sopClassUid: "1.2.840.10008.5.1.4.1.1.4",
    sopInstanceUid: "2.25.7",
    transferSyntax: "1.2.840.10008.1.2.4.70",
  };
  const file = encodeFile(meta, [
    ...encodeElement("00080005", "CS", latin("\\ISO 2022 IR 149")),
    ...encodeDataset({ SOPClassUID: meta.sopClassUid, SOPInstanceUID: meta.sopInstanceUid }),
    ...encodeElement("00080080", "LO", latin("\x1b$)C\xc8\xab")),
    ...encodeElement("00091001", "LO", latin("private")),
    ...encodeElement("00100020", "LO", latin("OLD")),
    header!,
    fragments,
  ]);
  const changed = reidentify(file, CHANGE);
  const parsed = dicomParser.parseDicom(changed);
  const institution = parsed.elements.x00080080!;
  const bytes = changed.subarray(
    institution.dataOffset,
    institution.dataOffset + institution.length,
  );
  assert.equal(new TextDecoder().decode(bytes).trim(), "홍");
  assert.equal(parsed.string("x00080005"), "ISO_IR 192");
  assert.equal(parsed.string("x00091001"), "private");
  assert.equal(parsed.string("x00020010"), meta.transferSyntax);
  assert.deepEqual(changed.slice(-fragments.length), fragments);
  assert.deepEqual(originals(changed), [["OLD", "NeuroNova"]]);
});

Deno.test("what cannot be carried over is refused by name", async () => {
  const file = (await makeStudy({ edge: 8, apart: 8 })).series[0]!.files[0]!;
  assert.throws(() => reidentify(file.subarray(0, file.length - 4), CHANGE), {
    code: "series_truncated",
  });
  assert.throws(() => reidentify(new Uint8Array(500), CHANGE), { code: "dicom_invalid" });
  const deflated = encodeFile({
    sopClassUid: "1.2",
    sopInstanceUid: "1.3",
    transferSyntax: "1.2.840.10008.1.2.1.99",
  }, []);
  assert.throws(() => reidentify(deflated, CHANGE), { code: "dicom_invalid", message: /1\.99/ });
});

caseTest(
  "a scanner's file keeps every other element",
  ["ge-t1-mprage/i184.MRDC.23"],
  async (folder) => {
    const file = await Deno.readFile(`${folder}/ge-t1-mprage/i184.MRDC.23`);
    const [before, after] = [file, reidentify(file, CHANGE)].map((bytes) =>
      dicomParser.parseDicom(bytes)
    );
    const touched = /^x(0002|001000[1234]|00100021|04000561|00080005|....0000)/;
    for (const [tag, element] of Object.entries(before!.elements)) {
      if (touched.test(tag)) continue;
      const same = after!.elements[tag];
      assert.equal(same?.vr, element.vr, tag);
      if (element.items !== undefined) {
        assert.equal(same?.items?.length, element.items.length, tag);
        continue;
      }
      const value = (parsed: dicomParser.DataSet, at: dicomParser.Element) =>
        parsed.byteArray.slice(at.dataOffset, at.dataOffset + at.length);
      assert.deepEqual(value(after!, same!), value(before!, element), tag);
    }
  },
);
