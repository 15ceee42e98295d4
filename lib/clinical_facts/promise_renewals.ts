import type { Transaction } from "kysely";
import { derivedId } from "../database/derived_id.ts";
import type { Tables } from "../database/tables.ts";
import { promisePublication } from "../inference/promise_publication.ts";
import { insertInference } from "../inference/request_inference.ts";
import type { FactName } from "../metastasis/facts.ts";
import type { PackList } from "../models/load_packs.ts";
import { isOriginPack } from "../models/pack.ts";
import { ORIGIN_FACTS } from "./origin_basis.ts";
import { standingReadings } from "./standing_readings.ts";

/** An entry of facts that was kept. */
export interface KeptEntry {
  readonly studyUid: string;
  readonly changed: readonly FactName[];
  /** Number of its last row: what follows from one entry is promised once. */
  readonly entry: number;
  readonly userId: string;
}

/**
 * Promises what follows from an entry, in its transaction: the FHIR server is told, and the origin
 * predicted again where it depends on what changed, for every reading that stands. One reading alone
 * would leave the others' RiskAssessments valid on facts that were taken back. Faults of the
 * database.
 */
export async function promiseRenewals(
  transaction: Transaction<Tables>,
  { packs }: PackList,
  { studyUid, changed, entry, userId }: KeptEntry,
): Promise<void> {
  const pack = packs.find(isOriginPack);
  const ofOrigin = changed.some((name) => ORIGIN_FACTS.includes(name));
  for (
    const { row: { id }, result: { lesions } } of await standingReadings(transaction, studyUid)
  ) {
    await promisePublication(transaction, id, `facts-${entry}`);
    if (pack === undefined || !ofOrigin || lesions === null) continue;
    await insertInference(transaction, {
      id: derivedId("origin", id, String(entry)),
      studyUid,
      manifest: pack.manifest,
      requestedBy: userId,
      parentId: id,
    });
  }
}
