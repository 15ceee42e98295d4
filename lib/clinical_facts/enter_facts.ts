import type { Transaction } from "kysely";
import type { Origin } from "../access/allow.ts";
import { record } from "../audit/record.ts";
import type { Database } from "../database/connect.ts";
import type { Tables } from "../database/tables.ts";
import { Fault } from "../fault/fault.ts";
import { ageAt } from "../findings/age.ts";
import { calendarDate, localTime } from "../i18n/format.ts";
import { jsonOf } from "../inference/json_column.ts";
import { lockStudy } from "../inference/request_inference.ts";
import { transact } from "../inference/transact.ts";
import { assertDays } from "../metastasis/check_days.ts";
import { AGE_SLACK } from "../metastasis/conflicts.ts";
import { FACT_NAMES, type FactName, type Facts } from "../metastasis/facts.ts";
import type { PackList } from "../models/load_packs.ts";
import { patientByIdentity } from "../patients/cached_patient.ts";
import { readStudy } from "../studies/list_studies.ts";
import { promiseRenewals } from "./promise_renewals.ts";

/** What a person enters for a study; null takes a fact back, a name that is left out stays. */
export interface EnteredFacts {
  readonly studyUid: string;
  readonly facts: Facts;
  /** Version of the facts that the person saw (`readFactsOf`); left out by who saw none. */
  readonly seen?: number | undefined;
  readonly person: { readonly userId: string };
  /** For the audit: whose study it is, and where the request came from. */
  readonly patientId?: string | null;
  readonly origin?: Origin;
}

/**
 * Keeps what a person entered, one row a fact with who and when; rows are only ever added. Saying
 * again what stands changes nothing. With it, in the same transaction, the promises that follow: a
 * prediction with the new facts, and telling the FHIR server, both for every reading of the study that
 * stands; without one they follow when there is; and the audit row with the names (never the
 * values) of what changed, so that neither is there without the other. Returns those names.
 * Faults: `input_invalid` (facts `field`, `case`) for days in the future, before the birth or out of
 * order and for an age that the birth date contradicts; `conflict` (fact `field`) when a field of
 * the entry changed after `seen`; `study_not_found`, `database_unavailable`, `audit_unavailable`.
 */
export async function enterFacts(
  db: Database,
  packs: PackList,
  { studyUid, facts, seen, person, patientId, origin }: EnteredFacts,
): Promise<FactName[]> {
  const birth = await birthOf(db, studyUid);
  return await transact(db, "The facts could not be kept", async (transaction) => {
    await lockStudy(transaction, studyUid);
    const { standing, rows } = await factsOf(transaction, studyUid);
    const changed = FACT_NAMES.filter((name) =>
      facts[name] !== undefined && facts[name] !== (standing[name] ?? null)
    );
    if (changed.length === 0) return [];
    if (seen !== undefined) assertUnchanged(changed, rows, seen);
    assertDays({ ...standing, ...facts }, {
      today: localTime(new Date()).slice(0, 10),
      birth: birth.day,
      said: changed,
    });
    if (changed.includes("ageYears")) assertAge(facts.ageYears, birth.age);
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
    await record(transaction, {
      action: "metastasis.enter",
      outcome: "allowed",
      userId: person.userId,
      patientId: patientId ?? undefined,
      studyUid,
      detail: changed.join(" "),
      ...origin,
    });
    const kept = { studyUid, changed, entry: newest, userId: person.userId };
    await promiseRenewals(transaction, packs, kept);
    return changed;
  });
}

async function factsOf(transaction: Transaction<Tables>, studyUid: string) {
  const rows = await transaction.selectFrom("study_facts").select(["id", "name", "fact"])
    .where("study_uid", "=", studyUid).orderBy("id").execute();
  const standing: Facts = Object.fromEntries(
    rows.map(({ name, fact }) => [name, jsonOf(fact).value]),
  );
  return { rows, standing };
}

/** An entry from a form that shows an older value would put away another person's without a word. */
function assertUnchanged(
  changed: readonly FactName[],
  rows: readonly { readonly id: number; readonly name: string }[],
  seen: number,
): void {
  const field = changed.find((name) => rows.some((row) => row.name === name && row.id > seen));
  if (field === undefined) return;
  throw new Fault("conflict", `${field} was changed meanwhile`, {
    facts: { case: "facts", field },
  });
}

/** Day of birth and age at the examination, the chart's before the images', as the answers use. */
async function birthOf(db: Database, studyUid: string) {
  const { patient, date } = await readStudy(db, studyUid);
  const chart = patient.mrn === "" ? undefined : await patientByIdentity(db, patient);
  const [charted, imaged] = [chart?.patient.birthDate ?? null, patient.birthDate];
  return {
    day: calendarDate(charted) || calendarDate(imaged) || null,
    age: ageAt(charted, date) ?? ageAt(imaged, date),
  };
}

function assertAge(entered: Facts["ageYears"], known: number | null): void {
  if (typeof entered !== "number" || known === null) return;
  if (Math.abs(entered - known) <= AGE_SLACK) return;
  throw new Fault("input_invalid", "ageYears contradicts the birth date", {
    facts: { field: "ageYears", case: "age_birth" },
  });
}
