import assert from "node:assert/strict";
import { caseTest } from "../../tests/cases.ts";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import {
  EXAMPLE_ASSURANCE,
  exampleReport,
  exampleSegmentation,
  exampleSource,
} from "../../tests/fixtures/result_objects.ts";
import { assertGolden } from "../../tests/golden/golden.ts";
import { item, items } from "./dataset.ts";
import { RESEARCH_USE } from "./derived_object.ts";
import { makeMeasurementReport, NO_TUMOUR } from "./measurement_report.ts";
import { readMeasurementReport } from "./measurement_report_read.ts";
import { readPart10 } from "./part10.ts";
import { writePart10 } from "./part10_write.ts";
import { makeSegmentation, type Segmentation } from "./segmentation.ts";
import { readSegmentation } from "./segmentation_read.ts";

async function example() {
  const source = await exampleSource();
  const segmentation = makeSegmentation(exampleSegmentation(source)) as Segmentation;
  const report = makeMeasurementReport({
    ...exampleReport(source),
    ...EXAMPLE_ASSURANCE,
    segmentation,
  });
  return { source, segmentation, report };
}

Deno.test("a report carries the very volumes of the segmentation it refers to", async () => {
  const { source, segmentation, report } = await example();
  const read = readMeasurementReport(report.bytes);
  const masks = readSegmentation(segmentation.bytes, source.volume);
  assert.equal(read.measurements.length, 3);
  for (const [n, measured] of read.measurements.entries()) {
    const segment = masks.segments[n]!;
    assert.equal(measured.mm3, segment.mm3);
    assert.deepEqual(measured.segment, {
      sopInstanceUid: masks.sopInstanceUid,
      number: segment.number,
    });
    assert.equal(measured.trackingUid, segment.trackingUid);
    assert.deepEqual(measured.finding, segment.type);
    assert.equal(measured.site?.value, "12738006");
    assert.equal(measured.sourceSeriesUid, source.headers[0]?.seriesUid);
    assert.deepEqual([measured.algorithmName, measured.algorithmVersion], ["own-seg", "0.1.0"]);
  }
  assert.deepEqual(read.measurements.map(({ certainty }) => certainty), [81.3, 70, 93.5]);
  assert.deepEqual(read.statements, [...EXAMPLE_ASSURANCE.statements, RESEARCH_USE]);
  assert.equal(read.verified, false);
  assert.equal(read.patientName, "Hong^Gildong=洪^吉童=홍^길동");
});

Deno.test("a report without a segmentation says that nothing was found", async () => {
  const { bytes } = makeMeasurementReport(exampleReport(await exampleSource()));
  const read = readMeasurementReport(bytes);
  assert.deepEqual(read.measurements, []);
  assert.deepEqual(read.statements, [NO_TUMOUR, RESEARCH_USE]);
  assert.deepEqual(await dciodvfyErrors(bytes), []);
});

Deno.test("the evidence lists the segmentation and every image that was read", async () => {
  const { source, segmentation, report } = await example();
  const evidence = item(readPart10(report.bytes), "CurrentRequestedProcedureEvidenceSequence");
  const [seg, images] = items(evidence, "ReferencedSeriesSequence");
  assert.equal(
    item(seg ?? {}, "ReferencedSOPSequence").ReferencedSOPInstanceUID,
    segmentation.sopInstanceUid,
  );
  assert.equal(items(images ?? {}, "ReferencedSOPSequence").length, source.headers.length);
});

Deno.test("dciodvfy finds no error in a report", async () => {
  assert.deepEqual(await dciodvfyErrors((await example()).report.bytes), []);
});

Deno.test("a report with fixed UIDs is the golden one", async () => {
  await assertGolden("measurement_report", readPart10((await example()).report.bytes));
});

Deno.test("another kind of object, and a volume in another unit, are refused", async () => {
  const { segmentation, report } = await example();
  assert.throws(() => readMeasurementReport(segmentation.bytes), { code: "dicom_invalid" });
  const text = Array.from(report.bytes, (byte) => String.fromCharCode(byte)).join("");
  const inMillilitres = text.replaceAll("mm3 ", "cm3 ");
  const bytes = Uint8Array.from(inMillilitres, (character) => character.charCodeAt(0));
  assert.throws(() => readMeasurementReport(bytes), { code: "dicom_invalid", message: /mm3/ });
  const dataset = readPart10(report.bytes);
  const other = writePart10({
    ...dataset,
    ConceptNameCodeSequence: [{
      CodeValue: "18748-4",
      CodingSchemeDesignator: "LN",
      CodeMeaning: "Diagnostic imaging study",
    }],
  });
  assert.throws(() => readMeasurementReport(other), { code: "dicom_invalid" });
});

caseTest(
  "reads the volume in a report that highdicom wrote, and passes over what is none",
  ["dicom-seg-sr/sr_document_with_multiple_groups.dcm"],
  async (folder) => {
    const name = "sr_document_with_multiple_groups.dcm";
    const read = readMeasurementReport(await Deno.readFile(`${folder}/dicom-seg-sr/${name}`));
    assert.equal(read.patientName, "CompressedSamples^CT1");
    assert.deepEqual(
      read.measurements.map(({ trackingId, finding, mm3 }) => [trackingId, finding?.value, mm3]),
      [["Vertebra0001", "51282000", 200]],
    );
  },
);
