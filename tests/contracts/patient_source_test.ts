import { Kysely, MysqlDialect, sql } from "kysely";
import { connectDatabase, type Database } from "../../lib/database/connect.ts";
import { openPool } from "../../lib/database/pool.ts";
import { CacheSource } from "../../lib/patients/cache.ts";
import { patientId, type PatientIdentity } from "../../lib/patients/identity.ts";
import { savePatient } from "../../lib/patients/save_patient.ts";
import { AUTHORITY, startNeighbours } from "../neighbours/neighbours.ts";
import { freePort } from "../../stack/ports.ts";
import { sharedMariadb } from "../shared_servers.ts";
import { patientSourceContract } from "./patient_source.ts";

function patientOf({ authority, mrn }: PatientIdentity) {
  return {
    resourceType: "Patient" as const,
    active: true,
    identifier: [{ system: authority, value: mrn }],
    gender: "female" as const,
  };
}

/** Locks the table against everybody, as a runaway change of the schema does. */
function administrator(name: string) {
  const { user, password, ...place } = sharedMariadb();
  const config = { ...place, name, user, password, owner: user, ownerPassword: password };
  const pool = openPool(config, { user, password, connections: 1, statementMs: 30_000 });
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) });
  return {
    async lock() {
      await sql`LOCK TABLES patients WRITE`.execute(db);
    },
    unlock: () => db.destroy(),
  };
}

patientSourceContract("The cache", AUTHORITY, { ambiguous: false, refuses: false }, async () => {
  const there = await startNeighbours([]);
  const { db } = there.database;
  const admin = administrator(there.config.database.name);
  let gone: Database | undefined;
  return {
    get source() {
      return new CacheSource(gone ?? db);
    },
    async add(identity) {
      const fhir = { id: patientId(identity), version: "1" };
      const patient = patientOf(identity);
      const asOf = new Date();
      const common = { kind: "found", origin: "fhir", sourceTime: asOf } as const;
      await savePatient(db, identity, { ...common, patient, asOf, fhir });
    },
    hang: () => admin.lock(),
    end() {
      gone = connectDatabase({ ...there.config.database, port: freePort() });
      return Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      await admin.unlock();
      await gone?.destroy();
      await there[Symbol.asyncDispose]();
    },
  };
});

patientSourceContract(
  "The FHIR server",
  AUTHORITY,
  { ambiguous: true, refuses: true },
  async () => {
    const there = await startNeighbours([]);
    return {
      source: there.sources.layers.fhir,
      async add(identity) {
        const id = crypto.randomUUID();
        const signal = AbortSignal.timeout(5_000);
        await there.sources.fhirClient.put({ ...patientOf(identity), id }, { signal });
      },
      hang: () => void (there.fhir.control.mood = { delayMs: 60_000 }),
      end: () => there.stop("fhir"),
      refuse: () => void (there.fhir.control.mood = { status: 403 }),
      [Symbol.asyncDispose]: () => there[Symbol.asyncDispose](),
    };
  },
);

for (const version of ["7.0", "8.2"] as const) {
  patientSourceContract(
    `OpenEMR ${version}`,
    AUTHORITY,
    { ambiguous: true, refuses: true },
    async () => {
      const there = await startNeighbours([], { version });
      return {
        source: there.sources.layers.openemr,
        add(identity) {
          const uuid = crypto.randomUUID();
          there.openemr.state.seed([{ pubpid: identity.mrn, uuid, sex: "Male" }], version);
          return Promise.resolve();
        },
        hang: () => void (there.openemr.control.mood = { delayMs: 60_000 }),
        end: () => there.stop("openemr"),
        // The account loses its scope while its token stays good.
        refuse() {
          there.openemr.control.mood = { status: 403, path: "/fhir/" };
        },
        [Symbol.asyncDispose]: () => there[Symbol.asyncDispose](),
      };
    },
  );
}
