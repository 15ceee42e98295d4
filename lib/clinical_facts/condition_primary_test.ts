import assert from "node:assert/strict";
import type { Condition } from "@medplum/fhirtypes";
import { primaryOf } from "./condition_primary.ts";

function condition(system: string, code: string, verification?: string): Condition {
  return {
    resourceType: "Condition",
    subject: { reference: "Patient/1" },
    code: { coding: [{ system, code }] },
    ...(verification === undefined ? {} : {
      verificationStatus: { coding: [{ code: verification }] },
    }),
  };
}

const SNOMED = "http://snomed.info/sct";
const ICD10 = "http://hl7.org/fhir/sid/icd-10";

Deno.test("primaryOf() knows primaries by SNOMED CT and by ICD-10, its editions included", () => {
  for (
    const [system, code, primary] of [
      [SNOMED, "254837009", "breast"],
      [SNOMED, "254632001", "sclc"],
      [SNOMED, "254626006", "nsclc_adenocarcinoma"],
      [ICD10, "C50.9", "breast"],
      [`${ICD10}-cm`, "C43.59", "melanoma"],
      ["urn:kcd-8", "C64", "renal"],
      [ICD10, "C18.7", "colorectal"],
      [ICD10, "C25.0", "gastrointestinal_other"],
      [ICD10, "C34.1", "lung_unspecified"],
      [ICD10, "C61", "other"],
    ] as const
  ) assert.equal(primaryOf(condition(system, code)), primary, code);
});

Deno.test("primaryOf() takes no metastasis, brain tumour, benign or refuted finding for a primary", () => {
  for (const code of ["C79.3", "C78.0", "C71.9", "C44.3", "D33.0", "I10", "toString"]) {
    assert.equal(primaryOf(condition(ICD10, code)), null, code);
  }
  assert.equal(primaryOf(condition(SNOMED, "94225005")), null);
  assert.equal(primaryOf(condition(SNOMED, "constructor")), null);
  for (const doubt of ["refuted", "entered-in-error"]) {
    assert.equal(primaryOf(condition(ICD10, "C50.9", doubt)), null);
  }
  assert.equal(primaryOf({ resourceType: "Condition", subject: {} }), null);
});
