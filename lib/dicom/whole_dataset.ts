import dicomParser from "dicom-parser";
import { dictionary } from "dcmjs/dictionary";
import { type TextDecoding, textDecoding } from "./character_set.ts";
import { concatenate, encodeElement, encodeItem, type Parts } from "./explicit_vr.ts";

/** Representations whose bytes depend on Specific Character Set (PS3.5 6.1.2.3). */
const TEXT = ["LO", "LT", "PN", "SH", "ST", "UC", "UT"];

/** What the dictionary leaves open ("xs": US or SS, "ox": OB or OW), with the same bytes. */
const OPEN: Readonly<Record<string, string>> = { xs: "US", ox: "OW", lt: "OW", up: "UL" };

/** Representation of a standard attribute ("x00100010"), or undefined for private ones. */
export function standardVr(tag: string): string | undefined {
  const [group, element] = [tag.slice(1, 5).toUpperCase(), tag.slice(5).toUpperCase()];
  // dcmjs has no types of its own; this is the only place that looks into it.
  const entry: { readonly vr?: string } | undefined = dictionary[`(${group},${element})`];
  return entry?.vr === undefined ? undefined : OPEN[entry.vr] ?? entry.vr;
}

/**
 * Every element of a data set, private and unknown ones included, encoded anew as explicit VR
 * little endian with text as UTF-8; by tag ("00100010"). Left out are group lengths, file meta
 * information and Specific Character Set. Compressed pixel data are carried over as they are.
 */
export function encodeWhole(
  parsed: dicomParser.DataSet,
  inherited: TextDecoding = textDecoding([]),
): Map<string, Parts> {
  const terms = parsed.string("x00080005");
  const decode = terms === undefined
    ? inherited
    : textDecoding(terms.split("\\").map((term) => term.trim()));
  const encoded = new Map<string, Parts>();
  for (const element of Object.values(parsed.elements)) {
    const tag = element.tag.slice(1).toUpperCase();
    if (tag.startsWith("0002") || tag.endsWith("0000") || tag === "00080005") continue;
    encoded.set(tag, encodeOne(parsed, element, tag, decode));
  }
  return encoded;
}

/** Parts in ascending order of their tags. */
export function inTagOrder(encoded: ReadonlyMap<string, Parts>): Parts {
  return [...encoded].sort(([left], [right]) => left < right ? -1 : 1).flatMap(([, parts]) =>
    parts
  );
}

/** The items of a sequence, each encoded whole. */
export function encodeItems(
  element: dicomParser.Element | undefined,
  decode: TextDecoding = textDecoding([]),
): Parts {
  return (element?.items ?? []).flatMap(({ dataSet }) =>
    dataSet === undefined ? [] : encodeItem(inTagOrder(encodeWhole(dataSet, decode)))
  );
}

function encodeOne(
  parsed: dicomParser.DataSet,
  element: dicomParser.Element,
  tag: string,
  decode: TextDecoding,
): Parts {
  const { buffer, byteOffset } = parsed.byteArray;
  const bytes = new Uint8Array(buffer, byteOffset + element.dataOffset, element.length);
  if (element.encapsulatedPixelData === true) return encapsulated(tag, bytes);
  if (element.items !== undefined) {
    return encodeElement(tag, "SQ", concatenate(encodeItems(element, decode)));
  }
  const vr = element.vr ?? standardVr(element.tag) ?? "UN";
  // Bytes of plain ASCII are the same in UTF-8, padding and all.
  const foreign = TEXT.includes(vr) && bytes.some((byte) => byte >= 0x80 || byte === 0x1b);
  const value = foreign ? new TextEncoder().encode(decode(bytes).trimEnd()) : bytes;
  return encodeElement(tag, vr, value);
}

/** Fragments have undefined length and end with their own delimiter, which `bytes` include. */
function encapsulated(tag: string, bytes: Uint8Array): Parts {
  const [header] = encodeElement(tag, "OB", new Uint8Array());
  if (header === undefined) throw new TypeError("an element without a header");
  new DataView(header.buffer).setUint32(8, 0xffffffff, true);
  return [header, bytes];
}
