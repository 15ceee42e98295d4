import { Fault } from "../fault/fault.ts";

const MEDIA_STORAGE_SOP_INSTANCE_UID = 0x0003;
const LONG_LENGTHS = new Set(["OB", "OW", "OF", "SQ", "UT", "UN"]);

/**
 * SOP Instance UID of a DICOM file, from its file meta information (PS3.10 section 7.1: always
 * explicit VR little endian): enough to compare what was sent with what a PACS says it stored.
 * Fault `dicom_invalid` when the bytes are no DICOM file or name no instance.
 */
export function sopUidOf(file: Uint8Array): string {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const text = (from: number, to: number) => String.fromCharCode(...file.subarray(from, to));
  if (file.length < 144 || text(128, 132) !== "DICM") throw invalid("it has no DICM mark");
  let at = 132;
  while (at + 8 <= file.length && view.getUint16(at, true) === 0x0002) {
    const long = LONG_LENGTHS.has(text(at + 4, at + 6));
    if (long && at + 12 > file.length) break;
    const length = long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true);
    const start = at + (long ? 12 : 8);
    if (view.getUint16(at + 2, true) === MEDIA_STORAGE_SOP_INSTANCE_UID) {
      const uid = text(start, Math.min(start + length, start + 64)).replace(/[\0 ]+$/, "");
      if (/^[0-9.]{1,64}$/.test(uid)) return uid;
      break;
    }
    at = start + length;
  }
  throw invalid("its meta information names no instance");
}

function invalid(reason: string): Fault {
  return new Fault("dicom_invalid", `Not a DICOM file: ${reason}`, { facts: { reason } });
}
