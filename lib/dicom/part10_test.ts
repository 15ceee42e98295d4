import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../fault/fault.ts";
import type { Dataset } from "./dataset.ts";
import { decimalString } from "./decimal_string.ts";
import { readPart10 } from "./part10.ts";
import { writePart10 } from "./part10_write.ts";

const IDENTITY = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.4", SOPInstanceUID: "2.25.1" };

/** What was written, without what the writer adds. */
function roundTrip(dataset: Dataset): Dataset {
  const read = readPart10(writePart10({ ...IDENTITY, ...dataset }));
  const added = new Set(["SpecificCharacterSet", "SOPClassUID", "SOPInstanceUID"]);
  return Object.fromEntries(Object.entries(read).filter(([keyword]) => !added.has(keyword)));
}

/** Records with the prototype of a literal, as deepEqual wants it. */
const PLAIN = { noNullPrototype: true } as const;

const word = fc.stringMatching(/^[A-Z][A-Za-z0-9 ^=가-힣洪吉洞é]{0,20}[A-Z]$/);

Deno.test("text, numbers, bytes and nested sequences come back as written", () => {
  const anyDataset = fc.record({
    PatientName: word,
    SeriesDescription: word,
    ImageType: fc.array(word, { minLength: 2, maxLength: 4 }),
    Rows: fc.integer({ min: 0, max: 65535 }),
    DimensionIndexValues: fc.array(fc.nat(), { minLength: 2, maxLength: 3 }),
    // -0 and 0 are one number here.
    FloatingPointValue: fc.double({ noNaN: true }).map((value) => value + 0),
    SeriesNumber: fc.integer({ min: -1000, max: 1000 }),
    DimensionIndexPointer: fc.constant(0x00209113),
    BitsAllocated: fc.constant(16),
    PixelData: fc.uint8Array({ minLength: 2, maxLength: 10 }).map((bytes) =>
      bytes.slice(0, 2 * (bytes.length >> 1))
    ),
    SegmentSequence: fc.array(
      fc.record({ SegmentLabel: word, SegmentNumber: fc.integer({ min: 1, max: 9 }) }, PLAIN),
      { maxLength: 3 },
    ),
  }, PLAIN);
  fc.assert(fc.property(anyDataset, (dataset) => {
    assert.deepEqual(roundTrip(dataset), dataset);
  }));
});

Deno.test("decimal strings have at most 16 characters and keep 9 digits", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), (value) => {
    const text = decimalString(value);
    assert.ok(text.length <= 16, text);
    assert.ok(Math.abs(Number(text) - value) <= 1e-8 * Math.abs(value), `${text} for ${value}`);
  }));
  assert.equal(decimalString(1.2000000000000028), "1.2");
  assert.equal(decimalString(13421.7728), "13421.7728");
});

Deno.test("a file cut off anywhere is a Fault, never another error", () => {
  const whole = writePart10({
    ...IDENTITY,
    SeriesDescription: "T1c",
    SegmentSequence: [{ SegmentNumber: 1, SegmentLabel: "Edema" }],
    BitsAllocated: 16,
    PixelData: new Uint8Array(64),
  });
  for (let length = 0; length < whole.length; length++) {
    try {
      readPart10(whole.subarray(0, length));
    } catch (error) {
      assert.ok(error instanceof Fault, `at ${length}: ${error}`);
      assert.ok(["dicom_invalid", "series_truncated"].includes(error.code));
    }
  }
  assert.throws(() => readPart10(whole.subarray(0, whole.length - 1)), {
    code: "series_truncated",
    facts: { series: "T1c" },
  });
});

Deno.test("flipped bytes give a data set or a Fault", () => {
  const whole = writePart10({
    ...IDENTITY,
    PatientName: "A^B",
    SegmentSequence: [{ SegmentNumber: 1 }, { SegmentNumber: 2 }],
    PixelData: new Uint8Array(16),
  });
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
      const broken = whole.slice();
      for (const { at, to } of changes) broken[at] = to;
      try {
        readPart10(broken);
      } catch (error) {
        assert.ok(error instanceof Fault, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("what is no DICOM file, and what is compressed, is refused by name", () => {
  assert.throws(() => readPart10(new Uint8Array()), { code: "dicom_invalid" });
  assert.throws(() => readPart10(new TextEncoder().encode("<html>".repeat(99))), {
    code: "dicom_invalid",
    message: /DICM/,
  });
  const file = writePart10(IDENTITY);
  const at = new TextDecoder("latin1").decode(file).indexOf("1.2.840.10008.1.2.1\0");
  file.set(new TextEncoder().encode("1.2.840.10008.1.2.2"), at);
  assert.throws(() => readPart10(file), {
    code: "dicom_invalid",
    message: /1\.2\.840\.10008\.1\.2\.2/,
  });
});

Deno.test("implicit VR is read by the dictionary, Korean names of ISO 2022 IR 149 included", () => {
  const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  const even = (text: string, pad: string) => latin(text.length % 2 ? text + pad : text);
  const tagged = (group: number, element: number, head: number[], value: Uint8Array) => [
    group & 255,
    group >> 8,
    element & 255,
    element >> 8,
    ...head,
    ...value,
  ];
  const explicit = (element: number, vr: string, value: Uint8Array) =>
    tagged(2, element, [...latin(vr), value.length, 0], value);
  const implicit = (group: number, element: number, value: Uint8Array) =>
    tagged(group, element, [value.length, 0, 0, 0], value);
  const syntax = explicit(0x10, "UI", even("1.2.840.10008.1.2", "\0"));
  const length = explicit(0, "UL", Uint8Array.of(syntax.length, 0, 0, 0));
  const name =
    "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf";
  const file = Uint8Array.from([
    ...new Uint8Array(128),
    ...latin("DICM"),
    ...length,
    ...syntax,
    ...implicit(0x0008, 0x0005, even("\\ISO 2022 IR 149", " ")),
    ...implicit(0x0008, 0x0016, even("1.2.840.10008.5.1.4.1.1.4", "\0")),
    ...implicit(0x0010, 0x0010, even(name, " ")),
    ...implicit(0x0028, 0x0010, Uint8Array.of(0, 2)),
    ...implicit(0x0028, 0x0030, even("0.9\\1.1", " ")),
  ]);
  const dataset = readPart10(file);
  assert.equal(dataset.PatientName, "Hong^Gildong=洪^吉洞=홍^길동");
  assert.equal(dataset.Rows, 512);
  assert.deepEqual(dataset.PixelSpacing, [0.9, 1.1]);
});
