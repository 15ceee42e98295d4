import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parse } from "./parse.ts";
import { stringify } from "./stringify.ts";

describe("stringify and parse", () => {
  it("write what JSON cannot say as negative indexes", () => {
    const cases: [unknown, string][] = [
      [undefined, "-1"],
      [null, "-2"],
      [NaN, "-3"],
      [Infinity, "-4"],
      [-Infinity, "-5"],
      [-0, "-6"],
      [[1, , 3], "[[1,-7,2],1,3]"],
      [1n, '[["BigInt","1"]]'],
      [new Set([1, null]), '[["Set",[1,-2]],1]'],
      [new Map([[1, -2]]), '[["Map",[1,2]],1,-2]'],
      [new Uint8Array([1, 2, 3]), '[["Uint8Array","AQID"]]'],
      [new Date(0), '[["Date","1970-01-01T00:00:00.000Z"]]'],
      [/a"/g, '[["RegExp","a\\"", "g"]]'],
      [new URL("https://a.b/"), '[["URL","https://a.b/"]]'],
    ];
    for (const [value, text] of cases) {
      assert.equal(stringify(value), text);
      assert.deepStrictEqual(parse(text), value);
    }
  });

  it("keep shared and circular references", () => {
    const shared = { x: 1 };
    const value: Record<string, unknown> = { a: shared, b: [shared] };
    value.self = value;
    const copy = parse<typeof value & { b: unknown[] }>(stringify(value));
    assert.equal(copy.self, copy);
    assert.equal(copy.a, copy.b[0]);
  });

  it("bring any plain data back as it was", () => {
    fc.assert(fc.property(
      fc.object({ withDate: true, withMap: true, withSet: true, withBigInt: true, maxDepth: 3 }),
      (value) => assert.deepEqual(parse(stringify(value)), value),
    ));
  });

  it("never set a prototype and refuse functions", () => {
    const parsed = parse<object>('[{"__proto__":1},{"y":2},1]');
    assert.equal(Object.getPrototypeOf(parsed), Object.prototype);
    assert.throws(() => stringify({ f: () => {} }), /functions/);
  });

  it("let own types be unwrapped and made again", () => {
    const text = stringify([new Error("e")], {
      Fault: (value) => value instanceof Error ? { value: value.message } : undefined,
    });
    assert.deepEqual(parse(text, { Fault: (message: string) => `fault ${message}` }), ["fault e"]);
  });
});
