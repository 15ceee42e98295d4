import type dicomParser from "dicom-parser";
import { type TextDecoding, textDecoding } from "../lib/dicom/character_set.ts";
import { keywordOf, TAGS } from "../lib/dicom/tags.ts";
import {
  cutDataset,
  joined,
  type RawElement,
  rawElement,
  type RawFile,
  rawItem,
  type RawVr,
} from "./dicom_elements.ts";

const CHARACTER_SET = 0x00080005;
/** Representations whose bytes Specific Character Set governs (PS3.5 section 6.1.2.2). */
const TEXT = ["LO", "LT", "PN", "SH", "ST", "UC", "UT"] as const;

/** Text as UTF-8, which is also ASCII where only ASCII is used. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Whether a value reads the same in every character set of DICOM. */
export function isAscii(bytes: Uint8Array): boolean {
  // ESC (0x1b) begins a switch to another set, the bytes after it only look like ASCII.
  return bytes.every((byte) => byte < 0x80 && byte !== 0x1b);
}

/** Whether the file's text is UTF-8 already. */
export function isUtf8(file: RawFile): boolean {
  return file.text("x00080005") === "ISO_IR 192";
}

/** Turns the bytes of the file's top-level text into strings. */
export function decodingOf(file: RawFile): TextDecoding {
  return textDecoding((file.text("x00080005") ?? "").split("\\").map((term) => term.trim()));
}

/**
 * The elements of a file with all text in UTF-8 and Specific Character Set saying so, in the order
 * of their tags. Whatever is ASCII stays byte for byte; so do items that name a character set of
 * their own, and elements whose representation nobody knows (UN; private ones in implicit syntax).
 */
export function elementsInUtf8(file: RawFile): RawElement[] {
  const decode = decodingOf(file);
  const all = converted(file.dataset, file.elements, file.explicit, decode);
  const set = rawElement(CHARACTER_SET, "CS", utf8("ISO_IR 192"), file.explicit);
  return [...all.filter(({ tag }) => tag !== CHARACTER_SET), set].sort((a, b) => a.tag - b.tag);
}

function converted(
  dataset: dicomParser.DataSet,
  elements: readonly RawElement[],
  explicit: boolean,
  decode: TextDecoding,
): RawElement[] {
  return elements.map((raw) => {
    const parsed = dataset.elements[`x${raw.tag.toString(16).padStart(8, "0")}`];
    if (parsed === undefined || isAscii(raw.bytes)) return raw;
    if (parsed.items !== undefined && parsed.vr !== "UN") {
      const items = parsed.items.map((item) => rawItem(convertedItem(item, explicit, decode)));
      return rawElement(raw.tag, "SQ", joined(items), explicit);
    }
    const vr = textVrOf(parsed);
    if (vr === undefined) return raw;
    const { byteArray } = dataset;
    const value = byteArray.subarray(parsed.dataOffset, parsed.dataOffset + parsed.length);
    if (isAscii(value)) return raw;
    return rawElement(raw.tag, vr, utf8(decode(value).replace(/[\0 ]+$/, "")), explicit);
  });
}

function convertedItem(
  { dataSet, dataOffset, length }: dicomParser.Element,
  explicit: boolean,
  decode: TextDecoding,
): Uint8Array {
  if (dataSet === undefined) return new Uint8Array();
  const elements = cutDataset(dataSet, explicit, dataOffset + length);
  const own = elements.some(({ tag }) => tag === CHARACTER_SET);
  const parts = own ? elements : converted(dataSet, elements, explicit, decode);
  return joined(parts.map(({ bytes }) => bytes));
}

/** Implicit syntaxes do not say what an element is: there the dictionary of the product knows. */
function textVrOf({ vr, tag }: dicomParser.Element): RawVr | undefined {
  const keyword = keywordOf(tag.slice(1));
  const known = vr ?? (keyword === undefined ? undefined : TAGS[keyword][1]);
  return TEXT.find((one) => one === known);
}
