import { sql } from "kysely";
import type { Database } from "../database/connect.ts";
import { type Dataset, text } from "../dicom/dataset.ts";
import { readDicomJson } from "../dicom/dicom_json.ts";
import { Fault } from "../fault/fault.ts";
import { query } from "../inference/transact.ts";
import type { Orthanc } from "../orthanc/orthanc.ts";
import type { PatientIdentity } from "../patients/identity.ts";
import { findSequences } from "./choose_sequences.ts";
import { firstText, readSeriesFacts, type SeriesFacts } from "./series_facts.ts";

/** What the index needs: where it is kept, the PACS it mirrors, and who numbers patients here. */
export interface StudyIndex {
  readonly db: Database;
  readonly orthanc: Orthanc;
  /** Assigning authority of a PatientID that names no issuer (NEURONOVA_AUTHORITY). */
  readonly authority: string;
}

/** Options of work that can be given up. */
export interface Stoppable {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whose study it is: PatientID as the issuer named in the object gave it, or the configured
 * authority. Composed (NFC) and without outer blanks, as numbers that people type are.
 */
export function identityOf(dataset: Dataset, authority: string): PatientIdentity {
  const trimmed = (value: string | undefined) => (value ?? "").normalize("NFC").trim();
  return {
    authority: trimmed(text(dataset, "IssuerOfPatientID")) || authority,
    mrn: trimmed(text(dataset, "PatientID")).slice(0, 64),
  };
}

/**
 * Reads a study from the PACS into the index, or marks it as gone when the PACS has it no more.
 * Repeating it changes nothing but the time. Faults: `study_not_found`, `orthanc_unavailable`,
 * `database_unavailable`.
 */
export async function indexStudy(
  index: StudyIndex,
  studyUid: string,
  { signal }: Stoppable = {},
): Promise<void> {
  const { db, orthanc } = index;
  let series: SeriesFacts[];
  let dataset: Dataset;
  try {
    series = await readSeriesFacts(orthanc, studyUid, { signal });
    dataset = await studyHeader(orthanc, studyUid, series, signal);
  } catch (error) {
    if (error instanceof Fault && error.code === "study_not_found") await markGone(db, studyUid);
    throw error;
  }
  await save(index, studyUid, dataset, series);
}

/** Indexes a study that the index does not have, or has marked as gone. Faults: see `indexStudy`. */
export async function ensureStudyIndexed(
  index: StudyIndex,
  studyUid: string,
  options: Stoppable = {},
): Promise<void> {
  const known = await query(
    "A study could not be read",
    () =>
      index.db.selectFrom("studies").select("uid").where("uid", "=", studyUid)
        .where("gone_at", "is", null).executeTakeFirst(),
  );
  if (known === undefined) await indexStudy(index, studyUid, options);
}

/** Marks a study as gone from the PACS; its row stays for the readings that refer to it. */
export async function markGone(db: Database, studyUid: string): Promise<void> {
  await query(
    "A study could not be marked as gone",
    () =>
      db.updateTable("studies").set({ gone_at: new Date() }).where("uid", "=", studyUid)
        .where("gone_at", "is", null).execute(),
  );
}

/** A whole header of the study, of an image where it has one: QIDO-RS leaves the issuer out. */
async function studyHeader(
  orthanc: Orthanc,
  studyUid: string,
  series: readonly SeriesFacts[],
  signal: AbortSignal | undefined,
): Promise<Dataset> {
  const { uid } = series.find((one) => one.header !== null) ?? series[0]!;
  const [instance] = await orthanc.seriesInstances(studyUid, uid, { limit: 1, signal });
  if (instance === undefined) throw new Fault("study_not_found", "The study lost its images");
  const sopUid = firstText(instance, "00080018");
  return readDicomJson(await orthanc.instanceMetadata(studyUid, uid, sopUid, { signal }));
}

/** Writes the row of a study; one that was gone is back. */
async function save(
  { db, authority }: StudyIndex,
  uid: string,
  dataset: Dataset,
  series: readonly SeriesFacts[],
): Promise<void> {
  const some = (value: string | undefined, longest: number) =>
    value === undefined ? null : value.trim().slice(0, longest);
  const identity = identityOf(dataset, authority);
  const row = {
    authority: identity.authority,
    mrn: identity.mrn,
    dicom_name: some(text(dataset, "PatientName"), 324) ?? "",
    dicom_birth_date: some(text(dataset, "PatientBirthDate"), 8),
    dicom_sex: some(text(dataset, "PatientSex"), 16),
    study_date: some(text(dataset, "StudyDate"), 8),
    study_time: some(text(dataset, "StudyTime"), 16),
    description: some(text(dataset, "StudyDescription"), 255) ?? "",
    accession: some(text(dataset, "AccessionNumber"), 64) ?? "",
    modalities: [...new Set(series.map(({ modality }) => modality))].sort().join(",").slice(0, 64),
    sequences: JSON.stringify(findSequences(series).found.map(({ name }) => name)),
    series_count: series.length,
    instance_count: series.reduce((sum, { instances }) => sum + instances, 0),
    seen_at: new Date(),
    gone_at: null,
  };
  await query(
    "A study could not be indexed",
    () =>
      db.insertInto("studies").values({ uid, ...row }).onDuplicateKeyUpdate(
        Object.fromEntries(
          Object.keys(row).map((column) => [column, sql`VALUES(${sql.ref(column)})`]),
        ),
      ).execute(),
  );
}
