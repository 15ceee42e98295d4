import type { Config } from "../config/config.ts";
import type { Database } from "../database/connect.ts";
import type { Log } from "../log/log.ts";
import { Breaker } from "./breaker.ts";
import { CacheSource } from "./cache.ts";
import { FhirSource } from "./fhir.ts";
import { FhirClient } from "./fhir_client.ts";
import { OpenEmrSource } from "./openemr.ts";
import { OpenEmrClient } from "./openemr_client.ts";
import { OpenEmrTokens } from "./openemr_tokens.ts";
import type { PatientAnswer } from "./cascade.ts";
import type { Layer, PatientSource } from "./source.ts";
import { TokenVault } from "./token_vault.ts";

/** Everything a look-up needs; one per process, opened by {@linkcode openPatientSources}. */
export interface PatientSources {
  readonly layers: {
    readonly cache: CacheSource;
    readonly fhir: PatientSource;
    readonly openemr: PatientSource;
  };
  readonly breakers: Readonly<Record<Layer, Breaker>>;
  /** Look-ups under way, by identity: later askers wait for the same one. */
  readonly flights: Map<string, Promise<PatientAnswer>>;
  readonly db: Database;
  readonly fhirClient: FhirClient;
  readonly log: Log;
  /** Age in ms from which a cached patient is asked for again at its origin. */
  readonly refreshAfter: number;
}

/** What may differ from the defaults. */
export interface SourceOptions {
  /** Age in ms from which a cached patient is refreshed; 15 minutes when left out. */
  readonly refreshAfter?: number;
}

/** How long a layer that hangs is left alone, in ms. */
const REST = 5_000;

/** Makes the three layers of the cascade from the configuration; nothing is dialled yet. */
export function openPatientSources(
  config: Config,
  db: Database,
  log: Log,
  options: SourceOptions = {},
): PatientSources {
  const fhirClient = new FhirClient(config.fhir);
  const vault = new TokenVault(db, "openemr", config.sessionKey);
  const openemr = new OpenEmrClient(config.openemr, new OpenEmrTokens(config.openemr, vault, log));
  const site = {
    authority: config.authority,
    uuidSystem: `${config.openemr.url}/${config.openemr.site}/patient-uuid`,
    zone: config.timeZone, // OpenEMR writes wall clock times of the hospital's zone
  };
  return {
    layers: {
      cache: new CacheSource(db),
      fhir: new FhirSource(fhirClient),
      openemr: new OpenEmrSource(openemr, site),
    },
    breakers: { cache: new Breaker(REST), fhir: new Breaker(REST), openemr: new Breaker(REST) },
    flights: new Map(),
    db,
    fhirClient,
    log,
    refreshAfter: options.refreshAfter ?? 15 * 60_000,
  };
}
