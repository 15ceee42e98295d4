/** Representations with two reserved bytes and a 4-byte length in explicit VR (PS3.5 7.1.2). */
const LONG = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

/** Representations whose odd values are padded with a zero byte; text takes a space (PS3.5 6.2). */
const ZERO_PADDED = ["OB", "OW", "UI", "UN"];

/** Derived once by `deriveUid("NeuroNova", "implementation")`; names this writer in every file. */
const IMPLEMENTATION_CLASS_UID = "2.25.135647674480472839580325732827772422608";
const IMPLEMENTATION_VERSION_NAME = "NEURONOVA";

/** Bytes in order, not yet joined. */
export type Parts = readonly Uint8Array[];

/**
 * One element in explicit VR little endian, padded to even length. `tag` is 8 hexadecimal digits.
 * Throws a RangeError for a value that is too long for its representation.
 */
export function encodeElement(tag: string, vr: string, value: Uint8Array): Parts {
  const long = LONG.includes(vr);
  const header = new Uint8Array(long ? 12 : 8);
  const view = new DataView(header.buffer);
  writeTag(view, tag);
  header[4] = vr.charCodeAt(0);
  header[5] = vr.charCodeAt(1);
  const padded = value.length + (value.length % 2);
  if (long) view.setUint32(8, padded, true);
  else if (padded <= 0xffff) view.setUint16(6, padded, true);
  else throw new RangeError(`${tag} is longer than its length field can say`);
  if (padded === value.length) return [header, value];
  return [header, value, Uint8Array.of(ZERO_PADDED.includes(vr) ? 0 : 0x20)];
}

/** One item of a sequence, with explicit length. */
export function encodeItem(content: Parts): Parts {
  const header = new Uint8Array(8);
  const view = new DataView(header.buffer);
  writeTag(view, "FFFEE000");
  view.setUint32(4, content.reduce((sum, part) => sum + part.length, 0), true);
  return [header, ...content];
}

/** What the file meta information says of the object that follows. */
export interface FileMeta {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntax: string;
}

/** A DICOM file (PS3.10 7.1): preamble, prefix, file meta information, data set. */
export function encodeFile(meta: FileMeta, body: Parts): Uint8Array<ArrayBuffer> {
  const ascii = (text: string) => new TextEncoder().encode(text);
  const information = concatenate([
    ...encodeElement("00020001", "OB", Uint8Array.of(0, 1)),
    ...encodeElement("00020002", "UI", ascii(meta.sopClassUid)),
    ...encodeElement("00020003", "UI", ascii(meta.sopInstanceUid)),
    ...encodeElement("00020010", "UI", ascii(meta.transferSyntax)),
    ...encodeElement("00020012", "UI", ascii(IMPLEMENTATION_CLASS_UID)),
    ...encodeElement("00020013", "SH", ascii(IMPLEMENTATION_VERSION_NAME)),
  ]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, information.length, true);
  const preamble = new Uint8Array(132);
  preamble.set(ascii("DICM"), 128);
  return concatenate([
    preamble,
    ...encodeElement("00020000", "UL", length),
    information,
    ...body,
  ]);
}

/** The parts as one array. */
export function concatenate(parts: Parts): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function writeTag(view: DataView, tag: string): void {
  view.setUint16(0, parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, parseInt(tag.slice(4), 16), true);
}
