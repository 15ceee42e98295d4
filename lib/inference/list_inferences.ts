import type { Database } from "../database/connect.ts";
import type { PublicationsTable } from "../database/tables.ts";
import { type Inference, inferenceOf, inferenceRows } from "./read_inference.ts";
import type { InferenceState } from "./states.ts";
import { query } from "./transact.ts";

/** Which readings to list. */
export interface InferenceFilter {
  readonly studyUid?: string | undefined;
  readonly states?: readonly InferenceState[] | undefined;
  /** Only readings that changed after this moment. */
  readonly changedSince?: Date | undefined;
  /** Also readings that are part of another (predictions of an origin). */
  readonly parts?: boolean | undefined;
  readonly limit?: number;
  readonly offset?: number;
}

/** A page of readings and how many there are in all. */
export interface InferencePage {
  readonly inferences: readonly Inference[];
  readonly total: number;
}

/** Readings, newest first. Fault `database_unavailable`. */
export async function listInferences(
  db: Database,
  filter: InferenceFilter = {},
): Promise<InferencePage> {
  const { studyUid, states, changedSince, parts, limit = 50, offset = 0 } = filter;
  const wanted = <Rows extends ReturnType<typeof inferenceRows>>(rows: Rows) =>
    rows.$if(studyUid !== undefined, (some) => some.where("inferences.study_uid", "=", studyUid!))
      .$if(states !== undefined, (some) => some.where("inferences.state", "in", [...states!]))
      .$if(
        changedSince !== undefined,
        (some) => some.where("inferences.updated_at", ">", changedSince!),
      )
      .$if(parts !== true, (some) => some.where("inferences.parent_id", "is", null));
  return await query("The readings could not be listed", async () => {
    const { total } = await wanted(inferenceRows(db)).clearSelect()
      .select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
    const rows = await wanted(inferenceRows(db)).orderBy("inferences.created_at", "desc")
      .orderBy("inferences.id").limit(limit).offset(offset).execute();
    return { inferences: rows.map(inferenceOf), total: Number(total) };
  });
}

/** A result on its way to FHIR, as the page of jobs shows it. */
export interface Publication {
  readonly inferenceId: string;
  readonly state: PublicationsTable["state"];
  readonly attempts: number;
  readonly code: string | null;
  readonly updatedAt: string;
}

/** Publications that are not done, oldest first: what the FHIR server still lacks. */
export async function listPublications(db: Database, limit = 100): Promise<Publication[]> {
  const rows = await query(
    "The publications could not be listed",
    () =>
      db.selectFrom("publications").selectAll().where("state", "!=", "done")
        .orderBy("updated_at").limit(limit).execute(),
  );
  return rows.map((row) => ({
    inferenceId: row.inference_id,
    state: row.state,
    attempts: row.attempts,
    code: row.code,
    updatedAt: row.updated_at.toISOString(),
  }));
}
