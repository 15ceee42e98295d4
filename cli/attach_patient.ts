import { Fault } from "../lib/fault/fault.ts";
import { cutFile, joined, type RawElement, rawElement, type RawFile } from "./dicom_elements.ts";

/** Whose a study shall be: a record number, and its issuer where it is not the usual one. */
export interface Attachment {
  readonly mrn: string;
  /** IssuerOfPatientID; null where the installation's own authority issued the number. */
  readonly issuer: string | null;
  readonly at: Date;
}

const PATIENT_ID = 0x00100020;
const ISSUER = 0x00100021;
const ORIGINALS = 0x04000561;
const UNDEFINED_LENGTH = 0xffffffff;
/** Bytes of a Sequence Delimitation Item. */
const DELIMITER_LENGTH = 8;

/**
 * Gives a DICOM file the identity of a known patient. Only PatientID and IssuerOfPatientID change;
 * their former values go into the Original Attributes Sequence (PS3.3 section C.12.1.1.9) after
 * those that stand there already. Everything else stays byte for byte, UIDs included, so that doing
 * it again gives the same object but for the time.
 *
 * @throws {Fault} `dicom_invalid`; `input_invalid` for a number that is not plain ASCII, because the
 * file's character set may not have it
 */
export function attachPatient(bytes: Uint8Array, to: Attachment): Uint8Array<ArrayBuffer> {
  if (/[^\x20-\x7e]/.test(to.mrn + (to.issuer ?? ""))) {
    throw new Fault("input_invalid", "Import: --as takes ASCII only", { facts: { field: "--as" } });
  }
  const file = cutFile(bytes);
  if (file.text("x00100020") === to.mrn && (file.text("x00100021") ?? "") === (to.issuer ?? "")) {
    return joined([bytes]);
  }
  const changed: RawElement[] = [
    rawElement(PATIENT_ID, "LO", utf8(to.mrn), file.explicit),
    ...(to.issuer === null ? [] : [rawElement(ISSUER, "LO", utf8(to.issuer), file.explicit)]),
    originalAttributes(file, to.at),
  ];
  const kept = file.elements.filter(({ tag }) => ![PATIENT_ID, ISSUER, ORIGINALS].includes(tag));
  const all = [...kept, ...changed].sort((a, b) => a.tag - b.tag);
  return joined([file.head, ...all.map((element) => element.bytes)]);
}

/** The sequence with one more item; the former values are the very bytes that stood in the file. */
function originalAttributes(file: RawFile, at: Date): RawElement {
  const { elements, explicit } = file;
  const former = elements.filter(({ tag }) => tag === PATIENT_ID || tag === ISSUER);
  const text = (tag: number, vr: "LO" | "CS" | "DT", value: string) =>
    rawElement(tag, vr, utf8(value), explicit).bytes;
  const item = joined([
    rawElement(0x04000550, "SQ", itemOf(joined(former.map(({ bytes }) => bytes))), explicit).bytes,
    text(0x04000562, "DT", `${at.toISOString().replace(/[-:TZ.]/g, "").slice(0, 14)}+0000`),
    text(0x04000563, "LO", "NeuroNova study import"),
    text(0x04000564, "LO", ""),
    text(0x04000565, "CS", "COERCE"),
  ]);
  const present = elements.find(({ tag }) => tag === ORIGINALS);
  const before = present === undefined ? new Uint8Array() : itemsIn(present.bytes, explicit);
  return rawElement(ORIGINALS, "SQ", joined([before, itemOf(item)]), explicit);
}

/** The items of a sequence element, without its header and, where it has one, its delimiter. */
function itemsIn(bytes: Uint8Array, explicit: boolean): Uint8Array {
  const header = explicit ? 12 : 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const delimited = view.getUint32(header - 4, true) === UNDEFINED_LENGTH;
  return bytes.subarray(header, delimited ? bytes.length - DELIMITER_LENGTH : bytes.length);
}

/** An item of defined length (PS3.5 section 7.5). */
function itemOf(content: Uint8Array): Uint8Array {
  const head = new Uint8Array([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  new DataView(head.buffer).setUint32(4, content.length, true);
  return joined([head, content]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
