/**
 * Text decoding by Specific Character Set (PS3.3 C.12.1.1.2, PS3.5 6.1). Two defined terms matter
 * most here: ISO_IR 192 (UTF-8) and `\ISO 2022 IR 149`, which Korean systems write and which
 * switches to KS X 1001 by the escape sequence ESC $ ) C; after it the bytes are those of EUC-KR.
 */
const LABELS: Readonly<Record<string, string>> = {
  "ISO_IR 192": "utf-8",
  "GB18030": "gb18030",
  "GBK": "gbk",
  "ISO_IR 13": "shift_jis",
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 148": "iso-8859-9",
  "ISO_IR 166": "windows-874",
  "ISO_IR 203": "iso-8859-15",
  "ISO 2022 IR 149": "euc-kr",
  "ISO 2022 IR 58": "gbk",
  "ISO 2022 IR 87": "iso-2022-jp",
  "ISO 2022 IR 159": "iso-2022-jp",
};

const ESCAPE = 0x1b;

/** Turns the bytes of one text value into a string. */
export type TextDecoding = (bytes: Uint8Array) => string;

/**
 * The decoding for the values of Specific Character Set. Unknown terms and absence read as Latin-1,
 * which never throws and leaves ASCII as it is.
 */
export function textDecoding(terms: readonly string[]): TextDecoding {
  // "ISO 2022 IR 100" announces the same repertoire as "ISO_IR 100", with code extensions.
  const known = terms.map((term) =>
    LABELS[term] ?? LABELS[term.replace("ISO 2022 IR ", "ISO_IR ")]
  );
  // The extension term is what the escape sequences switch to; the first term covers the rest.
  const label = known.slice(1).find((term) => term !== undefined) ?? known[0] ?? "iso-8859-1";
  const decoder = new TextDecoder(label);
  const switches = label === "euc-kr" || label === "gbk";
  return (bytes) => decoder.decode(switches ? withoutEscapes(bytes) : bytes);
}

/** Drops ESC $ ) C and the like: EUC decoders want the bytes without the announcement. */
function withoutEscapes(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(ESCAPE)) return bytes;
  const kept: number[] = [];
  for (let n = 0; n < bytes.length; n++) {
    const byte = bytes[n]!;
    if (byte !== ESCAPE) {
      kept.push(byte);
      continue;
    }
    // Intermediate bytes are 0x20..0x2f, one final byte ends the sequence (ECMA-35).
    n++;
    while (n < bytes.length && bytes[n]! >= 0x20 && bytes[n]! <= 0x2f) n++;
  }
  return Uint8Array.from(kept);
}
