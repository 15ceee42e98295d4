import { fullRow, type Row } from "./row.ts";
import type { State } from "./state.ts";

/** Filters that the list knows and matches anywhere in the text, with SQL's wildcards alive. */
const CONTAINS = ["fname", "lname", "street", "city", "state", "postal_code"];
/** Filters that it knows and matches whole. */
const EXACT = [
  "ss",
  "phone_home",
  "phone_biz",
  "phone_cell",
  "sex",
  "country_code",
  "email",
  "DOB",
];

/** `GET /api/patient`: filters it does not know (pubpid!) are dropped, so everybody comes back. */
export function listPatients(state: State, query: URLSearchParams, version: string): Response {
  const known = [...query].filter(([name]) => [...CONTAINS, ...EXACT].includes(name));
  const matches = state.patients.filter((row) =>
    known.every(([name, value]) => {
      const text = String(row[name] ?? "").toLowerCase();
      const wanted = value.toLowerCase();
      return CONTAINS.includes(name) ? like(text, `%${wanted}%`) : text === wanted;
    })
  );
  const limit = version === "8.2" ? Number(query.get("_limit") ?? 0) : 0;
  return envelope(limit > 0 ? matches.slice(0, Math.min(limit, 200)) : matches);
}

/** SQL's LIKE. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", ".*").replaceAll("_", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** `GET /api/patient/{uuid}`: an unknown or malformed uuid is a 400, never a 404. */
export function readRow(state: State, uuid: string): Response {
  const row = rowOf(state, uuid);
  if (row !== undefined) return envelope(row);
  return invalid({ uuid: { "Uuid::INVALID_UUID": "The uuid is not valid" } });
}

/** `POST /api/patient`: record numbers are not unique, so that a second of one is made gladly. */
export async function addPatient(state: State, body: unknown, version: "7.0" | "8.2") {
  const known = fields(body);
  const faults = faultsOf(known, version);
  if (Object.keys(faults).length > 0) return invalid(faults);
  const pid = state.nextPid();
  const row = fullRow({ ...known, uuid: crypto.randomUUID() }, pid, version);
  state.patients.push(row);
  await state.save();
  return envelope({ pid, uuid: row.uuid }, 201);
}

/** `PUT /api/patient/{uuid}`. */
export async function changePatient(state: State, uuid: string, body: unknown): Promise<Response> {
  const row = rowOf(state, uuid);
  if (row === undefined) return readRow(state, uuid);
  const { uuid: _uuid, pid: _pid, id: _id, ...change } = fields(body);
  // OpenEMR keeps wall clock times without a zone; the sandbox stands in Korea, as its patients do.
  const date = new Date().toLocaleString("sv-SE", { timeZone: "Asia/Seoul" });
  Object.assign(row, change, { date }, "last_updated" in row ? { last_updated: date } : {});
  await state.save();
  return envelope(row);
}

function rowOf(state: State, uuid: string): Row | undefined {
  return state.patients.find((row) => row.uuid !== null && row.uuid === uuid.toLowerCase());
}

function fields(body: unknown): Record<string, unknown> {
  return typeof body === "object" && body !== null ? { ...body } : {};
}

function faultsOf(known: Record<string, unknown>, version: string): Record<string, unknown> {
  const length = (name: string) => String(known[name] ?? "").length;
  // 7.0 counts bytes for family names: one Hangul syllable is enough.
  const family = new TextEncoder().encode(String(known.lname ?? "")).length;
  const short = { "LengthBetween::TOO_SHORT": "is too short" };
  return {
    ...(length("fname") < (version === "7.0" ? 2 : 1) ? { fname: short } : {}),
    ...(family < 2 ? { lname: short } : {}),
    ...(length("sex") < 4 || length("sex") > 30 ? { sex: short } : {}),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(String(known.DOB))
      ? {}
      : { DOB: { "Datetime::INVALID_VALUE": "must be a valid date" } }),
  };
}

/** Empty errors are a list, real ones an object. */
function envelope(data: unknown, status = 200): Response {
  return Response.json({ validationErrors: [], internalErrors: [], data }, { status });
}

function invalid(validationErrors: Record<string, unknown>): Response {
  return Response.json({ validationErrors, internalErrors: [], data: [] }, { status: 400 });
}
