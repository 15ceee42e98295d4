import assert from "node:assert/strict";
import { CATALOGUE, translate, translateWord } from "./catalogue.ts";
import { FAULT_CASES } from "./fault_cases.ts";
import { faultText, isFaultCode } from "./fault_text.ts";
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
  for (const [code, [ko, en]] of Object.entries({ ...FAULT_TEXTS, ...FAULT_CASES })) {
    for (const { message, action } of [ko, en]) assert.ok(message !== "" && action !== "", code);
    assert.deepEqual(places(ko.message + ko.action), places(en.message + en.action), code);
  }
});

Deno.test("translate() fills places, and translateWord() falls back to the word itself", () => {
  assert.equal(translate("en", "worklist.count", { total: 3 }), "Studies: 3");
  assert.equal(translateWord("ko", "state", "queued"), "대기 중");
  assert.equal(translateWord("ko", "state", "unheard-of"), "unheard-of");
});

Deno.test("faultText() fills in facts and leaves no brace behind", () => {
  const { message } = faultText("sequence_missing", { sequences: "T1c, FLAIR" }, "en");
  assert.equal(message, "This study has no T1c, FLAIR.");
  assert.doesNotMatch(faultText("sequence_missing", {}, "ko").message, /[{}]/);
});

Deno.test("faultText() takes the sentence of the case, and the code's own for an unknown one", () => {
  for (const name of Object.keys(FAULT_CASES)) assert.ok(isFaultCode(name.split(".")[0] ?? ""));
  const starred = faultText("input_invalid", { field: "mrn", case: "mrn_character" }, "ko");
  assert.match(starred.message, /^등록번호에 쓸 수 없는 글자/);
  const odd = faultText("input_invalid", { field: "mrn", case: "toString" }, "ko");
  assert.equal(odd.message, "입력이 올바르지 않습니다: 등록번호");
  assert.equal(faultText("conflict", {}, "en").message, "Something else changed this first.");
  const state = faultText("inference_state_illegal", { state: "completed" }, "ko");
  assert.equal(state.message, "현재 상태(완료)에서는 할 수 없습니다.");
  const large = faultText("too_large", { case: "body", limit: 16384 }, "en");
  assert.match(large.message, /the limit is 16384 bytes/);
});
