import { type Dataset, requiredText } from "./dataset.ts";
import { decimalString } from "./decimal_string.ts";
import { concatenate, encodeElement, encodeFile, encodeItem, type Parts } from "./explicit_vr.ts";
import { EXPLICIT_LITTLE_ENDIAN } from "./part10.ts";
import { type Keyword, TAGS, type Vr } from "./tags.ts";

/**
 * Writes a data set as a DICOM file (PS3.10): explicit VR little endian, all text as UTF-8
 * (Specific Character Set ISO_IR 192 is set here, also when the data set says otherwise),
 * attributes in ascending order, sequences and items with explicit length. File meta information is
 * made anew. Throws `dicom_invalid` without SOPClassUID or SOPInstanceUID.
 */
export function writePart10(dataset: Dataset): Uint8Array<ArrayBuffer> {
  const meta = {
    sopClassUid: requiredText(dataset, "SOPClassUID"),
    sopInstanceUid: requiredText(dataset, "SOPInstanceUID"),
    transferSyntax: EXPLICIT_LITTLE_ENDIAN,
  };
  return encodeFile(meta, encodeDataset({ ...dataset, SpecificCharacterSet: "ISO_IR 192" }));
}

/** The elements of a data set in tag order; text is UTF-8. */
function encodeDataset(dataset: Dataset): Parts {
  return (Object.keys(dataset) as Keyword[])
    .filter((keyword) => dataset[keyword] !== undefined)
    .sort((left, right) => TAGS[left][0] < TAGS[right][0] ? -1 : 1)
    .flatMap((keyword) => {
      const vr = representation(keyword, dataset);
      return encodeElement(TAGS[keyword][0], vr, encodeValue(vr, dataset[keyword]));
    });
}

/** Pixels of up to 8 bits are bytes, wider ones words (PS3.5 A.2). */
function representation(keyword: Keyword, dataset: Dataset): Vr {
  return keyword === "PixelData" && Number(dataset.BitsAllocated) <= 8 ? "OB" : TAGS[keyword][1];
}

function encodeValue(vr: Vr, value: Dataset[Keyword]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const values = Array.isArray(value) ? value : [value];
  if (vr === "SQ") {
    return concatenate(values.flatMap((entry: Dataset) => encodeItem(encodeDataset(entry))));
  }
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

const NUMBER_SIZE: Readonly<Partial<Record<Vr, number>>> = { AT: 4, FD: 8, UL: 4, US: 2 };

function writeNumber(view: DataView, at: number, vr: Vr, value: number): void {
  if (vr === "US") view.setUint16(at, value, true);
  else if (vr === "UL") view.setUint32(at, value, true);
  else if (vr === "FD") view.setFloat64(at, value, true);
  else {
    view.setUint16(at, Math.floor(value / 65536), true);
    view.setUint16(at + 2, value % 65536, true);
  }
}
