import { createHash } from "node:crypto";
import { z } from "zod";

/** A patient's row as OpenEMR's own API returns it: strings or null, and a few lists. */
export type Row = Record<string, unknown> & { uuid: string | null; pubpid: string; pid: string };

/** A patient in a seed file: any fields of a row; the rest is as OpenEMR leaves it. */
export const seedSchema = z.array(z.record(z.string(), z.unknown()));
/** A seed as it is given. */
export type Seed = z.output<typeof seedSchema>;

/** What a row holds when nothing was entered; of some 120 columns those that could mislead us. */
const BLANK = {
  title: "",
  language: "",
  financial: "",
  fname: "",
  lname: "",
  mname: "",
  DOB: "0000-00-00",
  street: "",
  street_line_2: null,
  postal_code: "",
  city: "",
  state: "",
  county: "",
  country_code: "",
  drivers_license: "",
  ss: "",
  occupation: "",
  phone_home: "",
  phone_biz: "",
  phone_contact: "",
  phone_cell: "",
  contact_relationship: "",
  status: "",
  sex: "",
  email: "",
  email_direct: "",
  race: "",
  ethnicity: "",
  religion: "",
  monthly_income: "",
  guardiansname: "",
  guardianphone: "",
  date: "2026-01-05 09:00:00",
  regdate: "2026-01-05",
  providerID: null,
  deceased_date: null,
  deceased_reason: "",
  suffix: null,
  birth_fname: null,
  birth_lname: null,
  name_history: null,
  dupscore: "-9",
  previous_names: [],
};

/** Columns that 8.2 adds. */
const BLANK_82 = {
  last_updated: "2026-01-05 09:00:00",
  sex_identified: "",
  interpreter_needed: "",
  preferred_name: "",
  addresses: [],
};

/** Makes a whole row of what is known; the record number defaults to pid, as in OpenEMR. */
export function fullRow(
  known: Readonly<Record<string, unknown>>,
  pid: number,
  version: "7.0" | "8.2",
): Row {
  const own = known.uuid === null ? null : String(known.uuid ?? crypto.randomUUID());
  return {
    id: String(pid),
    ...BLANK,
    ...(version === "8.2" ? BLANK_82 : {}),
    ...known,
    uuid: own,
    pid: String(pid),
    pubpid: String(known.pubpid ?? pid),
  };
}

/** The uuid of a seeded patient that names none: the same at each start, so that none is doubled. */
export function seededUuid(known: Readonly<Record<string, unknown>>, index: number): string {
  const hex = createHash("sha256").update(`${index} ${String(known.pubpid)}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`]
    .concat(hex.slice(20, 32)).join("-");
}
