import assert from "node:assert/strict";
import { type ModelLabel, segmentNumber } from "./model_choice.ts";

function label(volume: ModelLabel["volume"]): ModelLabel {
  return { name: { ko: volume, en: volume }, colour: [0, 0, 0], volume };
}

const LABELS = [label("necrosis"), label("oedema"), label("enhancing")];

Deno.test("segmentNumber() counts only classes that occur, as the SEG does", () => {
  const volumes = { necrosis: 0, oedema: 5, enhancing: 2, tumourCore: 2, wholeTumour: 7 };
  const numbers = LABELS.map((one) => segmentNumber(LABELS, one, volumes));
  assert.deepEqual(numbers, [null, 1, 2]);
});
