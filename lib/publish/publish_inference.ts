import type { Condition, Patient, Reference, Resource } from "@medplum/fhirtypes";
import { sql } from "kysely";
import type { Database } from "../database/connect.ts";
import { Fault } from "../fault/fault.ts";
import { query } from "../inference/transact.ts";
import type { PatientSources } from "../patients/sources.ts";
import { diagnosticReport } from "./diagnostic_report.ts";
import { factObservations } from "./fact_observation.ts";
import { imagingStudy } from "./imaging_study.ts";
import { modelDevice } from "./model_device.ts";
import { notePublication } from "./note_publication.ts";
import { originRisk } from "./origin_risk.ts";
import { provenance } from "./provenance.ts";
import { gatherReading, type PublishedReading } from "./published_reading.ts";
import { standingConditions } from "./standing_conditions.ts";
import { subjectOf } from "./subject.ts";
import { volumeObservations } from "./volume_observation.ts";

/** A resource with the id that we gave it. */
export type OwnResource = Resource & { id: string };

/** How long another publication of the same study may take before this one is tried later. */
const LOCK_SECONDS = 4; // below the limit of a statement (lib/database)

/**
 * Tells the FHIR server all there is to say of a reading now: the same for the first time, after a
 * prediction and after a decision, each resource by PUT under its derived id. One publication of a
 * study at a time, so that an older one cannot overtake. Faults: `not_found`,
 * `database_unavailable`, `conflict`, those of the FHIR server and of the cascade.
 */
export async function publishInference(
  { db, sources }: { readonly db: Database; readonly sources: PatientSources },
  inferenceId: string,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const known = await gatherReading(db, inferenceId);
  if (known === null) return;
  await oneAtATime(db, known.study.uid, async () => {
    const reading = await gatherReading(db, inferenceId);
    if (reading === null) return;
    const subject = await subjectOf(sources, reading.study.patient, { signal });
    const conditions = await standingConditions(
      sources.fhirClient,
      reading.origin?.result.basis?.conditions ?? [],
      { signal },
    );
    for (const resource of resourcesOf(reading, subject, conditions)) {
      await sources.fhirClient.put(resource, { signal });
    }
    await notePublication(db, inferenceId, { state: "done", code: null });
  });
}

/**
 * Every resource of a reading, each after those it refers to. `conditions`: those of the chart that
 * its predicted origin rests on.
 */
export function resourcesOf(
  reading: PublishedReading,
  subject: Reference<Patient>,
  conditions: readonly Reference<Condition>[] = [],
): OwnResource[] {
  const { origin } = reading;
  const observations = volumeObservations(reading, subject);
  const risks = origin === null ? [] : [originRisk(reading, origin, { subject, conditions })];
  const report = diagnosticReport(reading, subject);
  const targets = [...observations, ...risks, report].map(({ resourceType, id }) => ({
    reference: `${resourceType}/${id}`,
  }));
  return [
    modelDevice(reading.model),
    ...(origin === null ? [] : [modelDevice(origin.model)]),
    imagingStudy(reading, subject),
    ...observations,
    ...factObservations(reading, subject),
    ...risks,
    report,
    provenance(reading, targets),
  ];
}

/** Holds a lock of the database, by the study's UID, while `run` runs. */
async function oneAtATime(db: Database, uid: string, run: () => Promise<void>): Promise<void> {
  await query(
    "The lock of a publication could not be used",
    () =>
      db.connection().execute(async (connection) => {
        // MariaDB's names of locks have at most 64 characters, as many as a UID alone.
        const name = sql`CONCAT('fhir-', MD5(${uid}))`;
        const taken = await sql<
          { taken: number }
        >`SELECT GET_LOCK(${name}, ${LOCK_SECONDS}) AS taken`
          .execute(connection);
        if (Number(taken.rows[0]?.taken) !== 1) {
          throw new Fault("conflict", "Another publication of the study takes too long");
        }
        try {
          await run();
        } finally {
          await sql`SELECT RELEASE_LOCK(${name})`.execute(connection);
        }
      }),
  );
}
