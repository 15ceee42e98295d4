import assert from "node:assert/strict";
import { composeReason, shownReason } from "./review_reason.ts";

Deno.test("a reason is stored as a code and shown in the reader's language", () => {
  const stored = composeReason("border", " anterior part ");
  assert.equal(stored, "border: anterior part");
  assert.equal(shownReason(stored, "en"), "Borders are wrong: anterior part");
  assert.equal(shownReason(composeReason("missed", ""), "ko"), "종양을 놓침");
});

Deno.test("free words stay as they were written", () => {
  assert.equal(composeReason("other", " moved "), "moved");
  assert.equal(shownReason("moved: see series 4", "ko"), "moved: see series 4");
});
