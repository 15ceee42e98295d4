import type { Transaction } from "kysely";
import type { Database } from "../database/connect.ts";
import { derivedId } from "../database/derived_id.ts";
import type { Tables } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";
import { jsonOf } from "../inference/json_column.ts";
import { promisePublication } from "../inference/promise_publication.ts";
import { insertInference, lockStudy } from "../inference/request_inference.ts";
import type { SegmentationResult } from "../inference/result.ts";
import { transact } from "../inference/transact.ts";
import { FACT_NAMES, type FactName, type Facts } from "../metastasis/facts.ts";
import { metastasisVelocity } from "../metastasis/metastasis_velocity.ts";
import type { PackList } from "../models/load_packs.ts";
import { isOriginPack } from "../models/pack.ts";

/** What a person enters for a study; null takes a fact back, a name that is left out stays. */
export interface EnteredFacts {
  readonly studyUid: string;
  readonly facts: Facts;
  readonly person: { readonly userId: string };
}

/** Facts that the predicted origin depends on. */
const OF_ORIGIN: readonly FactName[] = [
  "ageYears",
  "primary",
  "extracranialMetastases",
  "infratentorial",
];
/** Days that lie behind; a day that has begun anywhere on Earth is no future. */
const PAST_DAYS: readonly FactName[] = ["primaryDiagnosed", "firstRadiosurgery", "assessedOn"];
const FARTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * Keeps what a person entered, one row a fact with who and when; rows are only ever added. Saying
 * again what stands changes nothing. With it, in the same transaction, the promises that follow: a
 * prediction with the new facts, and telling the FHIR server, both for the newest completed reading
 * of the study; without one they follow when there is. Returns the names that changed.
 * Faults: `input_invalid` (fact `field`) for days in the future or out of order, `study_not_found`,
 * `database_unavailable`.
 */
export async function enterFacts(
  db: Database,
  { packs }: PackList,
  { studyUid, facts, person }: EnteredFacts,
): Promise<FactName[]> {
  return await transact(db, "The facts could not be kept", async (transaction) => {
    await lockStudy(transaction, studyUid);
    const standing = await factsOf(transaction, studyUid);
    const changed = FACT_NAMES.filter((name) =>
      facts[name] !== undefined && facts[name] !== (standing[name] ?? null)
    );
    assertDays({ ...standing, ...facts });
    if (changed.length === 0) return [];
    let newest = 0;
    for (const name of changed) {
      const { insertId } = await transaction.insertInto("study_facts").values({
        study_uid: studyUid,
        name,
        fact: JSON.stringify({ value: facts[name] ?? null }),
        entered_by: person.userId,
      }).executeTakeFirstOrThrow();
      newest = Number(insertId);
    }
    const reading = await newestReading(transaction, studyUid);
    if (reading === undefined) return changed;
    await promisePublication(transaction, reading.id, `facts-${newest}`);
    const pack = packs.find(isOriginPack);
    const again = reading.hasLesions && changed.some((name) => OF_ORIGIN.includes(name));
    if (pack !== undefined && again) {
      await insertInference(transaction, {
        id: derivedId("origin", reading.id, String(newest)),
        studyUid,
        manifest: pack.manifest,
        requestedBy: person.userId,
        parentId: reading.id,
      });
    }
    return changed;
  });
}

async function factsOf(transaction: Transaction<Tables>, studyUid: string): Promise<Facts> {
  const rows = await transaction.selectFrom("study_facts").select(["name", "fact"])
    .where("study_uid", "=", studyUid).orderBy("id").execute();
  return Object.fromEntries(rows.map(({ name, fact }) => [name, jsonOf(fact).value]));
}

/** The reading that the page shows the answers of. */
async function newestReading(transaction: Transaction<Tables>, studyUid: string) {
  const row = await transaction.selectFrom("inferences").select(["id", "result"])
    .where("study_uid", "=", studyUid).where("parent_id", "is", null)
    .where("state", "=", "completed").orderBy("created_at", "desc").orderBy("id").limit(1)
    .executeTakeFirst();
  if (row === undefined || row.result === null) return undefined;
  const { lesions } = jsonOf<unknown>(row.result) as SegmentationResult;
  return { id: row.id, hasLesions: lesions !== null };
}

function assertDays(facts: Facts): void {
  const today = new Date(Date.now() + FARTHEST_ZONE_MS).toISOString().slice(0, 10);
  for (const field of PAST_DAYS) {
    const day = facts[field];
    if (typeof day === "string" && day > today) {
      throw new Fault("input_invalid", `${field} lies in the future`, { facts: { field } });
    }
  }
  // Throws when the days are not in order: what cannot be computed is not kept.
  metastasisVelocity({ format: 1, ...facts });
}
