import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mayEnter, privilegeOptions } from "./account.ts";
import { buildOnce } from "./build_once.ts";
import { StackFault } from "./fault.ts";

const NOBODY = { uid: 65534, gid: 65534 };
/** False in root's home, which nobody else can enter. */
const NOBODY_RUNS = [Deno.execPath(), fileURLToPath(import.meta.url)]
  .every((path) => mayEnter(dirname(path), NOBODY));

Deno.test("starts at the same time build once", async () => {
  const folder = await Deno.makeTempDir();
  const product = join(folder, "product");
  let built = 0;
  const isBuilt = () => Deno.stat(product).then(() => true, () => false);
  const build = async () => {
    built++;
    await new Promise((done) => setTimeout(done, 50));
    await Deno.writeTextFile(product, "");
  };
  try {
    const ways = await Promise.all([1, 2, 3].map(() => buildOnce(folder, isBuilt, build)));
    assert.deepEqual([built, ways.sort()], [1, ["built", "kept", "kept"]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("who may not write there uses what is built, and is told when nothing is", {
  ignore: Deno.uid() !== 0 || !NOBODY_RUNS,
}, async () => {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  const script = join(folder, "start.ts");
  await Deno.writeTextFile(
    script,
    `import { buildOnce } from ${JSON.stringify(new URL("./build_once.ts", import.meta.url).href)};
     const built = Deno.args[1] === "true";
     const way = await buildOnce(Deno.args[0], () => Promise.resolve(built), () => Promise.resolve())
       .catch((error) => error.name + ": " + error.message + error.exitCode);
     await Deno.stdout.write(new TextEncoder().encode(way));`,
  );
  const asNobody = async (built: boolean) => {
    const { stdout } = await new Deno.Command("setpriv", {
      args: [...privilegeOptions({ ...NOBODY, drop: "user" }), Deno.execPath(), "run", "-A"]
        .concat("--no-check", "--no-lock", "--quiet", script, folder, String(built)),
      env: { DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    return new TextDecoder().decode(stdout);
  };
  try {
    assert.equal(await asNobody(true), "kept");
    assert.match(await asNobody(false), /^StackFault: This user may not write to .*3$/);
    assert.equal(
      await buildOnce(folder, () => Promise.resolve(false), () => Promise.resolve()),
      "built",
    );
    assert.equal(await asNobody(true), "kept");
    assert.match(await asNobody(false), new RegExp(`^${StackFault.name}: This user may not write`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
