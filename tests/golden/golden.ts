import assert from "node:assert/strict";

/**
 * Compares a value with the JSON kept beside this file; bytes are written as base64. A change that
 * is meant is taken over by running the test with UPDATE_GOLDEN=1 and reading the difference.
 */
export async function assertGolden(name: string, value: unknown): Promise<void> {
  const path = new URL(`./${name}.json`, import.meta.url);
  const text = JSON.stringify(value, (_, entry) => {
    return entry instanceof Uint8Array ? { base64: entry.toBase64() } : entry;
  }, 2) + "\n";
  if (Deno.env.get("UPDATE_GOLDEN") === "1") await Deno.writeTextFile(path, text);
  assert.deepEqual(JSON.parse(text), JSON.parse(await Deno.readTextFile(path)));
}
