import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { viewerUrl } from "./viewer_url.ts";

Deno.test("viewerUrl() names study, hanging protocol and chosen series, nothing of a patient", () => {
  const url = new URL(viewerUrl("1.2.840.1", { T1c: "1.2.3.4", FLAIR: "1.2.3.5" }), "http://x");
  assert.equal(url.pathname, "/ohif/viewer");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    StudyInstanceUIDs: "1.2.840.1",
    hangingProtocolId: "nnFourUp",
    t1c: "1.2.3.4",
    flair: "1.2.3.5",
  });
  assert.equal(viewerUrl("1.2.840.1", null), "/ohif/viewer?StudyInstanceUIDs=1.2.840.1");
});

Deno.test("viewerUrl() refuses what is no UID, so that nothing can be smuggled into the address", () => {
  for (const text of ["", "1.2.3&x=1", "../orthanc", "1..2", "1.2.3/", "9".repeat(65), ".1.2.3"]) {
    assert.throws(
      () => viewerUrl(text),
      (error) => error instanceof Fault && error.code === "input_invalid",
      text,
    );
  }
});
