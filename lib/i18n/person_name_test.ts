import assert from "node:assert/strict";
import { shownName } from "./person_name.ts";

Deno.test("shownName() leads with Hangul in Korean and with letters in English, and keeps all", () => {
  const name = "Hong^Gildong=洪^吉洞=홍^길동";
  assert.deepEqual(shownName(name, "ko"), { main: "홍길동", others: ["洪吉洞", "Hong, Gildong"] });
  assert.deepEqual(shownName(name, "en"), { main: "Hong, Gildong", others: ["홍길동", "洪吉洞"] });
});

Deno.test("shownName() takes what there is", () => {
  assert.deepEqual(shownName("Doe^John^Q", "ko"), { main: "Doe, John Q", others: [] });
  assert.deepEqual(shownName("홍^길동", "en"), { main: "홍길동", others: [] });
  assert.deepEqual(shownName("Kim^Sora==", "ko"), { main: "Kim, Sora", others: [] });
  assert.deepEqual(shownName("", "ko"), { main: "", others: [] });
});
