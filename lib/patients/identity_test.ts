import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../fault/fault.ts";
import { parseMrn, patientId } from "./identity.ts";

const READ: readonly [typed: string, read: string][] = [
  ["MRN-0001", "MRN-0001"],
  ["  0042 ", "0042"],
  ["\u00a0\u30000042\u3000\t\n", "0042"],
  ["００４２", "0042"],
  ["abC", "abC"],
  ["차트-7".normalize("NFD"), "차트-7"],
  ["A 12", "A 12"],
  ["A\u00a012", "A 12"],
  ['O\'Neil"7"', 'O\'Neil"7"'],
  ["SUB_001", "SUB_001"],
];

for (const [typed, read] of READ) {
  Deno.test(`parseMrn() reads ${JSON.stringify(typed)} as ${JSON.stringify(read)}`, () => {
    assert.equal(parseMrn(typed), read);
  });
}

const REFUSED = [
  "",
  "   ",
  "\u3000",
  "*",
  "MRN-*",
  "MRN%",
  "MRN-000?",
  "_",
  "--",
  "MRN-1,MRN-2",
  "urn:x|MRN-1",
  "MRN\\1",
  "MRN\u0000",
  "MRN\n1",
  "MRN\u200b1",
  "\u202eMRN",
  "MRN\ud800",
  "9".repeat(65),
];

for (const text of REFUSED) {
  Deno.test(`parseMrn() refuses ${JSON.stringify(text)} without repeating it`, () => {
    assert.throws(() => parseMrn(text), (error) => {
      assert.ok(error instanceof Fault && error.code === "input_invalid");
      assert.equal(error.facts["field"], "mrn");
      assert.match(String(error.facts["case"]), /^mrn_(?:empty|long|character)$/);
      return text.trim() === "" || !error.message.includes(text);
    });
  });
}

Deno.test("what parseMrn() accepts it reads again as the same", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    let mrn: string;
    try {
      mrn = parseMrn(text);
    } catch (error) {
      assert.ok(error instanceof Fault);
      return;
    }
    assert.equal(parseMrn(mrn), mrn);
    assert.ok(mrn.length > 0 && !/[\p{Cc}*%?,|\\]/u.test(mrn));
  }));
});

Deno.test("`patientId()` is one UUID for one identity, another for any other", () => {
  const id = patientId({ authority: "urn:oid:1.2", mrn: "0001" });
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(patientId({ authority: "urn:oid:1.2", mrn: "0001" }), id);
  for (const other of [["urn:oid:1.2", "1"], ["urn:oid:1.20", "001"], ["urn:oid:1.3", "0001"]]) {
    assert.notEqual(patientId({ authority: other[0]!, mrn: other[1]! }), id);
  }
});
