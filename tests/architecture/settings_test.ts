import assert from "node:assert/strict";
import { configSchema, readConfig, SECRET_NAMES } from "../../lib/config/config.ts";

const root = new URL("../../", import.meta.url);
const example = await Deno.readTextFile(new URL(".env.example", root));

/** Settings of the example: name, value, and whether the line is active. */
const settings = [...example.matchAll(/^(#?)(NEURONOVA_[A-Z_]+)=(.*)$/gm)].map(
  ([, hash, name = "", value = ""]) => ({ name, value, active: hash === "" }),
);

Deno.test(".env.example has every setting of the configuration once, and no other", () => {
  const names = settings.map(({ name }) => name);
  assert.deepEqual([...names].sort(), Object.keys(configSchema.shape).sort());
});

Deno.test(".env.example marks exactly the settings that must be set", () => {
  const needed = Object.entries(configSchema.shape)
    .filter(([, schema]) => !schema.safeParse(undefined).success).map(([name]) => name);
  const active = settings.filter((setting) => setting.active).map(({ name }) => name);
  assert.deepEqual(active.sort(), needed.sort());
});

Deno.test(".env.example shows the true defaults and no secret", () => {
  for (const { name, value, active } of settings) {
    if (SECRET_NAMES.some((secret) => secret === name)) {
      assert.equal(value, "", `${name} has a value`);
      continue;
    }
    if (active) continue;
    const schema = Object.entries(configSchema.shape).find(([own]) => own === name)?.[1];
    assert.deepEqual(schema?.safeParse(value).data, schema?.safeParse(undefined).data, name);
  }
});

Deno.test(".env.example becomes a configuration once its blanks are filled in", () => {
  const filled = settings.filter(({ active }) => active).map(({ name, value }) => [
    name,
    value !== "" ? value : name.endsWith("SESSION_KEY") ? "A".repeat(43) : "something long",
  ]);
  readConfig(Object.fromEntries(filled));
});

Deno.test(".env.example gives a reason above every group of settings", () => {
  const groups = example.split(/\n\n+/).slice(2);
  for (const group of groups) assert.match(group, /^# \S.{10,}/, group);
});
