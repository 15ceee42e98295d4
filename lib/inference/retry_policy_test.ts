import assert from "node:assert/strict";
import { FAULT_STATUS, type FaultCode } from "../fault/codes.ts";
import { Fault } from "../fault/fault.ts";
import { isWorthRepeating, outcomeOf, pauseBefore } from "./retry_policy.ts";

const fault = (code: FaultCode) => new Fault(code, "test");

Deno.test("what a person can put right waits for one, at the first try", () => {
  for (const code of ["sequence_missing", "series_not_aligned", "dicom_invalid"] as const) {
    assert.equal(outcomeOf(fault(code), 1), "needs_input");
    assert.equal(isWorthRepeating(fault(code), 1), false);
  }
});

Deno.test("a neighbour that is away is waited for about ten minutes, bad luck for three tries", () => {
  let waited = 0;
  let tries = 1;
  while (outcomeOf(fault("orthanc_unavailable"), tries) === "again") waited += pauseBefore(tries++);
  assert.ok(waited > 5 * 60_000 && waited < 15 * 60_000, `${waited} ms`);
  assert.equal(outcomeOf(fault("runtime_crashed"), 2), "again");
  assert.equal(outcomeOf(fault("runtime_crashed"), 3), "failed");
});

Deno.test("publishing waits for the FHIR server without an end, but not for what it rejects", () => {
  assert.equal(isWorthRepeating(fault("fhir_unavailable"), 100_000), true);
  assert.equal(isWorthRepeating(fault("fhir_rejected"), 1), false);
});

Deno.test("every fault ends every reading at some time, and no pause is longer than 20 s", () => {
  for (const code of Object.keys(FAULT_STATUS) as FaultCode[]) {
    assert.notEqual(outcomeOf(fault(code), 1000), "again", code);
  }
  for (const tries of [0, 1, 5, 50, 1e6]) {
    assert.ok(pauseBefore(tries) >= 500 && pauseBefore(tries) <= 20_000);
  }
});
