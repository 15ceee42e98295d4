import assert from "node:assert/strict";
import fc from "fast-check";
import { portalEnvelope, readViewerMessage } from "./bridge.ts";

const say = (type: string, payload?: unknown) => ({ source: "neuronova-viewer", type, payload });

Deno.test("readViewerMessage() reads the viewer's words", () => {
  assert.deepEqual(readViewerMessage(say("ready", { version: null })), { type: "ready" });
  assert.deepEqual(readViewerMessage(say("unauthorized")), { type: "unauthorized" });
  assert.deepEqual(
    readViewerMessage(say("seriesAdded", { modality: "SEG", seriesInstanceUID: "1.2.3" })),
    { type: "seriesAdded", seriesUid: "1.2.3" },
  );
  assert.deepEqual(readViewerMessage(say("seriesAdded", null)), {
    type: "seriesAdded",
    seriesUid: null,
  });
  assert.deepEqual(readViewerMessage(say("segmentationShown", { n: 4 })), {
    type: "segmentationShown",
    viewports: 4,
  });
  assert.deepEqual(readViewerMessage(say("displaySets", [{ m: "MR" }, { m: "SEG" }])), {
    type: "displaySets",
    modalities: ["MR", "SEG"],
  });
});

Deno.test("readViewerMessage() ignores whatever is not exactly a word of the viewer", () => {
  fc.assert(fc.property(fc.anything(), (data) => readViewerMessage(data) === null));
  assert.equal(readViewerMessage({ ...say("ready"), source: "somebody" }), null);
  assert.equal(readViewerMessage(say("dance")), null);
  assert.equal(readViewerMessage(say("segmentationShown", { n: "4" })), null);
});

Deno.test("portalEnvelope() marks a command as the portal's", () => {
  const payload = { seriesInstanceUID: "1.2.3" };
  assert.deepEqual(portalEnvelope({ type: "hideSegmentation", payload }), {
    source: "neuronova-portal",
    type: "hideSegmentation",
    payload,
  });
});
