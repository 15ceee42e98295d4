import assert from "node:assert/strict";
import { FAULT_STATUS } from "../../lib/fault/codes.ts";
import { CATALOGUE } from "../../lib/i18n/catalogue.ts";
import { FAULT_TEXTS } from "../../lib/i18n/faults.ts";
import { readSources } from "./sources.ts";

const HANGUL = /[\uac00-\ud7a3]/;

/** Texts that speak the other language on purpose: its name, and the sentence in both. */
const OTHER_LANGUAGE = ["app.researchKo", "nav.otherLanguage"];

/** Names of the places that a sentence fills in. */
function places(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();
}

/** Complaints about one pair of texts. */
function complaints(key: string, ko: string, en: string): string[] {
  return [
    ...(ko.trim() === "" || en.trim() === "" ? [`${key}: a text is missing`] : []),
    ...(HANGUL.test(en) ? [`${key}: the English text holds Hangul`] : []),
    ...(places(ko).join() === places(en).join() ? [] : [`${key}: the places differ`]),
  ];
}

Deno.test("every text of the pages is there in Korean and English with the same places", () => {
  const found = Object.entries(CATALOGUE).filter(([key]) => !OTHER_LANGUAGE.includes(key))
    .flatMap(([key, [ko, en]]) => complaints(key, ko, en));
  assert.deepEqual(found, []);
});

Deno.test("most texts of the pages are really Korean", () => {
  const texts = Object.values(CATALOGUE).map(([ko]) => ko);
  const korean = texts.filter((ko) => HANGUL.test(ko));
  assert.ok(korean.length > texts.length * 0.8, `${korean.length} of ${texts.length}`);
});

Deno.test("every fault says in both languages what happened and what to do", () => {
  assert.deepEqual(Object.keys(FAULT_TEXTS).sort(), Object.keys(FAULT_STATUS).sort());
  const found = Object.entries(FAULT_TEXTS).flatMap(([code, [ko, en]]) => [
    ...complaints(`${code}.message`, ko.message, en.message),
    ...complaints(`${code}.action`, ko.action, en.action),
    ...(HANGUL.test(ko.message) && HANGUL.test(ko.action) ? [] : [`${code}: not Korean`]),
  ]);
  assert.deepEqual(found, []);
});

Deno.test("pages and islands hold no Korean of their own", async () => {
  const sources = await readSources();
  const own = sources.filter(({ path, isTest }) =>
    !isTest && /^(?:routes|islands|lib\/view)\//.test(path)
  )
    .filter(({ text }) => HANGUL.test(text));
  assert.deepEqual(own.map(({ path }) => path), []);
});
