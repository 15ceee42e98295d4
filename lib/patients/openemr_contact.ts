import type { Address, ContactPoint, PatientContact, Period } from "@medplum/fhirtypes";
import { calendarDate } from "./local_time.ts";
import type { OpenEmrAddress, OpenEmrRow } from "./openemr_row.ts";

/** The patient's own telephones and e-mail; what has no digit or no @ is none. */
export function contactPoints(row: OpenEmrRow): (ContactPoint | undefined)[] {
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
export function emergencyContact(row: OpenEmrRow): PatientContact | undefined {
  if (row.contact_relationship === "" || !/\d/.test(row.phone_contact)) return undefined;
  return {
    relationship: [{ text: row.contact_relationship }],
    telecom: [{ system: "phone", value: row.phone_contact }],
  };
}

/** The address in the row itself. It has no period, and none is invented. */
export function homeAddress(row: OpenEmrRow): Address | undefined {
  const parts = postal([row.street, row.street_line_2], row.county, row);
  return parts && { use: "home", type: "both", ...parts };
}

/** One of the further addresses of 8.2; one that ended is an old one. */
export function otherAddress(row: OpenEmrAddress): Address | undefined {
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
