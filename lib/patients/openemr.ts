import { Fault } from "../fault/fault.ts";
import { fromOpenEmr, type OpenEmrSite } from "./from_openemr.ts";
import type { PatientIdentity } from "./identity.ts";
import { momentOf } from "./local_time.ts";
import type { OpenEmrClient } from "./openemr_client.ts";
import type { OpenEmrRow } from "./openemr_row.ts";
import type { PatientSource, SourceAnswer } from "./source.ts";

/** The last layer and the source of truth: OpenEMR's records, converted to FHIR. */
export class OpenEmrSource implements PatientSource {
  readonly #client: OpenEmrClient;
  readonly #site: OpenEmrSite;

  constructor(client: OpenEmrClient, site: OpenEmrSite) {
    this.#client = client;
    this.#site = site;
  }

  async find(
    identity: PatientIdentity,
    { signal }: { signal: AbortSignal },
  ): Promise<SourceAnswer> {
    // OpenEMR numbers the patients of one authority; it cannot know those of another.
    if (identity.authority !== this.#site.authority) return { kind: "not_found" };
    // It also splits a search value at these, without an escape: it cannot be asked.
    if (/[,|]/.test(identity.mrn)) {
      return { kind: "unavailable", cause: new Error("OpenEMR cannot search such a number") };
    }
    try {
      const uuids = new Set(await this.#client.uuidsOf(identity.mrn, signal));
      const rows = await Promise.all([...uuids].map((uuid) => this.#client.record(uuid, signal)));
      return this.#answer(rows.filter((row) => row?.pubpid === identity.mrn));
    } catch (error) {
      const refused = error instanceof Fault && error.code === "openemr_refused";
      return { kind: refused ? "refused" : "unavailable", cause: error };
    }
  }

  /** Record numbers are free text in OpenEMR: two rows may carry one, and none is "the first". */
  #answer(rows: readonly (OpenEmrRow | undefined)[]): SourceAnswer {
    const [row, second] = rows;
    if (second !== undefined) return { kind: "ambiguous" };
    if (row === undefined) return { kind: "not_found" };
    const asOf = new Date();
    return {
      kind: "found",
      patient: fromOpenEmr(row, this.#site, asOf),
      origin: "openemr",
      asOf,
      sourceTime: momentOf(row.last_updated, this.#site.zone) ??
        momentOf(row.date, this.#site.zone) ?? null,
      fhir: null,
    };
  }
}
