import assert from "node:assert/strict";
import { join } from "node:path";

// A disk of the test's own, filled and emptied; only this program sees it.
const PROGRAM = `
  import { watchRoom } from ${JSON.stringify(new URL("./watch_room.ts", import.meta.url).href)};
  const [dir] = Deno.args;
  const said = [];
  const stop = new AbortController();
  const next = async (count) => {
    while (said.length < count) await new Promise((done) => setTimeout(done, 10));
  };
  watchRoom(dir, (line) => said.push(line), stop.signal, { leastBytes: 4e6, everyMs: 10 });
  await new Promise((done) => setTimeout(done, 100));
  said.push("filled");
  await Deno.writeFile(dir + "/fill", new Uint8Array(7e6));
  await next(2);
  await Deno.remove(dir + "/fill");
  await next(3);
  stop.abort();
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(said)));
`;

Deno.test("a disk that fills up while the stack runs is said once, and its room again once", async () => {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-room-" });
  try {
    const program = join(dir, "watch.ts");
    await Deno.writeTextFile(program, PROGRAM);
    const own = Deno.uid() === 0 ? ["--mount"] : ["--mount", "--user", "--map-root-user"];
    const mount = 'mkdir "$1" && mount -t tmpfs -o size=8m tmpfs "$1" && disk=$1 && shift && ';
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: [...own, "sh", "-ec", `${mount} exec "$@" "$disk"`, "sh", join(dir, "disk")]
        .concat(Deno.execPath(), "run", "-A", "--quiet", "--no-check", program),
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.notEqual(text, "", new TextDecoder().decode(stderr));
    const [filled, full, room, ...more] = JSON.parse(text);
    assert.equal(filled, "filled");
    assert.match(full, /^Only [0-3] MB are free at .*disk: .*Make room there; nothing has to be/);
    assert.match(room, /^There is room again at .*disk: 8 MB\.$/);
    assert.deepEqual(more, []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
