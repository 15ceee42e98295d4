import dicomParser from "dicom-parser";
import { Fault } from "../fault/fault.ts";
import { type TextDecoding, textDecoding } from "./character_set.ts";
import { type Dataset, text } from "./dataset.ts";
import { keywordOf, TAGS, type Vr } from "./tags.ts";

/** Transfer syntaxes that are read: uncompressed little endian, implicit and explicit. */
export const IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
export const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

/** Representations whose value is one text, backslashes included (PS3.5 6.2). */
const UNSPLIT: readonly string[] = ["LT", "ST", "UT"];

/**
 * Reads a DICOM file (PS3.10). The data set holds the attributes of {@linkcode TAGS}; PixelData is a
 * view on `bytes`, not a copy.
 *
 * Throws `series_truncated` (with the series' description as far as it was read) for a file that
 * ends before its last attribute, `dicom_invalid` for anything else that is not a readable object,
 * compressed pixel data and big endian included: the PACS transcodes those.
 */
export function readPart10(bytes: Uint8Array): Dataset {
  if (bytes.length < 132 || String.fromCharCode(...bytes.subarray(128, 132)) !== "DICM") {
    throw invalid("not a DICOM file (no DICM prefix)");
  }
  let dataset: Dataset;
  try {
    const syntax = dicomParser.readPart10Header(bytes).string("x00020010") ?? "";
    if (syntax !== IMPLICIT_LITTLE_ENDIAN && syntax !== EXPLICIT_LITTLE_ENDIAN) {
      throw invalid(`transfer syntax ${syntax || "missing"} is not uncompressed little endian`);
    }
    const parsed = dicomParser.parseDicom(bytes, { vrCallback: representationOf });
    dataset = convert(parsed, textDecoding([]));
  } catch (error) {
    throw error instanceof Fault ? error : unreadable(error);
  }
  if (text(dataset, "SOPClassUID") === undefined) throw invalid("SOPClassUID is missing");
  return dataset;
}

/**
 * The Fault for what dicom-parser throws: a string, an Error, or an object with what it had read.
 */
function unreadable(error: unknown): Fault {
  const thrown = typeof error === "object" && error !== null ? error : {};
  const cause = "exception" in thrown ? thrown.exception : error;
  const story = cause instanceof Error ? cause.message : String(cause);
  if (!/past end|overr|position/i.test(story)) return invalid("the object is malformed", cause);
  const partial = "dataSet" in thrown && isDataSet(thrown.dataSet) ? thrown.dataSet : undefined;
  return truncated(asFarAsRead(partial), `the file ends too early: ${story}`, cause);
}

/** What can be said of a file that ends too early; the last element may point beyond its end. */
function asFarAsRead(partial: dicomParser.DataSet | undefined): Dataset {
  if (partial === undefined) return {};
  for (const [tag, element] of Object.entries(partial.elements)) {
    const inside = element.dataOffset + element.length <= partial.byteArray.length;
    if (!inside || element.items !== undefined) delete partial.elements[tag];
  }
  return convert(partial, textDecoding([]));
}

/** dicom-parser exports the type of its data sets but not the class. */
function isDataSet(value: unknown): value is dicomParser.DataSet {
  return typeof value === "object" && value !== null && "elements" in value &&
    "byteArray" in value && "string" in value;
}

/** `series_truncated` naming the series by its description, else by its UID. */
export function truncated(dataset: Dataset, message: string, cause?: unknown): Fault {
  const series = text(dataset, "SeriesDescription") ?? text(dataset, "SeriesInstanceUID") ?? "?";
  return new Fault("series_truncated", message, { cause, facts: { series } });
}

function invalid(reason: string, cause?: unknown): Fault {
  return new Fault("dicom_invalid", reason, { cause, facts: { reason } });
}

/** Representation for implicit VR; undefined makes dicom-parser keep the bytes as they are. */
function representationOf(tag: string): string | undefined {
  const keyword = keywordOf(tag.slice(1));
  return keyword === undefined ? undefined : TAGS[keyword][1];
}

function convert(parsed: dicomParser.DataSet, inherited: TextDecoding): Dataset {
  const terms = parsed.string("x00080005");
  const decode = terms === undefined
    ? inherited
    : textDecoding(terms.split("\\").map((term) => term.trim()));
  const dataset: Record<string, unknown> = {};
  for (const element of Object.values(parsed.elements)) {
    const keyword = keywordOf(element.tag.slice(1));
    if (keyword === undefined) continue;
    const value = valueOf(parsed, element, TAGS[keyword][1], decode);
    if (value !== undefined) dataset[keyword] = value;
  }
  return dataset;
}

function valueOf(
  parsed: dicomParser.DataSet,
  element: dicomParser.Element,
  vr: Vr,
  decode: TextDecoding,
): unknown {
  if (vr === "SQ") {
    return (element.items ?? []).flatMap((entry) =>
      entry.dataSet === undefined ? [] : [convert(entry.dataSet, decode)]
    );
  }
  const { buffer, byteOffset } = parsed.byteArray;
  const bytes = new Uint8Array(buffer, byteOffset + element.dataOffset, element.length);
  if (vr === "OB" || vr === "OW") return bytes;
  const binary = binaryNumbers(bytes, vr);
  if (binary !== undefined) return single(binary);
  const values = textValues(bytes, vr, decode);
  return vr === "DS" || vr === "IS" ? decimals(values) : single(values);
}

/** Values of the fixed-size number representations, or undefined for text ones. */
function binaryNumbers(bytes: Uint8Array, vr: Vr): number[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const every = (size: number, read: (at: number) => number) =>
    Array.from({ length: Math.floor(bytes.length / size) }, (_, n) => read(n * size));
  switch (vr) {
    case "US":
      return every(2, (at) => view.getUint16(at, true));
    case "UL":
      return every(4, (at) => view.getUint32(at, true));
    case "FD":
      return every(8, (at) => view.getFloat64(at, true));
    case "AT":
      return every(4, (at) => view.getUint16(at, true) * 65536 + view.getUint16(at + 2, true));
    default:
      return undefined;
  }
}

function textValues(bytes: Uint8Array, vr: Vr, decode: TextDecoding): string[] {
  const whole = decode(bytes).replace(/[\0 ]+$/, "");
  if (whole === "") return [];
  return UNSPLIT.includes(vr) ? [whole] : whole.split("\\").map((part) => part.trim());
}

/** Decimal values; an attribute with a value that is no number counts as absent. */
function decimals(values: readonly string[]): number | number[] | undefined {
  const parsed = values.map((value) => value === "" ? NaN : Number(value));
  return parsed.every(Number.isFinite) ? single(parsed) : undefined;
}

function single<T>(values: T[]): T | T[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}
