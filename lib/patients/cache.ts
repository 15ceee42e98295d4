import type { Database } from "../database/connect.ts";
import { orAborted } from "./abort.ts";
import { type CachedPatient, patientByIdentity } from "./cached_patient.ts";
import type { PatientIdentity } from "./identity.ts";
import type { FoundPatient, PatientSource, SourceAnswer } from "./source.ts";

/** The first layer: what our database keeps of patients that were looked up before. */
export class CacheSource implements PatientSource {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(
    identity: PatientIdentity,
    { signal }: { signal: AbortSignal },
  ): Promise<CachedPatient | Exclude<SourceAnswer, FoundPatient>> {
    try {
      const found = await orAborted(patientByIdentity(this.#db, identity), signal);
      return found ?? { kind: "not_found" };
    } catch (error) {
      return { kind: "unavailable", cause: error };
    }
  }
}
