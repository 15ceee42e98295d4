import { createHash } from "node:crypto";
import type { Patient } from "@medplum/fhirtypes";
import { sql } from "kysely";
import type { Database } from "../database/connect.ts";
import { asFault } from "../fault/fault.ts";
import { patientId, type PatientIdentity } from "./identity.ts";
import type { FoundPatient } from "./source.ts";

/**
 * SHA-256 of what a record says: everything but `id`, `meta` and the narrative, which servers write
 * themselves. Independent of the order of keys.
 */
export function contentHash(patient: Patient): string {
  const { id: _id, meta: _meta, text: _text, ...content } = patient;
  return createHash("sha256").update(JSON.stringify(sorted(content))).digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/**
 * Writes a found patient back to our database; without a FHIR copy an upload is owed, and the
 * promise of it (queue `sync`) is written in the same transaction. Repeating it changes nothing
 * but the time. An answer that is older than the one stored, of the same origin, is not stored.
 *
 * @throws {Fault} `database_unavailable`
 */
export async function savePatient(
  db: Database,
  identity: PatientIdentity,
  found: FoundPatient,
): Promise<void> {
  try {
    await db.transaction().execute(async (transaction) => {
      await upsert(transaction, identity, found);
      if (found.fhir === null) await promiseUpload(transaction, patientId(identity), found.asOf);
    });
  } catch (error) {
    throw asFault(error, "database_unavailable", "A patient could not be saved");
  }
}

async function upsert(
  db: Database,
  identity: PatientIdentity,
  found: FoundPatient,
): Promise<void> {
  const row = {
    resource: JSON.stringify(found.patient),
    source_hash: contentHash(found.patient),
    fhir_id: found.fhir?.id ?? null,
    fhir_version: found.fhir?.version ?? null,
    fhir_sync: found.fhir === null ? "pending" as const : "synced" as const,
    fetched_at: found.asOf,
    // The two that the condition reads come last: MariaDB assigns from left to right.
    source_time: found.sourceTime,
    source: found.origin,
  };
  const stale = sql<boolean>`(source = VALUES(source) AND source_time > VALUES(source_time))`;
  await db.insertInto("patients")
    .values({
      id: patientId(identity),
      authority: identity.authority,
      mrn: identity.mrn,
      ...row,
    })
    .onDuplicateKeyUpdate({
      ...Object.fromEntries(
        Object.keys(row).map((column) => [
          column,
          sql`IF(${stale}, ${sql.ref(column)}, VALUES(${sql.ref(column)}))`,
        ]),
      ),
      // A failed upload does not undo an earlier one: the FHIR server still has the older content.
      fhir_id: sql`COALESCE(VALUES(fhir_id), fhir_id)`,
    })
    .execute();
}

async function promiseUpload(db: Database, id: string, asOf: Date): Promise<void> {
  await db.insertInto("outbox").values({
    queue: "sync",
    // A job's id may not return on a queue that remembers it, so each promise has its own.
    job_id: `sync-${id}-${asOf.getTime().toString(36)}`,
    body: JSON.stringify({ patientId: id }),
    sent_at: null,
  }).onDuplicateKeyUpdate({ queue: "sync" }).execute();
}
