import assert from "node:assert/strict";
import {
  exampleReport,
  exampleSegmentation,
  exampleSource,
} from "../../tests/fixtures/result_objects.ts";
import type { Dataset } from "./dataset.ts";
import { item } from "./dataset.ts";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import { makeMeasurementReport } from "./measurement_report.ts";
import { readPart10 } from "./part10.ts";
import { makeSegmentation } from "./segmentation.ts";

/** Half past midnight in Seoul, the evening before in UTC. */
const CREATED = new Date("2026-11-24T15:30:05Z");

/** SEG and SR made then, of images that say this offset from UTC or none. */
async function objectsOf(timeZone: string, ownOffset?: string): Promise<Uint8Array[]> {
  const read = await exampleSource();
  const headers = read.headers.map((header) => ({
    ...header,
    ...(ownOffset === undefined ? {} : { timezoneOffset: ownOffset }),
  }));
  const source = { ...read, headers };
  const [seg, sr] = [exampleSegmentation(source), exampleReport(source)];
  const object = { created: CREATED, timeZone };
  const drawn = makeSegmentation({ ...seg, object: { ...seg.object, ...object } });
  const report = makeMeasurementReport({ ...sr, object: { ...sr.object, ...object } });
  assert.ok(drawn !== undefined);
  return [drawn.bytes, report.bytes];
}

function timesOf(dataset: Dataset) {
  const { ContributionDateTime } = item(dataset, "ContributingEquipmentSequence");
  const { TimezoneOffsetFromUTC, InstanceCreationDate, SeriesTime, ContentDate, ContentTime } =
    dataset;
  assert.deepEqual([InstanceCreationDate, SeriesTime], [ContentDate, ContentTime]);
  return [ContentDate, ContentTime, TimezoneOffsetFromUTC, ContributionDateTime];
}

Deno.test("SEG and SR are dated by the clock of the installation's zone, and say its offset", async () => {
  for (const bytes of await objectsOf("Asia/Seoul")) {
    const expected = ["20261125", "003005", "+0900", "20261125003005+0900"];
    assert.deepEqual(timesOf(readPart10(bytes)), expected);
    assert.deepEqual(await dciodvfyErrors(bytes), []);
  }
  for (const bytes of await objectsOf("America/St_Johns")) {
    const expected = ["20261124", "120005", "-0330", "20261124120005-0330"];
    assert.deepEqual(timesOf(readPart10(bytes)), expected);
  }
});

Deno.test("the offset that the images name is kept, for it also holds for the study's date", async () => {
  for (const bytes of await objectsOf("Asia/Seoul", "+0100 ")) {
    const expected = ["20261124", "163005", "+0100", "20261124163005+0100"];
    assert.deepEqual(timesOf(readPart10(bytes)), expected);
  }
  for (const bytes of await objectsOf("Asia/Seoul", "KST")) {
    assert.equal(readPart10(bytes).TimezoneOffsetFromUTC, "+0900");
  }
});
