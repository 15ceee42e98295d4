import assert from "node:assert/strict";
import { basename } from "node:path";
import { CLI } from "../tests/schemas/definitions.ts";
import { testDatabase, type TestOrthanc, testOrthanc } from "../tests/shared_servers.ts";
import { caseTest } from "../tests/cases.ts";
import { drawHead, headGrid, SEQUENCES } from "../tests/fixtures/head.ts";
import { type FixtureStudy, makeStudy, type StudyOddities } from "../tests/fixtures/mr_study.ts";
import type { Database } from "../lib/database/connect.ts";
import { openOrthanc } from "../lib/orthanc/orthanc.ts";
import { gzip, writeNifti } from "../lib/volume/nifti.ts";
import { cutFile } from "./dicom_elements.ts";
import { cli, settings } from "./test_terminal.ts";

interface House {
  readonly db: Database;
  readonly orthanc: TestOrthanc;
  readonly environment: Record<string, string>;
  readonly folder: string;
}

async function withHouse(body: (house: House) => Promise<void>): Promise<void> {
  await using database = await testDatabase();
  await using orthanc = await testOrthanc();
  const folder = await Deno.makeTempDir();
  const environment = settings(database.config, {
    NEURONOVA_ORTHANC_URL: orthanc.config.url,
    NEURONOVA_ORTHANC_PASSWORD: orthanc.config.password,
  });
  try {
    await body({ db: database.db, orthanc, environment, folder });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a drawn study as a folder of files, one folder a series. */
async function writeFiles(folder: string, oddities: StudyOddities): Promise<FixtureStudy> {
  const study = await makeStudy({ edge: 8, apart: 12, ...oddities });
  for (const { sequence, files } of study.series) {
    await Deno.mkdir(`${folder}/${sequence}`, { recursive: true });
    for (const [n, file] of files.entries()) {
      await Deno.writeFile(`${folder}/${sequence}/${n}.dcm`, file);
    }
  }
  return study;
}

Deno.test("`study import` stores and indexes a folder, and again changes nothing", () =>
  withHouse(async ({ db, environment, folder }) => {
    const study = await writeFiles(folder, {});
    await Deno.writeTextFile(`${folder}/notes.txt`, "no image");
    const { exit, json } = await cli(environment, `study import ${folder} --json`);
    const files = study.series.reduce((sum, series) => sum + series.files.length, 0);
    assert.equal(exit, 0);
    assert.deepEqual([json.study, json.stored, json.ignored, json.refused], [
      study.studyUid,
      files,
      1,
      [],
    ]);
    assert.deepEqual(json.studies[0].patient, { authority: "urn:oid:1.2.3", mrn: "FIX-0001" });
    assert.deepEqual([...json.studies[0].sequences].sort(), ["FLAIR", "T1", "T1c", "T2"]);
    assert.deepEqual(CLI["cli-study-import"].parse(json), json);
    const again = await cli(environment, `study import ${folder} --json`);
    assert.deepEqual([again.exit, again.json], [0, json]);
    assert.equal((await db.selectFrom("studies").selectAll().execute()).length, 1);
  }));

/** Writes the four sequences as NIfTI. */
async function writeNiftiFiles(folder: string): Promise<void> {
  for (const sequence of SEQUENCES) {
    const bytes = writeNifti(drawHead(sequence, headGrid(8, 12, 0)));
    await Deno.writeFile(`${folder}/${sequence}.nii.gz`, await gzip(bytes));
  }
}

Deno.test("`study import` makes one study of four NIfTI files, however often", () =>
  withHouse(async ({ db, environment, folder }) => {
    await writeNiftiFiles(folder);
    const { exit, json } = await cli(environment, `study import ${folder} --json`);
    assert.equal(exit, 0);
    const [study] = json.studies;
    assert.equal(study.patient.mrn, basename(folder));
    assert.deepEqual([...study.sequences].sort(), ["FLAIR", "T1", "T1c", "T2"]);
    assert.equal(study.series, 4);
    const again = await cli(environment, `study import ${folder} --json`);
    assert.deepEqual([again.exit, again.json], [0, json]);
    assert.equal((await db.selectFrom("studies").selectAll().execute()).length, 1);
    await Deno.writeFile(`${folder}/flair.nii.gz`, new Uint8Array(50));
    assert.equal((await cli(environment, `study import ${folder} --json`)).exit, 2);
  }));

caseTest(
  "`study import` makes a study of the TCGA case",
  ["TCGA-FG-6692/t1c.nii.gz"],
  (cases) =>
    withHouse(async ({ environment }) => {
      const { exit, json } = await cli(environment, `study import ${cases}/TCGA-FG-6692 --json`);
      assert.equal(exit, 0);
      assert.equal(json.studies[0].patient.mrn, "TCGA-FG-6692");
      assert.deepEqual([...json.studies[0].sequences].sort(), ["FLAIR", "T1", "T1c", "T2"]);
    }),
);

Deno.test("`study import --as` gives the study to a known patient and keeps the former identity", () =>
  withHouse(async ({ db, orthanc, environment, folder }) => {
    const study = await writeFiles(folder, {});
    await db.insertInto("patients").values({
      id: crypto.randomUUID(),
      authority: "urn:oid:1.2.3",
      mrn: "NN-0001",
      resource: JSON.stringify({ resourceType: "Patient" }),
      source: "fhir",
      source_hash: "0".repeat(64),
      fhir_sync: "synced",
      fetched_at: new Date(),
    }).execute();
    const { exit, json } = await cli(environment, `study import ${folder} --as NN-0001 --json`);
    assert.equal(exit, 0);
    assert.deepEqual(json.studies[0].patient, { authority: "urn:oid:1.2.3", mrn: "NN-0001" });
    const [series] = study.series;
    const [file] = await openOrthanc(orthanc.config).seriesFiles(
      study.studyUid,
      series?.seriesUid ?? "",
    );
    const elements = cutFile(file ?? new Uint8Array()).elements;
    const originals = elements.find(({ tag }) => tag === 0x04000561)?.bytes ?? new Uint8Array();
    assert.ok(new TextDecoder("latin1").decode(originals).includes("FIX-0001"));
    const asBefore = await cli(environment, `study import ${folder} --json`);
    assert.deepEqual([asBefore.exit, asBefore.json.code], [1, "conflict"]);
  }));

Deno.test("`study import --as` refuses a patient whom nobody could be asked about", () =>
  withHouse(async ({ db, environment, folder }) => {
    await writeFiles(folder, {});
    const { exit, json } = await cli(environment, `study import ${folder} --as NN-0001 --json`);
    assert.deepEqual([exit, json.code], [1, "patient_sources_unavailable"]);
    assert.equal((await db.selectFrom("studies").selectAll().execute()).length, 0);
  }));

Deno.test("`study import` names the files that cannot be stored and stores the others", () =>
  withHouse(async ({ environment, folder }) => {
    const study = await writeFiles(folder, {});
    const whole = study.series[0]?.files[1] ?? new Uint8Array();
    await Deno.writeFile(`${folder}/t1/1.dcm`, whole.subarray(0, whole.length - 40));
    const { exit, json } = await cli(environment, `study import ${folder} --json`);
    assert.equal(exit, 1);
    assert.deepEqual(json.refused, [{ file: `${folder}/t1/1.dcm`, code: "dicom_invalid" }]);
    assert.ok(json.stored > 10);
  }));

Deno.test("`study import` says what is wrong with a folder without images, or none at all", () =>
  withHouse(async ({ environment, folder }) => {
    await Deno.writeTextFile(`${folder}/notes.txt`, "no image");
    for (const dir of [folder, `${folder}/missing`]) {
      const { exit, json } = await cli(environment, `study import ${dir} --json`);
      assert.deepEqual([exit, json.code], [2, "input_invalid"]);
    }
  }));
