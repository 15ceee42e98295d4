import { type SelectQueryBuilder, sql } from "kysely";
import type { Database } from "../database/connect.ts";
import type { InferencesTable, ReviewsTable, Tables } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";
import { jsonOf } from "../inference/json_column.ts";
import { query } from "../inference/transact.ts";
import type { PatientIdentity } from "../patients/identity.ts";
import { newestReview } from "../review/newest_review.ts";

/** A study as the worklist shows it. */
export interface ListedStudy {
  readonly uid: string;
  readonly patient: ListedPatient;
  /** YYYYMMDD and HHMMSS as the object has them, or null. */
  readonly date: string | null;
  readonly time: string | null;
  readonly description: string;
  readonly accession: string;
  readonly modalities: readonly string[];
  /** Sequences that were recognised: some of T1, T1c, T2, FLAIR. */
  readonly sequences: readonly string[];
  readonly seriesCount: number;
  readonly instanceCount: number;
  /** When the PACS was last asked about it. */
  readonly seenAt: Date;
  /** Set when the PACS has the study no more. */
  readonly goneAt: Date | null;
  /** The newest reading of the study, or null. */
  readonly reading: ListedReading | null;
}

/** Whose study it is, as the images say; `id` is ours when a chart of the patient is at hand. */
export interface ListedPatient extends PatientIdentity {
  readonly id: string | null;
  readonly dicomName: string;
  readonly birthDate: string | null;
  readonly sex: string | null;
}

/** State of the newest reading of a study, and what was decided about it. */
export interface ListedReading {
  readonly id: string;
  readonly model: string;
  readonly state: InferencesTable["state"];
  readonly stage: string | null;
  readonly percent: number;
  readonly code: string | null;
  readonly review: ReviewsTable["decision"] | null;
}

/** Which studies to list. Whoever may not see all passes `ownOf`. */
export interface StudyFilter {
  /** Only patients in the care of this user. */
  readonly ownOf?: string | undefined;
  readonly patient?: PatientIdentity | undefined;
  readonly limit?: number;
  readonly offset?: number;
}

/** A page of studies and how many there are in all. */
export interface StudyPage {
  readonly studies: readonly ListedStudy[];
  readonly total: number;
}

/** Studies that the PACS has, newest first. Fault `database_unavailable`. */
export async function listStudies(db: Database, filter: StudyFilter = {}): Promise<StudyPage> {
  const { limit = 50, offset = 0 } = filter;
  return await query("The studies could not be listed", async () => {
    const { total } = await restricted(db, filter)
      .select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
    const rows = await withReading(restricted(db, filter))
      .orderBy("studies.study_date", "desc").orderBy("studies.study_time", "desc")
      .orderBy("studies.uid").limit(limit).offset(offset).execute();
    return { studies: rows.map(listed), total: Number(total) };
  });
}

/**
 * One study of the index, gone ones included. Faults: `study_not_found`, `database_unavailable`.
 */
export async function readStudy(db: Database, uid: string): Promise<ListedStudy> {
  const row = await query(
    "A study could not be read",
    () => withReading(db.selectFrom("studies").where("studies.uid", "=", uid)).executeTakeFirst(),
  );
  if (row !== undefined) return listed(row);
  throw new Fault("study_not_found", "The index has no such study");
}

/** Studies that are there and that the asker may see. */
function restricted(db: Database, { ownOf, patient }: StudyFilter) {
  return db.selectFrom("studies").where("gone_at", "is", null)
    .$if(patient !== undefined, (rows) =>
      rows.where("studies.authority", "=", patient!.authority)
        .where("studies.mrn", "=", patient!.mrn))
    .$if(ownOf !== undefined, (rows) =>
      rows.where(({ exists, selectFrom }) =>
        exists(
          selectFrom("care_team").select(sql`1`.as("own")).where("user_id", "=", ownOf!)
            .whereRef("care_team.authority", "=", "studies.authority")
            .whereRef("care_team.mrn", "=", "studies.mrn"),
        )
      ));
}

/** Adds the chart, the newest reading that is no part of another, and its newest decision. */
function withReading(studies: SelectQueryBuilder<Tables, "studies", unknown>) {
  return studies
    .leftJoin("patients", (join) =>
      join.onRef("patients.authority", "=", "studies.authority")
        .onRef("patients.mrn", "=", "studies.mrn"))
    .leftJoin(
      "inferences",
      (join) =>
        join.on(
          "inferences.id",
          "=",
          (inner) =>
            inner.selectFrom("inferences as other").select("other.id")
              .whereRef("other.study_uid", "=", "studies.uid")
              .where("other.parent_id", "is", null)
              .orderBy("other.created_at", "desc").orderBy("other.id").limit(1),
        ),
    )
    .leftJoin("reviews", (join) => join.on("reviews.id", "=", newestReview))
    .selectAll("studies")
    .select([
      "patients.id as patientId",
      "inferences.id as readingId",
      "inferences.model",
      "inferences.state",
      "inferences.stage",
      "inferences.percent",
      "inferences.code",
      "reviews.decision",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof withReading>["execute"]>>[number];

/** A row as the worklist shows it; empty texts of the PACS become null. */
function listed(row: Row): ListedStudy {
  return {
    uid: row.uid,
    patient: {
      authority: row.authority,
      mrn: row.mrn,
      id: row.patientId,
      dicomName: row.dicom_name,
      birthDate: row.dicom_birth_date || null,
      sex: row.dicom_sex || null,
    },
    date: row.study_date || null,
    time: row.study_time || null,
    description: row.description,
    accession: row.accession,
    modalities: row.modalities.split(",").filter((modality) => modality !== ""),
    sequences: jsonOf<string[]>(row.sequences),
    seriesCount: row.series_count,
    instanceCount: row.instance_count,
    seenAt: row.seen_at,
    goneAt: row.gone_at,
    reading: row.readingId === null || row.state === null ? null : {
      id: row.readingId,
      model: row.model ?? "",
      state: row.state,
      stage: row.stage,
      percent: row.percent ?? 0,
      code: row.code,
      review: row.decision,
    },
  };
}
