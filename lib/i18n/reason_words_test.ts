import assert from "node:assert/strict";
import { reasonWords } from "./reason_words.ts";

Deno.test("reasonWords() says in Korean why a series was chosen, and leaves the header's values", () => {
  const cases = [
    ['named "T1 $& post"', '이름: "T1 $& post"'],
    ["contrast agent Gadovist", "조영제 Gadovist"],
    ["no contrast agent in its header", "헤더에 조영제가 없음"],
    ['against it: named "t2"', '반대 근거: 이름: "t2"'],
    ["TR 5200 TE 98 ms", "TR 5200 TE 98 ms"],
  ] as const;
  for (const [english, korean] of cases) {
    assert.equal(reasonWords(english, "ko"), korean);
    assert.equal(reasonWords(english, "en"), english);
  }
});
