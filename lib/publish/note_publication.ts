import type { Database } from "../database/connect.ts";
import type { PublicationsTable } from "../database/tables.ts";
import { query } from "../inference/transact.ts";

/** What became of one try to tell the FHIR server. */
export interface PublicationNote {
  readonly state: PublicationsTable["state"];
  /** Why it did not work, or null. */
  readonly code: string | null;
}

/** Notes a try in the row that the page of jobs shows. Fault `database_unavailable`. */
export async function notePublication(
  db: Database,
  inferenceId: string,
  { state, code }: PublicationNote,
): Promise<void> {
  const now = new Date();
  await query("A publication could not be noted", () =>
    db.insertInto("publications")
      .values({ inference_id: inferenceId, state, attempts: 1, code, updated_at: now })
      .onDuplicateKeyUpdate(({ eb }) => ({
        state,
        attempts: eb("attempts", "+", 1),
        code,
        updated_at: now,
      })).execute());
}
