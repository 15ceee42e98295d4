import type { Database } from "../database/connect.ts";
import { jsonOf } from "../inference/json_column.ts";
import { type InferenceRow, inferenceRows } from "../inference/read_inference.ts";
import type { SegmentationResult } from "../inference/result.ts";
import { query } from "../inference/transact.ts";

/** A completed reading whose numbers still stand for its study. */
export interface StandingReading {
  readonly row: InferenceRow;
  readonly result: SegmentationResult;
}

/**
 * The completed readings of a study that no one has rejected, the newest first. Where every one was
 * rejected, the newest of them alone, for the page has no other numbers to show; none without a
 * completed reading. Takes a transaction too. Fault `database_unavailable`.
 */
export async function standingReadings(db: Database, studyUid: string): Promise<StandingReading[]> {
  const rows = await query(
    "The readings of a study could not be read",
    () =>
      inferenceRows(db).where("inferences.study_uid", "=", studyUid)
        .where("inferences.parent_id", "is", null).where("inferences.state", "=", "completed")
        .orderBy("inferences.created_at", "desc").orderBy("inferences.id").execute(),
  );
  const readings = rows.flatMap((row) =>
    row.result === null ? [] : [{ row, result: jsonOf<unknown>(row.result) as SegmentationResult }]
  );
  const standing = readings.filter(({ row }) => row.decision !== "rejected");
  return standing.length > 0 ? standing : readings.slice(0, 1);
}
