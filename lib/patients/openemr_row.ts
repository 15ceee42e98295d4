import { z } from "zod";

/** Longest text of a field that is believed; whatever is longer is cut. */
const LONGEST = 1000;

/**
 * A field of an OpenEMR row as plain text: composed (NFC), blanks of any kind as one space, no
 * control characters, trimmed. Null, missing and structured values become "".
 */
function plainText(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return "";
  return value.slice(0, LONGEST).toWellFormed().normalize("NFC")
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim();
}

/**
 * A record number: composed and trimmed, otherwise untouched, because it is compared exactly. One
 * with blanks or controls that FHIR does not allow reads as empty, which makes the row unusable.
 */
function recordNumber(value: unknown): string {
  const number = typeof value === "number" ? String(value) : value;
  if (typeof number !== "string" || !number.isWellFormed()) return "";
  const trimmed = number.normalize("NFC").trim();
  return /[\p{Cc}\u2028\u2029]|(?! )\s/u.test(trimmed) ? "" : trimmed;
}

// Optional, because each version of OpenEMR lacks some columns.
const text = z.unknown().optional().transform(plainText);

/** A list that a row of another version lacks, or that has another shape there. */
function listOf<T extends z.ZodType>(item: T) {
  return z.array(item).optional().catch(undefined).transform((list) => list ?? []);
}

const previousName = z.object({
  previous_name_first: text,
  previous_name_middle: text,
  previous_name_last: text,
  previous_name_suffix: text,
  previous_name_enddate: text,
});

const address = z.object({
  line1: text,
  line2: text,
  city: text,
  district: text,
  state: text,
  postal_code: text,
  country_code: text,
  period_start: text,
  period_end: text,
  use: text,
  type: text,
});

/**
 * The fields of OpenEMR's own patient row that we take, out of some 120. What is not named here
 * (social security number, driver's licence, income, guardian, race …) never leaves the parser.
 * Real rows hold strings or null; anything else reads as empty.
 */
export const openEmrRow = z.object({
  uuid: text,
  pubpid: z.unknown().optional().transform(recordNumber),
  title: text,
  fname: text,
  mname: text,
  lname: text,
  suffix: text,
  preferred_name: text,
  previous_names: listOf(previousName),
  sex: text,
  DOB: text,
  phone_home: text,
  phone_biz: text,
  phone_cell: text,
  phone_contact: text,
  contact_relationship: text,
  email: text,
  street: text,
  street_line_2: text,
  city: text,
  county: text,
  state: text,
  postal_code: text,
  country_code: text,
  addresses: listOf(address),
  deceased_date: text,
  deceased_reason: text,
  language: text,
  date: text,
  last_updated: text,
});

/** A patient's row with the fields we take, each as plain text. */
export type OpenEmrRow = z.output<typeof openEmrRow>;
/** A former name in a row. */
export type OpenEmrName = OpenEmrRow["previous_names"][number];
/** One of several addresses in a row of OpenEMR 8.2. */
export type OpenEmrAddress = OpenEmrRow["addresses"][number];
