import { Fault } from "../fault/fault.ts";
import type { Dataset } from "./dataset.ts";
import { keywordOf, TAGS, type Vr } from "./tags.ts";

/**
 * Reads one data set of the DICOM JSON model (PS3.18 annex F), as a PACS answers metadata. DS and
 * IS come as numbers or as text; both are read. Bulk data and inline binary are left out. Throws
 * `dicom_invalid` when `json` is no object of attributes.
 */
export function readDicomJson(json: unknown): Dataset {
  if (!isRecord(json)) throw invalid();
  const dataset: Record<string, unknown> = {};
  for (const [tag, element] of Object.entries(json)) {
    const keyword = keywordOf(tag);
    if (keyword === undefined) continue;
    if (!isRecord(element)) throw invalid();
    const vr: Vr = TAGS[keyword][1];
    if (vr === "OW") continue;
    const values = Array.isArray(element.Value) ? element.Value : [];
    const read = vr === "SQ" ? values.map(readDicomJson) : scalars(values, vr);
    if (read !== undefined) dataset[keyword] = read;
  }
  return dataset;
}

const NUMERIC: readonly Vr[] = ["AT", "DS", "FD", "IS", "UL", "US"];

/** One value bare, several as array; numeric attributes with a value that is no number: absent. */
function scalars(values: readonly unknown[], vr: Vr): unknown {
  const read = values.map((value) => {
    if (vr === "PN") return personName(value);
    if (vr === "AT") return parseInt(String(value), 16);
    return NUMERIC.includes(vr) ? Number(value ?? NaN) : String(value ?? "");
  });
  if (read.some((value) => typeof value === "number" && !Number.isFinite(value))) return undefined;
  return read.length === 1 ? read[0] : read;
}

/** Component groups joined by "=", empty ones at the end left out (PS3.5 6.2.1). */
function personName(value: unknown): string {
  if (!isRecord(value)) return String(value ?? "");
  const groups = [value.Alphabetic, value.Ideographic, value.Phonetic].map((group) =>
    typeof group === "string" ? group : ""
  );
  return groups.join("=").replace(/=+$/, "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(): Fault {
  const reason = "metadata is not DICOM JSON";
  return new Fault("dicom_invalid", reason, { facts: { reason } });
}
