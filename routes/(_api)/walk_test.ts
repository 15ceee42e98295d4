import assert from "node:assert/strict";
import type { LayerReport } from "../../lib/patients/cascade.ts";
import { readWalk, writeWalk } from "./walk.ts";

const WALK: readonly LayerReport[] = [
  { layer: "cache", answer: "not_found", ms: 2 },
  { layer: "fhir", answer: "unavailable", ms: 2000 },
  { layer: "openemr", answer: "found", ms: 41 },
];

Deno.test("a walk comes back from the address as it went in", () => {
  assert.equal(writeWalk(WALK), "cache-not_found-2.fhir-unavailable-2000.openemr-found-41");
  assert.deepEqual(readWalk(writeWalk(WALK)), WALK);
});

Deno.test("what is no walk is none", () => {
  const odd = [null, "", "x", "cache-found", "cache-found-1.", "cache-<b>-1", "a-found-1"];
  for (const text of [...odd, `${writeWalk(WALK)}.${writeWalk(WALK)}`]) {
    assert.equal(readWalk(text), null, String(text));
  }
});
