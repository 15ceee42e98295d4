import assert from "node:assert/strict";
import { CATALOGUE, translate, translateWord } from "./catalogue.ts";
import { faultText } from "./fault_text.ts";
import { FAULT_TEXTS } from "./faults.ts";

function places(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();
}

Deno.test("every text says something in both languages, with the same places to fill", () => {
  for (const [key, [ko, en]] of Object.entries(CATALOGUE)) {
    assert.ok(ko.trim() !== "" && en.trim() !== "", key);
    assert.deepEqual(places(ko), places(en), key);
  }
});

Deno.test("every fault says what happened and what to do, with the same facts", () => {
  for (const [code, [ko, en]] of Object.entries(FAULT_TEXTS)) {
    for (const { message, action } of [ko, en]) assert.ok(message !== "" && action !== "", code);
    assert.deepEqual(places(ko.message + ko.action), places(en.message + en.action), code);
  }
});

Deno.test("translate() fills places, and translateWord() falls back to the word itself", () => {
  assert.equal(translate("en", "worklist.count", { total: 3 }), "3 studies");
  assert.equal(translateWord("ko", "state", "queued"), "대기 중");
  assert.equal(translateWord("ko", "state", "unheard-of"), "unheard-of");
});

Deno.test("faultText() fills in facts and leaves no brace behind", () => {
  const { message } = faultText("sequence_missing", { sequences: "T1c, FLAIR" }, "en");
  assert.equal(message, "This study has no T1c, FLAIR.");
  assert.doesNotMatch(faultText("sequence_missing", {}, "ko").message, /[{}]/);
});
