import { ageInYears, calendarDate } from "../../lib/i18n/format.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { shownName } from "../../lib/i18n/person_name.ts";
import type { PatientAnswer } from "../../lib/patients/cascade.ts";
import type { PatientIdentity } from "../../lib/patients/identity.ts";
import { patientName } from "../../lib/patients/name.ts";
import type { ListedStudy } from "../../lib/studies/list_studies.ts";

/** Whose data a page shows: what must stand beside every result. */
export interface BannerData {
  /** Opaque id of the chart; null while no source knows the patient. */
  readonly id: string | null;
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly birthDate: string;
  readonly age: number | null;
  /** DICOM or FHIR code. */
  readonly sex: string | null;
  readonly mrn: string;
  readonly authority: string;
  readonly source: "cache" | "fhir" | "openemr" | "dicom";
  readonly asOf: Date | null;
  readonly pending: boolean;
}

/** The banner of a patient whose chart was found. `today` (ISO) is the day the age is counted on. */
export function bannerOfChart(
  { id, source, asOf, patient, sync }: PatientAnswer,
  identity: PatientIdentity,
  lang: Lang,
  today: string,
): BannerData {
  const name = patientName(patient, lang);
  const other = patientName(patient, lang === "ko" ? "en" : "ko");
  return {
    id,
    name,
    otherNames: other === "" || other === name ? [] : [other],
    birthDate: calendarDate(patient.birthDate),
    age: ageInYears(patient.birthDate, today),
    sex: patient.gender ?? null,
    ...identity,
    source,
    asOf,
    pending: sync === "pending",
  };
}

/** The banner of a patient that is known from the images alone; all of it unverified. */
export function bannerOfImages({ patient }: ListedStudy, lang: Lang, today: string): BannerData {
  const { main, others } = shownName(patient.dicomName, lang);
  return {
    id: null,
    name: main,
    otherNames: others,
    birthDate: calendarDate(patient.birthDate),
    age: ageInYears(patient.birthDate, today),
    sex: patient.sex,
    mrn: patient.mrn,
    authority: patient.authority,
    source: "dicom",
    asOf: null,
    pending: false,
  };
}
