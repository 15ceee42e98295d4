import assert from "node:assert/strict";
import type { Condition } from "@medplum/fhirtypes";
import type { Primary } from "../metastasis/facts.ts";
import { readCondition } from "./condition_primary.ts";

const SNOMED = "http://snomed.info/sct";
const ICD10 = "http://hl7.org/fhir/sid/icd-10";
const ICD10_CM = "urn:oid:2.16.840.1.113883.6.90";

function condition(...codings: readonly (readonly [system: string, code: string])[]): Condition {
  return {
    resourceType: "Condition",
    subject: { reference: "Patient/1" },
    code: { coding: codings.map(([system, code]) => ({ system, code })) },
  };
}

function verified(code: string, ...statuses: readonly string[]): Condition {
  return {
    ...condition([ICD10, code]),
    verificationStatus: { coding: statuses.map((status) => ({ code: status })) },
  };
}

function primariesOf(one: Condition): readonly Primary[] | string {
  const read = readCondition(one);
  return read.kind === "cancer" ? read.primaries : read.kind;
}

Deno.test("readCondition() knows primaries by SNOMED CT and by ICD-10, its editions included", () => {
  for (
    const [system, code, primary] of [
      [SNOMED, "254837009", "breast"],
      [SNOMED, "254838004", "breast"],
      [SNOMED, "399068003", "other"],
      [SNOMED, "254632001", "sclc"],
      [SNOMED, "254626006", "nsclc_adenocarcinoma"],
      [SNOMED, "424132000", "nsclc_unspecified"],
      [ICD10, "C50.9", "breast"],
      [ICD10, "c50.9", "breast"],
      [ICD10, "C509", "breast"],
      [ICD10_CM, "C50.911", "breast"],
      ["2.16.840.1.113883.6.3", "C64", "renal"],
      [`${ICD10}-cm`, "C43.59", "melanoma"],
      ["urn:kcd-8", "C64", "renal"],
      [ICD10, "C18.7", "colorectal"],
      [ICD10, "C25.0", "gastrointestinal_other"],
      [ICD10, "C34.1", "lung_unspecified"],
      [ICD10, "C61", "other"],
      [ICD10, "C75.0", "other"],
      [ICD10_CM, "C7A.1", "other"],
    ] as const
  ) assert.deepEqual(primariesOf(condition([system, code])), [primary], code);
});

Deno.test("readCondition() tells what is no primary outside the skull from what it cannot read", () => {
  for (
    const code of ["C71.9", "C44.3", "D33.0", "D05.1", "I10", "C75.1", "C75.2", "C753", "Z80.3"]
  ) {
    assert.equal(primariesOf(condition([ICD10, code])), "no_primary", code);
  }
  for (
    const [system, code] of [
      [ICD10, "C79.3"],
      [ICD10, "C78.0"],
      [ICD10_CM, "C7B.8"],
      [ICD10, "Z85.3"],
      [ICD10, "D48.6"],
      [ICD10, "toString"],
      [SNOMED, "94225005"],
      [SNOMED, "constructor"],
      ["http://hl7.org/fhir/sid/icd-9-cm", "174.9"],
      ["http://hl7.org/fhir/sid/icd-10-pcs", "C50"],
      ["", "C50.9"],
    ] as const
  ) assert.equal(primariesOf(condition([system, code])), "unread", code);
  const text = { resourceType: "Condition", subject: {}, code: { text: "Breast cancer" } } as const;
  assert.equal(primariesOf(text), "unread");
  assert.equal(primariesOf({ resourceType: "Condition", subject: {} }), "unread");
});

Deno.test("readCondition() reads every coding of a Condition and keeps the closest", () => {
  const both = condition([ICD10, "C34.1"], [SNOMED, "254626006"]);
  assert.deepEqual(primariesOf(both), ["nsclc_adenocarcinoma"]);
  assert.deepEqual(primariesOf(condition([SNOMED, "1"], [ICD10, "C50.9"])), ["breast"]);
  assert.deepEqual(primariesOf(condition([ICD10, "C80"], [SNOMED, "254837009"])), ["breast"]);
  assert.equal(primariesOf(condition([SNOMED, "38341003"], [ICD10, "I10"])), "no_primary");
  assert.equal(primariesOf(condition([ICD10, "C79.3"], [SNOMED, "94225005"])), "unread");
  assert.equal(primariesOf(condition([SNOMED, "428061005"], [ICD10, "C79.3"])), "unread");
  assert.equal(primariesOf(condition([SNOMED, "428061005"], [SNOMED, "1"])), "no_primary");
});

Deno.test("readCondition() counts neither what was refuted nor, without a word, what is unconfirmed", () => {
  assert.deepEqual(primariesOf(verified("C50.9", "confirmed")), ["breast"]);
  for (const statuses of [["refuted"], ["entered-in-error"], ["confirmed", "refuted"]]) {
    assert.equal(primariesOf(verified("C50.9", ...statuses)), "void");
  }
  for (const status of ["unconfirmed", "provisional", "differential"]) {
    assert.deepEqual(readCondition(verified("C50.9", status)), {
      kind: "unconfirmed",
      primaries: ["breast"],
    });
    assert.equal(primariesOf(verified("I10", status)), "no_primary");
  }
});
