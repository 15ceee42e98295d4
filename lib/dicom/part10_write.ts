import { requiredText } from "./dataset.ts";
import type { Dataset } from "./dataset.ts";
import { decimalString } from "./decimal_string.ts";
import { EXPLICIT_LITTLE_ENDIAN } from "./part10.ts";
import { type Keyword, TAGS, type Vr } from "./tags.ts";

/** Derived once by `deriveUid("NeuroNova", "implementation")`; names this writer in every file. */
const IMPLEMENTATION_CLASS_UID = "2.25.135647674480472839580325732827772422608";
const IMPLEMENTATION_VERSION_NAME = "NEURONOVA";

/** Representations with a 4-byte length and two reserved bytes in explicit VR (PS3.5 7.1.2). */
const LONG: readonly Vr[] = ["OB", "OW", "SQ", "UC", "UT"];

/**
 * Writes a data set as a DICOM file (PS3.10): preamble, file meta information, explicit VR little
 * endian, all text as UTF-8 (Specific Character Set ISO_IR 192 is set here, also when the data set
 * says otherwise), attributes in ascending order, sequences and items with explicit length.
 * Throws `dicom_invalid` without SOPClassUID or SOPInstanceUID.
 */
export function writePart10(dataset: Dataset): Uint8Array<ArrayBuffer> {
  const body: Dataset = { ...dataset, SpecificCharacterSet: "ISO_IR 192" };
  const meta = concatenate(encodeAll({
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: requiredText(dataset, "SOPClassUID"),
    MediaStorageSOPInstanceUID: requiredText(dataset, "SOPInstanceUID"),
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
  }, () => true));
  const preamble = new Uint8Array(132);
  preamble.set(new TextEncoder().encode("DICM"), 128);
  return concatenate([
    preamble,
    ...encodeAll({ FileMetaInformationGroupLength: meta.length }, () => true),
    meta,
    ...encodeAll(body, (tag) => !tag.startsWith("0002")),
  ]);
}

/** Encoded elements of a data set in tag order, those of `wanted` tags. */
function encodeAll(dataset: Dataset, wanted: (tag: string) => boolean): Uint8Array[] {
  return (Object.keys(dataset) as Keyword[])
    .filter((keyword) => dataset[keyword] !== undefined && wanted(TAGS[keyword][0]))
    .sort((left, right) => TAGS[left][0] < TAGS[right][0] ? -1 : 1)
    .flatMap((keyword) => encodeElement(keyword, dataset));
}

function encodeElement(keyword: Keyword, dataset: Dataset): Uint8Array[] {
  const [tag, declared] = TAGS[keyword];
  // Pixels of up to 8 bits are bytes, wider ones words (PS3.5 A.2).
  const vr: Vr = keyword === "PixelData" && Number(dataset.BitsAllocated) <= 8 ? "OB" : declared;
  const value = encodeValue(vr, dataset[keyword]);
  const long = LONG.includes(vr);
  const header = new Uint8Array(long ? 12 : 8);
  const view = new DataView(header.buffer);
  writeTag(view, tag);
  header[4] = vr.charCodeAt(0);
  header[5] = vr.charCodeAt(1);
  const padded = value.length + (value.length % 2);
  if (long) view.setUint32(8, padded, true);
  else if (padded <= 0xffff) view.setUint16(6, padded, true);
  else throw new RangeError(`${keyword} is longer than its length field can say`);
  if (padded === value.length) return [header, value];
  return [header, value, Uint8Array.of(padding(vr))];
}

function encodeValue(vr: Vr, value: Dataset[Keyword]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const values = Array.isArray(value) ? value : [value];
  if (vr === "SQ") return concatenate(values.flatMap((entry: Dataset) => encodeItem(entry)));
  const size = NUMBER_SIZE[vr];
  if (size !== undefined) {
    const bytes = new Uint8Array(size * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((entry: number, n) => writeNumber(view, n * size, vr, entry));
    return bytes;
  }
  const written = values.map((entry: string | number) =>
    typeof entry === "number" ? decimalString(entry) : entry
  );
  return new TextEncoder().encode(written.join("\\"));
}

function encodeItem(dataset: Dataset): Uint8Array[] {
  const content = encodeAll(dataset, () => true);
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  writeTag(view, "FFFEE000");
  view.setUint32(4, content.reduce((sum, part) => sum + part.length, 0), true);
  return [header, ...content];
}

const NUMBER_SIZE: Readonly<Partial<Record<Vr, number>>> = {
  AT: 4,
  FD: 8,
  FL: 4,
  SL: 4,
  SS: 2,
  UL: 4,
  US: 2,
};

function writeNumber(view: DataView, at: number, vr: Vr, value: number): void {
  if (vr === "US") view.setUint16(at, value, true);
  else if (vr === "SS") view.setInt16(at, value, true);
  else if (vr === "UL") view.setUint32(at, value, true);
  else if (vr === "SL") view.setInt32(at, value, true);
  else if (vr === "FL") view.setFloat32(at, value, true);
  else if (vr === "FD") view.setFloat64(at, value, true);
  else {
    view.setUint16(at, Math.floor(value / 65536), true);
    view.setUint16(at + 2, value % 65536, true);
  }
}

function writeTag(view: DataView, tag: string): void {
  view.setUint16(0, parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, parseInt(tag.slice(4), 16), true);
}

/** Values have even length: UIDs and bytes are padded with 0, text with a space (PS3.5 6.2). */
function padding(vr: Vr): number {
  return vr === "UI" || vr === "OB" || vr === "OW" ? 0 : 0x20;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
