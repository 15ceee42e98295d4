import assert from "node:assert/strict";
import { conflictsOf } from "./conflicts.ts";

const TODAY = "2026-11-25";

Deno.test("an entered age that the birth date contradicts by more than a birthday is a conflict", () => {
  const conflicts = (enteredAgeYears: number) =>
    conflictsOf({ format: 1, ageYears: 76, enteredAgeYears }, TODAY);
  assert.deepEqual(conflicts(40), ["age_differs"]);
  for (const near of [75, 76, 77]) assert.deepEqual(conflicts(near), []);
});

Deno.test("different birth dates in chart and images are a conflict", () => {
  assert.deepEqual(conflictsOf({ format: 1, birthDiffers: true }, TODAY), ["birth_differs"]);
  assert.deepEqual(conflictsOf({ format: 1, birthDiffers: false }, TODAY), []);
});
