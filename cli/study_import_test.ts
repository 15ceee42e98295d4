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

/** Everything that the PACS holds. */
async function studiesIn({ config }: TestOrthanc): Promise<number> {
  return (await openOrthanc(config).statistics()).studies;
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
    const [row] = await db.selectFrom("studies").selectAll().execute();
    // NIfTI does not say when it was acquired: the study's date is empty, not the file's.
    assert.deepEqual([row?.study_date, row?.study_time], [null, null]);
  }));

Deno.test("`study import` stores nothing of a NIfTI study with a damaged file, and names it", () =>
  withHouse(async ({ orthanc, environment, folder }) => {
    await writeNiftiFiles(folder);
    const whole = await Deno.readFile(`${folder}/t1c.nii.gz`);
    for (const damaged of [whole.subarray(0, whole.length / 2), new Uint8Array(50)]) {
      await Deno.writeFile(`${folder}/t1c.nii.gz`, damaged);
      const { exit, json } = await cli(environment, `study import ${folder} --json`);
      assert.deepEqual([exit, json.code], [2, "input_invalid"]);
      assert.match(json.message, /t1c\.nii\.gz/);
    }
    assert.equal(await studiesIn(orthanc), 0);
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

/** A patient whom the portal knows, with a name in two scripts. */
async function knownPatient(db: Database): Promise<void> {
  const resource = {
    resourceType: "Patient",
    name: [{ use: "official", family: "김", given: ["서연"] }, {
      family: "Kim",
      given: ["Seoyeon"],
    }],
    birthDate: "1968-03-14",
    gender: "female",
  };
  await db.insertInto("patients").values({
    id: crypto.randomUUID(),
    authority: "urn:oid:1.2.3",
    mrn: "NN-0001",
    resource: JSON.stringify(resource),
    source: "fhir",
    source_hash: "0".repeat(64),
    fhir_sync: "synced",
    fetched_at: new Date(),
  }).execute();
}

/** What the index has of the patient of the one study. */
async function indexedPatient(db: Database) {
  const row = await db.selectFrom("studies").selectAll().executeTakeFirstOrThrow();
  return [row.mrn, row.dicom_name, row.dicom_birth_date, row.dicom_sex];
}

const KNOWN = ["NN-0001", "Kim^Seoyeon==김^서연", "19680314", "F"];

Deno.test("`study import --as` gives the study to a known patient and keeps the former identity", () =>
  withHouse(async ({ db, orthanc, environment, folder }) => {
    const study = await writeFiles(folder, {});
    await knownPatient(db);
    const { exit, json } = await cli(environment, `study import ${folder} --as NN-0001 --json`);
    assert.equal(exit, 0);
    assert.deepEqual(json.studies[0].patient, { authority: "urn:oid:1.2.3", mrn: "NN-0001" });
    assert.deepEqual(await indexedPatient(db), KNOWN);
    const [series] = study.series;
    const [file] = await openOrthanc(orthanc.config).seriesFiles(
      study.studyUid,
      series?.seriesUid ?? "",
    );
    const elements = cutFile(file ?? new Uint8Array()).elements;
    const originals = elements.find(({ tag }) => tag === 0x04000561)?.bytes ?? new Uint8Array();
    const former = new TextDecoder().decode(originals);
    for (const value of ["FIX-0001", "Hong^Gildong=洪^吉童=홍^길동", "19600101"]) {
      assert.ok(former.includes(value), value);
    }
    const again = await cli(environment, `study import ${folder} --as NN-0001 --json`);
    assert.deepEqual([again.exit, again.json], [0, json]);
    const asBefore = await cli(environment, `study import ${folder} --json`);
    assert.deepEqual([asBefore.exit, asBefore.json.code], [1, "conflict"]);
    assert.match(asBefore.json.message, new RegExp(`another PatientID already: ${study.studyUid}`));
  }));

Deno.test("`study import --as` gives a NIfTI study its patient's name, birth date and sex", () =>
  withHouse(async ({ db, environment, folder }) => {
    await writeNiftiFiles(folder);
    await knownPatient(db);
    const { exit, json } = await cli(environment, `study import ${folder} --as NN-0001 --json`);
    assert.equal(exit, 0);
    assert.deepEqual(await indexedPatient(db), KNOWN);
    const again = await cli(environment, `study import ${folder} --as NN-0001 --json`);
    assert.deepEqual([again.exit, again.json], [0, json]);
  }));

Deno.test("`study import --as` refuses a folder with two patients or two studies and names them", () =>
  withHouse(async ({ db, orthanc, environment, folder }) => {
    await knownPatient(db);
    const first = await writeFiles(`${folder}/a`, {});
    const second = await writeFiles(`${folder}/b`, { key: "second" });
    const line = `study import ${folder} --as NN-0001 --json`;
    const studies = await cli(environment, line);
    assert.deepEqual([studies.exit, studies.json.code], [2, "input_invalid"]);
    for (const { studyUid } of [first, second]) assert.ok(studies.json.message.includes(studyUid));
    await Deno.remove(`${folder}/b`, { recursive: true });
    await writeFiles(`${folder}/b`, { patient: { patientId: "OTHER-2" } });
    const patients = await cli(environment, line);
    assert.equal(patients.exit, 2);
    assert.match(patients.json.message, /FIX-0001.*OTHER-2/);
    assert.equal(await studiesIn(orthanc), 0);
    // What is told to the person at the terminal is not written to the log.
    const logged = patients.err.split("\n").filter((text) => text.startsWith("{"));
    assert.ok(logged.length > 0 && !logged.join().includes("OTHER-2"));
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

/** Folders that people take for a study, by name, and what they are told. */
const WRONG_FOLDERS: readonly [files: Readonly<Record<string, string>>, told: RegExp][] = [
  [{}, /The folder is empty/],
  [{ "notes.txt": "no image" }, /no DICOM image/],
  [{ "t1.nii.gz": "", "t2.nii.gz": "", "flair.nii.gz": "" }, /lacks t1c\.nii\.gz\./],
  [{ "t1.nii": "", "t1c.nii": "", "t2.nii": "", "flair.nii": "" }, /holds .*t1c\.nii\b.*\.nii\.gz/],
  [{ "T1.nii.gz": "", "t1c.nii.gz": "" }, /lacks t1\.nii\.gz.*T1\.nii\.gz.*lower case/],
];

Deno.test("`study import` says what is wrong with a folder without a study", () =>
  withHouse(async ({ environment, folder }) => {
    for (const [n, [files, told]] of WRONG_FOLDERS.entries()) {
      await Deno.mkdir(`${folder}/${n}`);
      for (const [name, text] of Object.entries(files)) {
        await Deno.writeTextFile(`${folder}/${n}/${name}`, text);
      }
      const { exit, json } = await cli(environment, `study import ${folder}/${n} --json`);
      assert.deepEqual([exit, json.code], [2, "input_invalid"]);
      assert.match(`${json.message} ${json.action}`, told);
    }
    const { exit, json } = await cli(environment, `study import ${folder}/missing --json`);
    assert.equal(exit, 2);
    assert.match(json.message, /folder cannot be read: .*missing/);
  }));

Deno.test("`study import` names a damaged file where all are damaged", () =>
  withHouse(async ({ environment, folder }) => {
    const { series } = await makeStudy({ edge: 8, apart: 12 });
    const whole = series[0]?.files[0] ?? new Uint8Array();
    await Deno.writeFile(`${folder}/1.dcm`, whole.subarray(0, whole.length - 40));
    const { exit, json } = await cli(environment, `study import ${folder} --json`);
    assert.deepEqual([exit, json.code], [2, "input_invalid"]);
    assert.match(`${json.message} ${json.action}`, /1\.dcm.*cut off or damaged/);
  }));

Deno.test("`study import` follows links to folders, ends in a circle, and names a dangling link", () =>
  withHouse(async ({ environment, folder }) => {
    const study = await writeFiles(`${folder}/real`, {});
    await Deno.mkdir(`${folder}/in`);
    await Deno.symlink(`${folder}/real`, `${folder}/in/linked`);
    await Deno.symlink(`${folder}/in`, `${folder}/in/circle`);
    await Deno.symlink(`${folder}/nowhere`, `${folder}/in/zz`);
    const { exit, json } = await cli(environment, `study import ${folder}/in --json`);
    assert.equal(exit, 1);
    assert.deepEqual(json.refused, [{ file: `${folder}/in/zz`, code: "not_found" }]);
    assert.equal(json.stored, study.series.reduce((sum, { files }) => sum + files.length, 0));
  }));
