import type { Extension, Identifier, Patient, PatientCommunication } from "@medplum/fhirtypes";
import { calendarDate, isFuture, withOffset } from "./local_time.ts";
import { contactPoints, emergencyContact, homeAddress, otherAddress } from "./openemr_contact.ts";
import { formerName, officialName, usualName } from "./openemr_names.ts";
import type { OpenEmrRow } from "./openemr_row.ts";

/** What the conversion must know about the OpenEMR a row comes from. */
export interface OpenEmrSite {
  /** Assigning authority of its record numbers (`pubpid`). */
  readonly authority: string;
  /** Identifier system of its internal uuids. */
  readonly uuidSystem: string;
  /** IANA name of the zone of its wall clock times. */
  readonly zone: string;
}

/** FHIR's JSON puts what is said about a primitive beside it; the published types leave it out. */
type PatientJson = Patient & { _birthDate?: { extension: Extension[] } };

const ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
const ID_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203";

const GENDERS: Readonly<Record<string, Patient["gender"]>> = {
  male: "male",
  m: "male",
  female: "female",
  f: "female",
  "": "unknown",
  unk: "unknown",
  unknown: "unknown",
  "asked-declined": "unknown",
};

/** Words of OpenEMR's language list; whatever else it holds is kept as text. */
const LANGUAGES: Readonly<Record<string, string>> = {
  korean: "ko",
  english: "en",
  japanese: "ja",
  chinese: "zh",
  spanish: "es",
  french: "fr",
  german: "de",
  russian: "ru",
  vietnamese: "vi",
};

/**
 * Makes a valid FHIR R4 Patient of an OpenEMR row, field by field, whatever the row holds. OpenEMR's
 * own facade is not copied: it lets empty sexes, zero dates and a wrong identifier system through.
 *
 * @param now moment after which a date of birth or death is a mistake
 */
export function fromOpenEmr(row: OpenEmrRow, site: OpenEmrSite, now: Date): Patient {
  const patient: PatientJson = {
    resourceType: "Patient",
    active: true,
    gender: GENDERS[row.sex.toLowerCase()] ?? "other",
  };
  const name = [officialName(row), usualName(row), ...row.previous_names.map(formerName)];
  const telecom = contactPoints(row);
  const address = [homeAddress(row), ...row.addresses.map(otherAddress)];
  assign(patient, "identifier", identifiers(row, site));
  assign(patient, "name", name);
  assign(patient, "telecom", telecom);
  assign(patient, "address", address);
  assign(patient, "contact", [emergencyContact(row)]);
  assign(patient, "communication", [communication(row.language)]);
  setBirth(patient, row.DOB, now);
  setDeath(patient, row, site.zone, now);
  return patient;
}

/** Sets a list without its gaps; FHIR knows no empty lists. */
function assign<
  K extends "name" | "telecom" | "address" | "contact" | "communication" | "identifier",
>(
  patient: Patient,
  key: K,
  values: readonly (NonNullable<Patient[K]>[number] | undefined)[],
): void {
  const present = values.filter((value) => value !== undefined);
  if (present.length > 0) Object.assign(patient, { [key]: present });
}

function identifiers(row: OpenEmrRow, site: OpenEmrSite): Identifier[] {
  const number = {
    use: "official" as const,
    type: { coding: [{ system: ID_TYPES, code: "MR" }] },
    system: site.authority,
    value: row.pubpid,
  };
  const internal = { use: "secondary" as const, system: site.uuidSystem, value: row.uuid };
  return [number, internal].filter((identifier) => identifier.value !== "");
}

function communication(text: string): PatientCommunication | undefined {
  if (text === "" || /declin/i.test(text)) return undefined;
  const code = LANGUAGES[text.toLowerCase()] ?? languageCode(text);
  if (code === undefined) return { language: { text } };
  return { language: { coding: [{ system: "urn:ietf:bcp:47", code }], text } };
}

function languageCode(text: string): string | undefined {
  const known = Object.values(LANGUAGES);
  return known.find((code) => code === text.toLowerCase());
}

function setBirth(patient: PatientJson, text: string, now: Date): void {
  const date = calendarDate(text);
  if (date !== undefined && !isFuture(date, now)) patient.birthDate = date;
  else patient._birthDate = { extension: [{ url: ABSENT, valueCode: "unknown" }] };
}

/**
 * A zero date means alive. A date that cannot be, or none with a reason, still says that the
 * patient died; only when is unknown.
 */
function setDeath(patient: Patient, row: OpenEmrRow, zone: string, now: Date): void {
  const moment = withOffset(row.deceased_date, zone);
  const zero = row.deceased_date === "" || row.deceased_date.startsWith("0000-00-00");
  if (moment !== undefined && !isFuture(moment.slice(0, 10), now)) {
    patient.deceasedDateTime = moment;
  } else if (!zero || row.deceased_reason !== "") {
    patient.deceasedBoolean = true;
  }
}
