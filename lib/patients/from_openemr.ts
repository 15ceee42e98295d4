import type {
  Address,
  ContactPoint,
  Extension,
  HumanName,
  Patient,
  PatientCommunication,
  PatientContact,
  Period,
} from "@medplum/fhirtypes";
import { calendarDate, isFuture, withOffset } from "./local_time.ts";
import { representation, scriptOf } from "./name.ts";
import type { OpenEmrAddress, OpenEmrName, OpenEmrRow } from "./openemr_row.ts";

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
    identifier: identifiers(row, site),
    gender: GENDERS[row.sex.toLowerCase()] ?? "other",
  };
  const name = [officialName(row), usualName(row), ...row.previous_names.map(formerName)];
  const telecom = contactPoints(row);
  const address = [homeAddress(row), ...row.addresses.map(otherAddress)];
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
function assign<K extends "name" | "telecom" | "address" | "contact" | "communication">(
  patient: Patient,
  key: K,
  values: readonly (NonNullable<Patient[K]>[number] | undefined)[],
): void {
  const present = values.filter((value) => value !== undefined);
  if (present.length > 0) Object.assign(patient, { [key]: present });
}

function identifiers(row: OpenEmrRow, site: OpenEmrSite): Patient["identifier"] & object {
  const number = {
    use: "official" as const,
    type: { coding: [{ system: ID_TYPES, code: "MR" }] },
    system: site.authority,
    value: row.pubpid,
  };
  const internal = { use: "secondary" as const, system: site.uuidSystem, value: row.uuid };
  return [number, internal].filter((identifier) => identifier.value !== "");
}

function officialName(row: OpenEmrRow): HumanName | undefined {
  const name = humanName(row.lname, [row.fname, row.mname], row.suffix);
  if (name === undefined) return undefined;
  return { ...name, use: "official", ...(row.title === "" ? {} : { prefix: [row.title] }) };
}

function usualName(row: OpenEmrRow): HumanName | undefined {
  const text = row.preferred_name;
  return text === "" ? undefined : { use: "usual", text, ...scriptMark(text) };
}

function formerName(row: OpenEmrName): HumanName | undefined {
  const given = [row.previous_name_first, row.previous_name_middle];
  const name = humanName(row.previous_name_last, given, row.previous_name_suffix);
  const end = calendarDate(row.previous_name_enddate);
  return name && { ...name, use: "old", ...(end === undefined ? {} : { period: { end } }) };
}

function humanName(family: string, names: string[], suffix: string): HumanName | undefined {
  const given = names.filter((part) => part !== "");
  const parts = [family, ...given].filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  // Korean and Chinese names are written family first and unspaced, others given names first.
  const eastern = ["SYL", "IDE"].includes(scriptOf(parts.join("")) ?? "");
  const spaced = [...given, family, suffix].filter((part) => part !== "").join(" ");
  return {
    text: eastern ? parts.join("") : spaced,
    ...(family === "" ? {} : { family }),
    ...(given.length === 0 ? {} : { given }),
    ...(suffix === "" ? {} : { suffix: [suffix] }),
    ...scriptMark(parts.join("")),
  };
}

function scriptMark(text: string): { extension?: Extension[] } {
  const script = scriptOf(text);
  return script === undefined ? {} : { extension: [representation(script)] };
}

function contactPoints(row: OpenEmrRow): (ContactPoint | undefined)[] {
  return [
    phone(row.phone_home, "home"),
    phone(row.phone_biz, "work"),
    phone(row.phone_cell, "mobile"),
    /^\S+@\S+$/.test(row.email) ? { system: "email", value: row.email, use: "home" } : undefined,
  ];
}

function phone(value: string, use: "home" | "work" | "mobile"): ContactPoint | undefined {
  return /\d/.test(value) ? { system: "phone", value, use } : undefined;
}

/** phone_contact is somebody else's number: without a relationship it would say nothing. */
function emergencyContact(row: OpenEmrRow): PatientContact | undefined {
  if (row.contact_relationship === "" || !/\d/.test(row.phone_contact)) return undefined;
  return {
    relationship: [{ text: row.contact_relationship }],
    telecom: [{ system: "phone", value: row.phone_contact }],
  };
}

function homeAddress(row: OpenEmrRow): Address | undefined {
  const parts = postal([row.street, row.street_line_2], row.county, row);
  return parts && { use: "home", type: "both", ...parts };
}

function otherAddress(row: OpenEmrAddress): Address | undefined {
  const parts = postal([row.line1, row.line2], row.district, row);
  const start = calendarDate(row.period_start);
  const end = calendarDate(row.period_end);
  const period: Period = {
    ...(start === undefined ? {} : { start }),
    // A period that ends before it begins is a mistake; its end is what matters here.
    ...(end === undefined ? {} : { end }),
  };
  if (start !== undefined && end !== undefined && start > end) delete period.start;
  const use = end === undefined ? addressUse(row.use) : "old";
  const dated = start === undefined && end === undefined ? {} : { period };
  return parts && { ...(use ? { use } : {}), ...parts, ...dated };
}

function addressUse(text: string): Address["use"] {
  const uses: readonly Address["use"][] = ["home", "work", "temp", "old", "billing"];
  return uses.find((use) => use === text.toLowerCase());
}

type Place = Pick<OpenEmrAddress, "city" | "state" | "postal_code" | "country_code">;

function postal(lines: string[], district: string, place: Place): Address | undefined {
  const line = lines.filter((text) => text !== "");
  const fields = {
    city: place.city,
    district,
    state: place.state,
    postalCode: place.postal_code,
    country: place.country_code,
  };
  const named = Object.entries(fields).filter(([, text]) => text !== "");
  if (line.length === 0 && named.length === 0) return undefined;
  return { ...(line.length === 0 ? {} : { line }), ...Object.fromEntries(named) };
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
