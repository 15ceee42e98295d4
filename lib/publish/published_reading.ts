import type { Reference, Resource } from "@medplum/fhirtypes";
import { type EnteredFact, readFacts } from "../clinical_facts/read_facts.ts";
import type { Database } from "../database/connect.ts";
import { derivedId } from "../database/derived_id.ts";
import { Fault } from "../fault/fault.ts";
import { jsonOf } from "../inference/json_column.ts";
import type { Review } from "../inference/read_inference.ts";
import { inferenceOf, inferenceRows } from "../inference/read_inference.ts";
import type { OriginResult, SegmentationResult, StoredObject } from "../inference/result.ts";
import { query } from "../inference/transact.ts";
import type { ChosenSequence } from "../studies/choose_sequences.ts";
import { type ListedStudy, readStudy } from "../studies/list_studies.ts";

/** A model as its Device resource describes it. */
export interface PublishedModel {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
}

/** All that the FHIR server is told of a reading, gathered at one moment. */
export interface PublishedReading {
  readonly id: string;
  readonly study: ListedStudy;
  readonly model: PublishedModel;
  readonly result: SegmentationResult;
  readonly completedAt: Date;
  readonly review: Review | null;
  readonly origin: PublishedOrigin | null;
  /** What people entered for the study, taken-back facts included. */
  readonly facts: readonly EnteredFact[];
  /** Objects of every completed reading of the study: one ImagingStudy lists them all. */
  readonly objects: readonly StudyObjects[];
}

/** What a reading added to its study, and which series it read. */
export interface StudyObjects {
  readonly sequences: readonly ChosenSequence[];
  readonly seg: StoredObject | null;
  readonly sr: StoredObject | null;
}

/** A predicted origin and what predicted it. */
export interface PublishedOrigin {
  readonly result: OriginResult;
  readonly model: PublishedModel;
  readonly completedAt: Date;
}

/**
 * Gathers a reading for publication; null when it has no result. Faults: `not_found`,
 * `database_unavailable`.
 */
export async function gatherReading(db: Database, id: string): Promise<PublishedReading | null> {
  return await query("A reading could not be gathered", async () => {
    const row = await inferenceRows(db).where("inferences.id", "=", id).executeTakeFirst();
    if (row === undefined) throw new Fault("not_found", "There is no such reading");
    if (row.state !== "completed" || row.result === null || row.completed_at === null) return null;
    const completed = await inferenceRows(db)
      .where("inferences.study_uid", "=", row.study_uid)
      .where("inferences.state", "=", "completed")
      .where("inferences.parent_id", "is", null)
      .orderBy("inferences.created_at").orderBy("inferences.id").execute();
    return {
      id,
      study: await readStudy(db, row.study_uid),
      model: { id: row.model, version: row.model_version, sha256: row.model_sha256 },
      result: jsonOf<unknown>(row.result) as SegmentationResult,
      completedAt: row.completed_at,
      review: inferenceOf(row).review,
      origin: await gatherOrigin(db, id),
      facts: await readFacts(db, row.study_uid),
      objects: completed.map((one) => inferenceOf(one)),
    };
  });
}

/** The newest part of a reading that predicted its origin and has completed. */
async function gatherOrigin(db: Database, parentId: string): Promise<PublishedOrigin | null> {
  const row = await db.selectFrom("inferences").selectAll().where("parent_id", "=", parentId)
    .where("state", "=", "completed").orderBy("created_at", "desc").orderBy("id").limit(1)
    .executeTakeFirst();
  if (row === undefined || row.result === null || row.completed_at === null) return null;
  return {
    result: jsonOf<unknown>(row.result) as OriginResult,
    model: { id: row.model, version: row.model_version, sha256: row.model_sha256 },
    completedAt: row.completed_at,
  };
}

/**
 * Id of a resource, derived from what it is about: publishing again writes over it and makes no
 * second one.
 */
export function resourceId(type: string, ...about: readonly string[]): string {
  return derivedId("fhir", type, ...about);
}

/** Reference to a resource under its derived id. */
export function referenceTo<Type extends Resource["resourceType"]>(
  type: Type,
  ...about: readonly string[]
): Reference<Extract<Resource, { resourceType: Type }>> {
  return { reference: `${type}/${resourceId(type, ...about)}` };
}

/** Day of the examination as FHIR writes it. Its hour has no time zone in DICOM: none is invented. */
export function studyDay({ date }: ListedStudy): string | undefined {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(date ?? "");
  return found === null ? undefined : `${found[1]}-${found[2]}-${found[3]}`;
}
