import assert from "node:assert/strict";
import { join } from "node:path";
import { openDataFolder } from "./data_folder.ts";
import { openSecrets, SECRET_NAMES } from "./secrets.ts";

async function temporary() {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-data-" });
  await Deno.chmod(dir, 0o755);
  return {
    path: join(dir, "data"),
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;

Deno.test("one run at a time uses a data folder", async () => {
  await using place = await temporary();
  const first = await openDataFolder(place.path, false);
  await assert.rejects(openDataFolder(place.path, false), /runs on .* already/);
  first.release();
  (await openDataFolder(place.path, false)).release();
});

Deno.test("reset begins with nothing; otherwise secrets stay", async () => {
  await using place = await temporary();
  const secretsOf = async (reset: boolean) => {
    const data = await openDataFolder(place.path, reset);
    const secrets = await openSecrets(data.folder("secrets"), data.account);
    data.release();
    return SECRET_NAMES.map((name) => secrets.read(name));
  };
  const first = await secretsOf(false);
  assert.equal(new Set(first).size, SECRET_NAMES.length);
  assert.deepEqual(await secretsOf(false), first);
  const fresh = await secretsOf(true);
  for (const [n, secret] of fresh.entries()) assert.notEqual(secret, first[n]);
});

Deno.test("nobody else can read a secret, or list what is in the folder", async () => {
  await using place = await temporary();
  const data = await openDataFolder(place.path, false);
  const secrets = await openSecrets(data.folder("secrets"), data.account);
  assert.equal(await modeOf(place.path), 0o711);
  assert.equal(await modeOf(data.folder("secrets")), 0o700);
  for (const name of SECRET_NAMES) assert.equal(await modeOf(secrets.file(name)), 0o600);
  assert.match(secrets.read("session_key"), /^[\w-]{43}$/);
  assert.match(secrets.read("instance"), /^[0-9a-f]{8}$/);
  data.release();
});
