import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { loadPacks } from "../models/load_packs.ts";
import { modelWords } from "./model_words.ts";

const MODELS = fileURLToPath(new URL("../../models/", import.meta.url));

Deno.test("modelWords() has Korean for all that the pages show of the packs of this project", async () => {
  const { packs } = await loadPacks(MODELS);
  assert.ok(packs.length >= 2);
  for (const { manifest, card } of packs) {
    const texts = [manifest.task, manifest.licence, ...card.sections.map(({ title }) => title)];
    for (const text of texts) {
      assert.match(modelWords(text, "ko").text, /\p{Script=Hangul}/u, text);
      assert.deepEqual(modelWords(text, "en"), { text, lang: "en" });
    }
  }
});

Deno.test("modelWords() leaves the words of a pack that it does not know, and says that they are English", () => {
  assert.deepEqual(modelWords("Finds cats", "ko"), { text: "Finds cats", lang: "en" });
  assert.deepEqual(modelWords("toString", "ko"), { text: "toString", lang: "en" });
});
