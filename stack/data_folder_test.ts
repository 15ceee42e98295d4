import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { openDataFolder } from "./data_folder.ts";
import { StackFault } from "./fault.ts";
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

Deno.test("reset leaves what others put into a demo's folder", async () => {
  await using place = await temporary();
  (await openDataFolder(place.path, false)).release();
  await Deno.writeTextFile(join(place.path, "thesis.txt"), "keep");
  (await openDataFolder(place.path, true)).release();
  assert.equal(await Deno.readTextFile(join(place.path, "thesis.txt")), "keep");
});

Deno.test("reset knows the folders of demos that were made before there was a mark", async () => {
  const old: readonly (readonly [path: string, text: string])[][] = [
    [["secrets/instance", "0a1b2c3d"], ["mariadb/installed", ""], ["notes.txt", "keep"]],
    [["demo.json", '{\n  "instance": "0a1b2c3d"\n}'], ["mariadb/installed", ""]],
    [["lock", ""], ["logs/mariadb.log", "cut off"], ["mariadb/installed", ""]],
  ];
  for (const files of old) {
    await using place = await temporary();
    for (const [path, text] of files) {
      await Deno.mkdir(dirname(join(place.path, path)), { recursive: true });
      await Deno.writeTextFile(join(place.path, path), text);
    }
    (await openDataFolder(place.path, true)).release();
    const left = (await Array.fromAsync(Deno.readDir(place.path))).map(({ name }) => name);
    assert.ok(!left.includes("mariadb") && !left.includes("secrets"), left.join(" "));
    assert.equal(left.includes("notes.txt"), files.length === 3 && files[2]?.[0] === "notes.txt");
  }
});

Deno.test("a folder that no demo made is neither emptied nor mixed with a demo's files", async () => {
  const reset = [true, false];
  for (const [n, names] of [["thesis.txt", "photos/1.jpg"], ["logs/own.log"]].entries()) {
    await using place = await temporary();
    for (const name of names) {
      await Deno.mkdir(dirname(join(place.path, name)), { recursive: true });
      await Deno.writeTextFile(join(place.path, name), "keep");
    }
    await assert.rejects(openDataFolder(place.path, reset[n] ?? true), (error) => {
      assert.ok(error instanceof StackFault);
      return error.exitCode === 2 && error.message.includes("is not a demo's folder");
    });
    for (const name of names) assert.equal(await Deno.readTextFile(join(place.path, name)), "keep");
    const left = await Array.fromAsync(Deno.readDir(place.path));
    assert.equal(left.length, names.length);
  }
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
