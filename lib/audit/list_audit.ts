import type { Database } from "../database/connect.ts";
import { asFault } from "../fault/fault.ts";

/** One audit row as an administrator reads it, with the user's name beside the id. */
export interface AuditLine {
  readonly at: Date;
  readonly action: string;
  readonly outcome: "allowed" | "refused" | "failed";
  readonly userId: string | null;
  readonly userName: string | null;
  readonly inferenceId: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly detail: string | null;
}

/**
 * What happened to a study, newest first.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function listAuditOfStudy(
  db: Database,
  studyUid: string,
  { limit = 100 }: { readonly limit?: number } = {},
): Promise<AuditLine[]> {
  try {
    return await db.selectFrom("audit").leftJoin("users", "users.id", "audit.user_id")
      .select([
        "audit.at",
        "audit.action",
        "audit.outcome",
        "audit.user_id as userId",
        "users.name as userName",
        "audit.inference_id as inferenceId",
        "audit.address",
        "audit.request_id as requestId",
        "audit.detail",
      ])
      .where("audit.study_uid", "=", studyUid)
      .orderBy("audit.id", "desc").limit(limit).execute();
  } catch (error) {
    throw asFault(error, "database_unavailable", "The audit could not be read");
  }
}
