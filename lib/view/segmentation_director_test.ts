import assert from "node:assert/strict";
import type { ViewerCommand } from "../viewer/bridge.ts";
import { segmentationDirector } from "./segmentation_director.ts";

const STUDY = "1.2.3";
const SEG = "1.2.3.9";
const UNKNOWN = { type: "error", reason: "this study holds no such series" } as const;
const SHOWN = { type: "segmentationShown", viewports: 4 } as const;

/** A director, what it told the viewer, and how often it gave up. */
function withDirector(patience?: number) {
  const sent: ViewerCommand[] = [];
  const seen = { troubles: 0 };
  const options = { onTrouble: () => seen.troubles++, ...(patience && { patience }) };
  const director = segmentationDirector(STUDY, options);
  const connect = () => director.connect((command) => sent.push(command));
  return { director, connect, sent, seen, types: () => sent.map(({ type }) => type) };
}

Deno.test("a segmentation that came after the study was opened is fetched, then shown", () => {
  const { director, connect, sent, seen, types } = withDirector();
  connect();
  director.show(SEG);
  director.hear(UNKNOWN);
  director.hear({ type: "seriesAdded", seriesUid: SEG });
  director.hear(SHOWN);
  assert.deepEqual(types(), ["showSegmentation", "addSeries", "showSegmentation"]);
  assert.deepEqual(sent[1]?.payload, { studyInstanceUID: STUDY, seriesInstanceUID: SEG });
  assert.equal(seen.troubles, 0);
});

Deno.test("what is wanted before there is a viewer is asked for when there is one", () => {
  const { director, connect, types } = withDirector();
  director.show(SEG);
  assert.deepEqual(types(), []);
  connect();
  director.hear(SHOWN);
  assert.deepEqual(types(), ["showSegmentation"]);
});

Deno.test("a viewer that cannot find the series is asked for it once, and that is said once", () => {
  const { director, connect, seen, types } = withDirector();
  connect();
  director.show(SEG);
  for (let again = 0; again < 3; again++) director.hear(UNKNOWN);
  assert.deepEqual(types(), ["showSegmentation", "addSeries"]);
  assert.equal(seen.troubles, 1);
});

Deno.test("a viewer that says nothing is given up on after a while, and may be asked again", async () => {
  const { director, connect, seen, types } = withDirector(10);
  connect();
  director.show(SEG);
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.equal(seen.troubles, 1);
  director.show(SEG);
  director.hear(SHOWN);
  assert.deepEqual(types(), ["showSegmentation", "showSegmentation"]);
  assert.equal(seen.troubles, 1);
});

Deno.test("another result takes the place of the one before", () => {
  const { director, connect, types } = withDirector();
  connect();
  director.show(SEG);
  director.hear(SHOWN);
  director.show("1.2.3.10");
  director.hear(SHOWN);
  assert.deepEqual(types(), ["showSegmentation", "hideSegmentation", "showSegmentation"]);
});

Deno.test("after hiding, neither errors nor late arrivals bring the segmentation back", () => {
  const { director, connect, seen, types } = withDirector();
  connect();
  director.show(SEG);
  director.hide();
  director.hear({ type: "seriesAdded", seriesUid: SEG });
  director.hear({ type: "error", reason: "anything" });
  director.jump(1);
  assert.deepEqual(types(), ["showSegmentation", "hideSegmentation"]);
  assert.equal(seen.troubles, 0);
});
