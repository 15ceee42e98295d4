import dicomParser from "dicom-parser";
import { Fault } from "../lib/fault/fault.ts";

/** A top-level element as its bytes: header and value, untouched. */
export interface RawElement {
  /** Group and element as one number, for instance 0x00100020. */
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** A DICOM file cut at its top-level elements; joining the parts gives the file again. */
export interface RawFile {
  /** Preamble, prefix and file meta information. */
  readonly head: Uint8Array;
  readonly elements: readonly RawElement[];
  readonly explicit: boolean;
  /** The parsed data set, whose offsets are those of the file; its values are read when asked for. */
  readonly dataset: dicomParser.DataSet;
  /** Bytes of an element of the data set or the meta information as Latin-1, trimmed. */
  text(tag: string): string | undefined;
}

/** Representations that {@linkcode rawElement} writes. */
export type RawVr = "CS" | "DA" | "DT" | "LO" | "LT" | "PN" | "SH" | "SQ" | "ST" | "UC" | "UT";

const IMPLICIT = "1.2.840.10008.1.2";
/** Big endian and deflated data sets cannot be cut this way. */
const UNFIT = ["1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"];

const ITEM_DELIMITER = 0xfffee00d;

/** Representations with a four-byte length in explicit syntaxes (PS3.5 section 7.1.2). */
const LONG = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

/**
 * Cuts a DICOM file at its top-level elements without decoding any value: pixel data, private
 * elements and compressed frames stay as they are, byte for byte.
 *
 * @throws {Fault} `dicom_invalid` for a file that is none, ends early or is big endian or deflated
 */
export function cutFile(bytes: Uint8Array): RawFile {
  let dataset: dicomParser.DataSet;
  try {
    dataset = dicomParser.parseDicom(bytes);
  } catch (error) {
    throw invalid("the file cannot be read as DICOM", error);
  }
  const syntax = dataset.string("x00020010") ?? "";
  if (UNFIT.includes(syntax)) throw invalid(`transfer syntax ${syntax} is not read`);
  const explicit = syntax !== IMPLICIT;
  const elements = cutDataset(dataset, explicit, bytes.length);
  const [first] = elements;
  const head = bytes.subarray(0, first === undefined ? bytes.length : offsetIn(first.bytes, bytes));
  const text = (tag: string) => dataset.string(tag)?.replace(/[\0 ]+$/, "");
  return { head, elements, explicit, dataset, text };
}

/** The elements of a data set, or of one item of a sequence, which ends at `end` of the file. */
export function cutDataset(
  { elements, byteArray }: dicomParser.DataSet,
  explicit: boolean,
  end: number,
): RawElement[] {
  const starts = Object.values(elements)
    .map((element) => ({
      tag: Number.parseInt(element.tag.slice(1), 16),
      at: startOf(element, explicit),
    }))
    .filter(({ tag }) => tag >= 0x00030000)
    .sort((a, b) => a.at - b.at);
  return starts.map(({ tag, at }, n) => ({
    tag,
    bytes: byteArray.subarray(at, starts[n + 1]?.at ?? end),
  })).filter(({ tag }) => tag !== ITEM_DELIMITER);
}

function offsetIn(part: Uint8Array, whole: Uint8Array): number {
  return part.byteOffset - whole.byteOffset;
}

/** Where the element's own header begins, before its value. */
function startOf({ dataOffset, vr }: dicomParser.Element, explicit: boolean): number {
  return dataOffset - (explicit && LONG.includes(vr ?? "") ? 12 : 8);
}

/** An element of our own making; `value` is padded to even length with a space. */
export function rawElement(
  tag: number,
  vr: RawVr,
  value: Uint8Array,
  explicit: boolean,
): RawElement {
  const padded = new Uint8Array(value.length + value.length % 2).fill(0x20);
  padded.set(value);
  const long = explicit && LONG.includes(vr);
  const bytes = new Uint8Array((long ? 12 : 8) + padded.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  if (explicit) bytes.set(new TextEncoder().encode(vr), 4);
  if (explicit && !long) view.setUint16(6, padded.length, true);
  else view.setUint32(long ? 8 : 4, padded.length, true);
  bytes.set(padded, bytes.length - padded.length);
  return { tag, bytes };
}

/** An item of defined length (PS3.5 section 7.5). */
export function rawItem(content: Uint8Array): Uint8Array {
  const head = new Uint8Array([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  new DataView(head.buffer).setUint32(4, content.length, true);
  return joined([head, content]);
}

/** Parts joined to one array. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function invalid(reason: string, cause?: unknown): Fault {
  return new Fault("dicom_invalid", `Import: ${reason}`, { cause, facts: { reason } });
}
