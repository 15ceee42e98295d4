import assert from "node:assert/strict";
import { chooseLanguage } from "./language.ts";

Deno.test("chooseLanguage() follows the person's own choice before the browser's", () => {
  assert.equal(chooseLanguage("en", "ko-KR,ko;q=0.9"), "en");
  assert.equal(chooseLanguage("ko", "en"), "ko");
});

Deno.test("chooseLanguage() takes the first language of the browser that we have, by quality", () => {
  assert.equal(chooseLanguage(null, "fr-FR,en;q=0.8,ko;q=0.9"), "ko");
  assert.equal(chooseLanguage(null, "de;q=0.9, en-GB;q=0.3, ko;q=0"), "en");
  assert.equal(chooseLanguage("xx", "en-US,en"), "en");
});

Deno.test("chooseLanguage() is Korean when nothing is said or nothing can be read", () => {
  assert.equal(chooseLanguage(null, null), "ko");
  assert.equal(chooseLanguage(null, ";;q=,,"), "ko");
  assert.equal(chooseLanguage(null, "fr;q=1"), "ko");
});
