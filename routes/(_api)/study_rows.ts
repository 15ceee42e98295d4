import type { Context } from "fresh";
import { allow } from "../../lib/access/allow.ts";
import { may } from "../../lib/access/policy.ts";
import { type ListedStudy, listStudies } from "../../lib/studies/list_studies.ts";
import type { PatientIdentity } from "../../lib/patients/identity.ts";
import type { StudyRow } from "../../lib/view/study_row.ts";
import type { State } from "../../state.ts";
import { recordPage } from "./record_page.ts";
import { originOf, signedIn } from "./signed_in.ts";

/** Studies read for one answer at most; a filter works on these. */
const MOST = 2000;

/**
 * The studies that the person may see, newest first: all, or those of their own patients. On record
 * once a person and minute; of one `patient`, the caller has the view of the patient on record.
 *
 * @throws {Fault} `access_denied`, `database_unavailable`, `audit_unavailable`
 */
export async function visibleStudies(
  ctx: Context<State>,
  patient?: PatientIdentity,
): Promise<StudyRow[]> {
  const { db } = ctx.state.connections;
  const person = signedIn(ctx);
  const all = may(person, "study.list", { ownPatient: false });
  const own = may(person, "study.list", { ownPatient: true });
  if (!own) await allow(db, person, "study.list", originOf(ctx));
  const filter = { patient, ownOf: all ? undefined : person.userId, limit: MOST };
  const [{ studies }] = await Promise.all([
    listStudies(db, filter),
    patient === undefined ? recordPage(ctx, "study.list") : null,
  ]);
  return studies.map(rowOf);
}

function rowOf(study: ListedStudy): StudyRow {
  const { patient, reading } = study;
  return {
    uid: study.uid,
    personName: patient.dicomName,
    mrn: patient.mrn,
    sex: patient.sex,
    birthDate: patient.birthDate,
    studyDate: study.date,
    studyTime: study.time,
    description: study.description,
    sequences: study.sequences,
    imageCount: study.instanceCount,
    reading: reading && { id: reading.id, state: reading.state, percent: reading.percent },
    review: reading?.review ?? null,
  };
}
