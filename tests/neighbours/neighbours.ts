/**
 * The neighbours of the cascade for one test: a FHIR server and an OpenEMR, both ours, in this
 * process, with a database of their own and the product's sources on top of them.
 */
import { type Config, readConfig } from "../../lib/config/config.ts";
import { connectDatabase } from "../../lib/database/connect.ts";
import { openLog } from "../../lib/log/log.ts";
import { openPatientSources, type PatientSources } from "../../lib/patients/sources.ts";
import type { SourceOptions } from "../../lib/patients/sources.ts";
import { type FhirServer, startFhirServer } from "../../stack/fhir/server.ts";
import type { Seed } from "../../stack/openemr/row.ts";
import { freePort } from "../../stack/ports.ts";
import { type Sandbox, type SandboxOptions, startOpenEmr } from "../../stack/openemr/sandbox.ts";
import { type TestDatabase, testDatabase } from "../shared_servers.ts";

/** The authority of the records in these tests. */
export const AUTHORITY = "urn:oid:1.2.410.200001.9";

/** A patient as the demo has one: known to OpenEMR only, with a Korean name. */
export const KIM = {
  pubpid: "MRN-0007",
  fname: "서연",
  lname: "김",
  sex: "Female",
  DOB: "1961-04-05",
  ss: "610405-2345678",
  language: "korean",
  country_code: "KR",
  date: "2026-01-05 09:00:00",
} as const;

/** What a test can reach. */
export interface Neighbours extends AsyncDisposable {
  readonly config: Config;
  readonly database: TestDatabase;
  readonly sources: PatientSources;
  readonly fhir: FhirServer;
  readonly openemr: Sandbox;
  /** Lines that were logged. */
  readonly logged: string[];
  /** The sources as another process has them. */
  openSources(options?: SourceOptions): PatientSources;
  /** The sources of a process whose database does not answer. */
  withoutDatabase(): AsyncDisposable & { readonly sources: PatientSources };
  /** Ends a server; the same port answers again after `start`. */
  stop(which: "fhir" | "openemr"): Promise<void>;
  start(which: "fhir" | "openemr"): Promise<void>;
}

/** Starts both servers and makes a database; all gone when disposed. */
export async function startNeighbours(
  seed: Seed = [KIM],
  options: Partial<SandboxOptions> = {},
): Promise<Neighbours> {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-neighbours-" });
  const database = await testDatabase();
  const account = { clientId: "neuronova", user: "portal", password: crypto.randomUUID() };
  const start = {
    fhir: (port: number) => startFhirServer({ port, dir: `${dir}/fhir` }),
    openemr: (port: number) =>
      startOpenEmr({ port, dir: `${dir}/openemr`, account, seed, ...options }),
  };
  let fhir = await start.fhir(0);
  let openemr = await start.openemr(0);
  const running = { fhir: true, openemr: true };
  const config: Config = {
    ...readConfig({
      NEURONOVA_PUBLIC_URL: "http://127.0.0.1:8080",
      NEURONOVA_SESSION_KEY: "A".repeat(43),
      NEURONOVA_AUTHORITY: AUTHORITY,
      NEURONOVA_DATABASE_PASSWORD: "not used by these tests",
      NEURONOVA_ORTHANC_URL: "http://127.0.0.1:9",
      NEURONOVA_ORTHANC_PASSWORD: "not used by these tests",
      NEURONOVA_FHIR_URL: fhir.url,
      NEURONOVA_OPENEMR_URL: openemr.url,
      NEURONOVA_OPENEMR_CLIENT_ID: account.clientId,
      NEURONOVA_OPENEMR_USER: account.user,
      NEURONOVA_OPENEMR_PASSWORD: account.password,
    }),
    database: database.config,
  };
  const logged: string[] = [];
  const log = openLog("debug", (line) => void logged.push(line));
  const openSources = (more: SourceOptions = {}) =>
    openPatientSources(config, database.db, log, more);
  return {
    config,
    database,
    sources: openSources(),
    get fhir() {
      return fhir;
    },
    get openemr() {
      return openemr;
    },
    logged,
    openSources,
    withoutDatabase() {
      const db = connectDatabase({ ...database.config, port: freePort() });
      const sources = openPatientSources(config, db, log);
      return { sources, [Symbol.asyncDispose]: () => db.destroy() };
    },
    async stop(which) {
      await (which === "fhir" ? fhir : openemr).stop();
      running[which] = false;
    },
    async start(which) {
      if (which === "fhir") fhir = await start.fhir(fhir.port);
      else openemr = await start.openemr(openemr.port);
      running[which] = true;
    },
    async [Symbol.asyncDispose]() {
      if (running.fhir) await fhir.stop();
      if (running.openemr) await openemr.stop();
      await database[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}
