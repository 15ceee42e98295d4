import { basename, resolve } from "node:path";
import { record } from "../lib/audit/record.ts";
import type { Database } from "../lib/database/connect.ts";
import { jsonOf } from "../lib/inference/json_column.ts";
import { openOrthanc, type Orthanc } from "../lib/orthanc/orthanc.ts";
import { lookUpPatient } from "../lib/patients/cascade.ts";
import { parseMrn, type PatientIdentity } from "../lib/patients/identity.ts";
import { openPatientSources } from "../lib/patients/sources.ts";
import { indexStudy } from "../lib/studies/index_studies.ts";
import { readArguments } from "./arguments.ts";
import type { Attachment } from "./attach_patient.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";
import { dicomPerson } from "./dicom_person.ts";
import { type ImportedFiles, importFiles } from "./import_files.ts";
import { isNiftiStudy, makeNiftiStudy } from "./nifti_study.ts";

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word, text } = readArguments(args, { words: ["dir"], texts: ["as", "authority"] });
  const config = context.config();
  const identity = text.as === undefined ? undefined : {
    authority: text.authority ?? config.authority,
    mrn: parseMrn(text.as),
  };
  return await context.withDatabase(async (db) => {
    const attach = identity && await attachmentTo(db, context, identity);
    const orthanc = openOrthanc(config.orthanc);
    const folder = resolve(word.dir);
    const options = { signal: context.signal, ...(attach && { attach }) };
    const files = await isNiftiStudy(folder)
      ? await importNifti(orthanc, folder, options)
      : await importFiles(orthanc, folder, options);
    const index = { db, orthanc, authority: config.authority };
    for (const studyUid of files.studyUids) {
      await record(db, { action: "study.import", outcome: "allowed", studyUid });
      await indexStudy(index, studyUid, { signal: context.signal });
    }
    return answer(context, files, await summaries(db, files.studyUids));
  });
}

/** Only a patient whom one of the sources knows can be given a study; the record says who it is. */
async function attachmentTo(
  db: Database,
  context: CliContext,
  identity: PatientIdentity,
): Promise<Attachment> {
  const sources = openPatientSources(context.config(), db, context.log);
  const { patient } = await lookUpPatient(sources, identity, { signal: context.signal });
  const own = identity.authority === context.config().authority;
  const issuer = own ? null : identity.authority;
  return { mrn: identity.mrn, issuer, person: dicomPerson(patient), at: new Date() };
}

/**
 * NIfTI names no patient: the study is the given patient's, or the folder's name stands for one. All
 * four files are read and made into series before the first is stored.
 */
async function importNifti(
  orthanc: Orthanc,
  folder: string,
  { attach, signal }: { readonly attach?: Attachment; readonly signal: AbortSignal },
): Promise<ImportedFiles> {
  const patient = attach === undefined ? { patientId: basename(folder).slice(0, 64) } : {
    patientId: attach.mrn,
    patientName: attach.person.name,
    patientBirthDate: attach.person.birthDate,
    patientSex: attach.person.sex,
    ...(attach.issuer === null ? {} : { issuerOfPatientId: attach.issuer }),
  };
  const { studyUid, series } = await makeNiftiStudy(folder, patient, new Date());
  for (const files of series) await orthanc.store(files, { signal });
  const stored = series.reduce((sum, files) => sum + files.length, 0);
  return { studyUids: [studyUid], stored, ignored: 0, refused: [] };
}

async function summaries(db: Database, uids: readonly string[]) {
  const rows = await db.selectFrom("studies").selectAll().where("uid", "in", [...uids]).execute();
  return rows.map((row) => ({
    study: row.uid,
    patient: { authority: row.authority, mrn: row.mrn },
    description: row.description,
    sequences: jsonOf<readonly string[]>(row.sequences),
    series: row.series_count,
    instances: row.instance_count,
  }));
}

function answer(
  context: CliContext,
  { stored, ignored, refused }: ImportedFiles,
  studies: Awaited<ReturnType<typeof summaries>>,
): number {
  context.answer({ study: studies[0]?.study ?? null, studies, stored, ignored, refused }, [
    ...studies.map(({ study, series, instances }) =>
      `${study}: ${series} series, ${instances} images`
    ),
    `Stored ${stored} files, ignored ${ignored} that are no images`,
    ...refused.map(({ file, code }) => `not stored: ${file} (${code})`),
  ]);
  return refused.length > 0 ? EXIT.failed : EXIT.ok;
}

/**
 * `study import`: DICOM files as they are, or four NIfTI files made into a study; repeatable. With
 * `--as` the study becomes a known patient's, its former identity kept in the objects.
 */
export const command: Command = { usage: "DIR [--as MRN] [--authority URI]", run };
