import type { Insertable } from "kysely";
import type { Database } from "../database/connect.ts";
import type { AuditTable } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";

/**
 * Who did what to whom, and how it ended. `action` is `noun.verb`. Ids are opaque: no names, no
 * MRN, no clinical text, `detail` included.
 */
export interface AuditEntry {
  readonly action: string;
  readonly outcome: "allowed" | "refused" | "failed";
  readonly userId?: string | undefined;
  readonly patientId?: string | undefined;
  readonly studyUid?: string | undefined;
  readonly inferenceId?: string | undefined;
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  readonly detail?: string | undefined;
}

const ACTION = /^[a-z_]{1,24}\.[a-z_]{1,24}$/;

/**
 * Writes one audit row. The caller goes on only when this has returned: what cannot be recorded is
 * not done.
 *
 * @throws {Fault} `audit_unavailable`
 */
export async function record(db: Database, entry: AuditEntry): Promise<void> {
  await write(db, { ...rowOf(entry), once_key: null });
}

/**
 * Writes one audit row for the first of many like accesses: once a person, reading (else study, else
 * page), action, outcome and minute. The database's unique key decides, so several portals together write one row.
 *
 * @throws {Fault} `audit_unavailable`
 */
export async function recordOnce(db: Database, entry: AuditEntry, now: Date): Promise<void> {
  const minute = Math.floor(now.getTime() / 60_000);
  const { action, outcome, userId = "-" } = entry;
  // An action concerns readings, studies or whole pages, so one id tells its rows apart.
  const what = entry.inferenceId ?? entry.studyUid ?? "-";
  const once_key = [action, outcome, userId, what, minute].join(" ");
  await write(db, { ...rowOf(entry), at: now, once_key });
}

function rowOf(entry: AuditEntry): Omit<Insertable<AuditTable>, "once_key"> {
  if (!ACTION.test(entry.action)) throw new Fault("internal", `Not an action: ${entry.action}`);
  return {
    action: entry.action,
    outcome: entry.outcome,
    user_id: entry.userId ?? null,
    patient_id: entry.patientId ?? null,
    study_uid: entry.studyUid ?? null,
    inference_id: entry.inferenceId ?? null,
    address: printable(entry.address, 64),
    request_id: printable(entry.requestId, 64),
    detail: printable(entry.detail, 255),
  };
}

/** Text without control characters or anything beyond ASCII, cut to what the column holds. */
function printable(text: string | undefined, length: number): string | null {
  return text?.replace(/[^\x20-\x7e]/g, "?").slice(0, length) ?? null;
}

async function write(db: Database, row: Insertable<AuditTable>): Promise<void> {
  try {
    await db.insertInto("audit").values(row).execute();
  } catch (cause) {
    // A second row of the same minute is what once means. (INSERT IGNORE would also swallow a
    // value that does not fit, ON DUPLICATE KEY needs a right that the account must not have.)
    const again = cause instanceof Error && "code" in cause && cause.code === "ER_DUP_ENTRY";
    if (again && row.once_key !== null) return;
    throw new Fault("audit_unavailable", "The access could not be recorded", { cause });
  }
}
