import type { Row } from "./row.ts";
import type { State } from "./state.ts";

/** The type system's address, which OpenEMR puts where the authority belongs (openemr/6886). */
const V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203";

type Match = (row: Row, value: string) => boolean;

/** Search parameters it knows; any other makes it find nobody. */
const PARAMETERS: Readonly<Record<string, Match>> = {
  // The part before the bar is ignored, and social security numbers match as well.
  identifier: (row, value) => [row.ss, row.pubpid].some((own) => sameText(own, afterBar(value))),
  _id: (row, value) => row.uuid === value,
  family: (row, value) => startsWith(row.lname, value),
  given: (row, value) => startsWith(row.fname, value) || startsWith(row.mname, value),
  name: (row, value) => [row.fname, row.mname, row.lname].some((own) => startsWith(own, value)),
  birthdate: (row, value) => row.DOB === value,
  gender: (row, value) => sameText(row.sex, value),
};

/** `GET /fhir/Patient` and `POST /fhir/Patient/_search`: no pages, a comma is OR, no escapes. */
export function searchFacade(state: State, query: URLSearchParams, self: string, version: string) {
  const asked = [...query];
  const matches = state.patients.filter((row) =>
    asked.every(([name, value]) => {
      const match = PARAMETERS[name.split(":")[0]!];
      return match !== undefined && value.split(",").some((one) => match(row, one));
    })
  );
  return Response.json({
    resourceType: "Bundle",
    type: "collection",
    total: matches.length,
    link: [{ relation: "self", url: self }],
    entry: matches.map((row) => ({
      fullUrl: `${self}/${row.uuid}`,
      resource: patient(row, version),
    })),
  });
}

/** `GET /fhir/Patient/{uuid}`: 404 with an empty list, or 400 for what is no uuid. */
export function readFacade(state: State, uuid: string, version: string): Response {
  if (!/^[0-9a-f-]{36}$/i.test(uuid)) {
    return Response.json({ validationErrors: { _id: "invalid" } }, { status: 400 });
  }
  const row = state.patients.find((one) => one.uuid === uuid.toLowerCase());
  return row === undefined
    ? Response.json([], { status: 404 })
    : Response.json(patient(row, version));
}

/** The Patient that OpenEMR makes of a row, invalid parts included. */
function patient(row: Row, version: string) {
  const sex = String(row.sex ?? "").toLowerCase();
  return {
    resourceType: "Patient",
    id: row.uuid,
    meta: { versionId: "1", lastUpdated: new Date().toISOString() },
    active: true,
    identifier: [
      {
        use: "official",
        type: { coding: [{ system: V2_0203, code: "PT" }] },
        system: V2_0203,
        value: row.pubpid,
      },
      ...(row.ss
        ? [{
          type: { coding: [{ code: "SS" }] },
          system: "http://hl7.org/fhir/sid/us-ssn",
          value: row.ss,
        }]
        : []),
    ],
    name: [{
      use: "official",
      family: row.lname,
      given: [row.fname, row.mname].filter((part) => part),
    }],
    gender: version === "7.0" ? sex : gender82(sex),
    birthDate: row.DOB,
  };
}

function gender82(sex: string): string {
  return ({ male: "male", female: "female", unk: "unknown" } as Record<string, string>)[sex] ??
    "other";
}

/** The database compares without case, accents and trailing blanks. */
function sameText(own: unknown, wanted: string): boolean {
  const text = String(own ?? "").trimEnd();
  return text.localeCompare(wanted.trimEnd(), "en", { sensitivity: "base" }) === 0;
}

function startsWith(own: unknown, wanted: string): boolean {
  return String(own ?? "").toLowerCase().startsWith(wanted.toLowerCase());
}

function afterBar(value: string): string {
  return value.slice(value.indexOf("|") + 1);
}
