import assert from "node:assert/strict";
import type { ViewerCommand } from "../viewer/bridge.ts";
import { segmentationDirector } from "./segmentation_director.ts";

const STUDY = "1.2.3";
const SEG = "1.2.3.9";

function withViewer() {
  const sent: ViewerCommand[] = [];
  const director = segmentationDirector(STUDY);
  return { director, sent, types: () => sent.map(({ type }) => type) };
}

Deno.test("a segmentation that came after the study was opened is fetched, then shown", () => {
  const { director, sent, types } = withViewer();
  director.connect((command) => sent.push(command));
  director.show(SEG);
  director.hear({ type: "error", reason: "this study holds no such series" });
  director.hear({ type: "seriesAdded", seriesUid: SEG });
  assert.deepEqual(types(), ["showSegmentation", "addSeries", "showSegmentation"]);
  assert.deepEqual(sent[1]?.payload, { studyInstanceUID: STUDY, seriesInstanceUID: SEG });
});

Deno.test("what is wanted before there is a viewer is asked for when there is one", () => {
  const { director, sent, types } = withViewer();
  director.show(SEG);
  assert.deepEqual(types(), []);
  director.connect((command) => sent.push(command));
  assert.deepEqual(types(), ["showSegmentation"]);
});

Deno.test("a viewer that cannot find the series is asked for it once, not for ever", () => {
  const { director, sent, types } = withViewer();
  director.connect((command) => sent.push(command));
  director.show(SEG);
  for (let again = 0; again < 3; again++) {
    director.hear({ type: "error", reason: "this study holds no such series" });
  }
  assert.deepEqual(types(), ["showSegmentation", "addSeries"]);
});

Deno.test("after hiding, neither errors nor late arrivals bring the segmentation back", () => {
  const { director, sent, types } = withViewer();
  director.connect((command) => sent.push(command));
  director.show(SEG);
  director.hide();
  director.hear({ type: "seriesAdded", seriesUid: SEG });
  director.jump(1);
  assert.deepEqual(types(), ["showSegmentation", "hideSegmentation"]);
});
