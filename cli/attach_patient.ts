import type { DicomPerson } from "./dicom_person.ts";
import {
  cutFile,
  joined,
  type RawElement,
  rawElement,
  type RawFile,
  rawItem,
  type RawVr,
} from "./dicom_elements.ts";
import { decodingOf, elementsInUtf8, isAscii, isUtf8, utf8 } from "./utf8_text.ts";

/** Whose a study shall be: a known patient's record number, its issuer, and the patient's facts. */
export interface Attachment {
  readonly mrn: string;
  /** IssuerOfPatientID; null where the installation's own authority issued the number. */
  readonly issuer: string | null;
  readonly person: DicomPerson;
  readonly at: Date;
}

const CHARACTER_SET = 0x00080005;
const ORIGINALS = 0x04000561;
const UNDEFINED_LENGTH = 0xffffffff;
/** Bytes of a Sequence Delimitation Item. */
const DELIMITER_LENGTH = 8;

/** One attribute that says whose a study is; null removes it. */
interface Wanted {
  readonly tag: number;
  readonly vr: RawVr;
  readonly value: string | null;
}

function wantedBy({ mrn, issuer, person }: Attachment): Wanted[] {
  return [
    { tag: 0x00100010, vr: "PN", value: person.name },
    { tag: 0x00100020, vr: "LO", value: mrn },
    { tag: 0x00100021, vr: "LO", value: issuer },
    { tag: 0x00100030, vr: "DA", value: person.birthDate },
    { tag: 0x00100040, vr: "CS", value: person.sex },
  ];
}

/**
 * Gives a DICOM file the identity of a known patient: PatientName, PatientID, IssuerOfPatientID,
 * PatientBirthDate and PatientSex. Their former values go into the Original Attributes Sequence
 * (PS3.3 section C.12.1.1.9) after those that stand there already. Everything else stays byte for
 * byte, UIDs included, so that doing it again gives the same object but for the time. Where the new
 * identity has other letters than ASCII and the file is not in UTF-8, its text becomes UTF-8.
 *
 * @throws {Fault} `dicom_invalid`
 */
export function attachPatient(bytes: Uint8Array, to: Attachment): Uint8Array<ArrayBuffer> {
  const file = cutFile(bytes);
  const wanted = wantedBy(to);
  if (wanted.every((one) => holds(file, one))) return joined([bytes]);
  const convert = !isUtf8(file) && wanted.some(({ value }) => !isAscii(utf8(value ?? "")));
  const present = convert ? elementsInUtf8(file) : file.elements;
  const changed = wanted.flatMap(({ tag, vr, value }) =>
    value === null ? [] : [rawElement(tag, vr, utf8(value), file.explicit)]
  );
  const replaced = [...wanted.map(({ tag }) => tag), ORIGINALS];
  const all = [
    ...present.filter(({ tag }) => !replaced.includes(tag)),
    ...changed,
    originalAttributes(file, present, formerOf(file, wanted, convert ? present : null), to.at),
  ].sort((a, b) => a.tag - b.tag);
  return joined([file.head, ...all.map((element) => element.bytes)]);
}

/** Whether the file says so already; empty components at the end of a name mean nothing. */
function holds(file: RawFile, { tag, vr, value }: Wanted): boolean {
  const element = file.elements.find((one) => one.tag === tag);
  if (element === undefined) return value === null;
  const bytes = element.bytes.subarray(8);
  const text = decodingOf(file)(bytes).replace(/[\0 ]+$/, "");
  return (vr === "PN" ? text.replace(/[=^ ]+$/, "") : text) === (value ?? "");
}

/**
 * The elements that are replaced, as the file has them. Where the file's character set changes, they
 * bring the former one along; a file that named none has no set to bring, so its values convert too.
 */
function formerOf(
  file: RawFile,
  wanted: readonly Wanted[],
  converted: readonly RawElement[] | null,
): RawElement[] {
  const replaced = wanted.map(({ tag }) => tag);
  if (converted === null) return file.elements.filter(({ tag }) => replaced.includes(tag));
  const named = file.elements.some(({ tag }) => tag === CHARACTER_SET);
  if (!named) return converted.filter(({ tag }) => replaced.includes(tag));
  return file.elements.filter(({ tag }) => tag === CHARACTER_SET || replaced.includes(tag));
}

/** The sequence with one more item, of the former values. */
function originalAttributes(
  { explicit }: RawFile,
  elements: readonly RawElement[],
  former: readonly RawElement[],
  at: Date,
): RawElement {
  const text = (tag: number, vr: "LO" | "CS" | "DT", value: string) =>
    rawElement(tag, vr, utf8(value), explicit).bytes;
  const item = joined([
    rawElement(0x04000550, "SQ", rawItem(joined(former.map(({ bytes }) => bytes))), explicit).bytes,
    text(0x04000562, "DT", `${at.toISOString().replace(/[-:TZ.]/g, "").slice(0, 14)}+0000`),
    text(0x04000563, "LO", "NeuroNova study import"),
    text(0x04000564, "LO", ""),
    text(0x04000565, "CS", "COERCE"),
  ]);
  const present = elements.find(({ tag }) => tag === ORIGINALS);
  const before = present === undefined ? new Uint8Array() : itemsIn(present.bytes, explicit);
  return rawElement(ORIGINALS, "SQ", joined([before, rawItem(item)]), explicit);
}

/** The items of a sequence element, without its header and, where it has one, its delimiter. */
function itemsIn(bytes: Uint8Array, explicit: boolean): Uint8Array {
  const header = explicit ? 12 : 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const delimited = view.getUint32(header - 4, true) === UNDEFINED_LENGTH;
  return bytes.subarray(header, delimited ? bytes.length - DELIMITER_LENGTH : bytes.length);
}
