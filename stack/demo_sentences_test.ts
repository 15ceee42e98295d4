// What the demo says when the machine does not give it what it needs: room, a package, a port. The
// machine is made so by mounts that only the command under test sees (a mount namespace of its own).
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeBase } from "../tests/fixtures/free_base.ts";
import { API } from "../tests/schemas/definitions.ts";
import { PORT_ORDER } from "./port_plan.ts";

const DEMO = fileURLToPath(new URL("./demo.ts", import.meta.url));
/** A folder that only a package brings: hidden, the package is missing. */
const PACKAGE = { name: "mricron-data", folder: "/usr/share/mricron" };
const ROOT_USER = Deno.uid() === 0;

/** How one run of the demo ends. */
interface Ending {
  readonly code: number;
  /** What it says on standard output. */
  readonly said: string;
}

/** A folder that everybody may enter, for a data folder and a package manager of the test's own. */
async function place() {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-sentence-" });
  await Deno.chmod(dir, 0o755);
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

/** Runs the demo where `before` (shell) has changed the machine for it alone. */
async function demo(before: string, args: readonly string[], path = ""): Promise<Ending> {
  const search = `${path}${Deno.env.get("PATH")}`;
  const own = ROOT_USER ? ["--mount"] : ["--mount", "--user", "--map-root-user"];
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: [...own, "sh", "-ec", `${before} exec "$@"`, "sh"]
      .concat(Deno.execPath(), "run", "-A", "--quiet", DEMO, ...args),
    env: { PATH: search, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assert.doesNotMatch(decoder.decode(stderr), /mount|unshare/, "mounts of one's own");
  return { code, said: decoder.decode(stdout) };
}

/** No programmer's words: a stack, a file of ours, an error's class. */
function assertPlain(said: string): void {
  assert.doesNotMatch(said, /\bat .*:\d+:\d+|\.ts\b|\w+Error\b/);
}

function mountOn(dir: string, options: string): string {
  return `mkdir -p ${dir}; mount -t tmpfs -o ${options} tmpfs ${dir};`;
}

Deno.test("too little room for a start is said with its size", async () => {
  await using own = await place();
  const disk = join(own.dir, "disk");
  const { code, said } = await demo(mountOn(disk, "size=20m"), ["--data", join(disk, "data")]);
  assert.equal(code, 3);
  assert.match(said, /^Only 21 MB are free at .*disk\/data; NeuroNova needs 1500 MB\. Make room/);
  assertPlain(said);
});

Deno.test("a disk that fills up while the services start is one sentence, and nothing stays", async (t) => {
  // Room in bytes, but for so many files only: the kernel's answer is that of a full disk.
  const full = /^The disk that holds .*disk\/data is full\. Make room there, or give a folder on/m;
  for (
    const [files, where] of [[1, "at once"], [8, "in its folder"], [140, "in MariaDB"]] as const
  ) {
    for (const how of files === 140 ? [[]] : [[], ["--detach"]]) {
      await t.step(`${where} ${how.join("")}`, async () => {
        await using own = await place();
        const disk = join(own.dir, "disk");
        const args = ["--data", join(disk, "data"), "--base-port", String(freeBase()), ...how];
        const { code, said } = await demo(mountOn(disk, `size=2g,nr_inodes=${files}`), args);
        assert.equal(code, 3, said);
        assert.match(said, full);
        assertPlain(said);
        assert.deepEqual(await processesOf(own.dir), []);
      });
    }
  }
});

Deno.test("a package that cannot be had: what apt said, and what to see to", {
  ignore: !ROOT_USER,
}, async () => {
  await using own = await place();
  await Deno.writeTextFile(
    join(own.dir, "apt-get"),
    "#!/bin/sh\necho 'E: Unable to locate package' >&2\nexit 100\n",
    { mode: 0o755 },
  );
  const hide = mountOn(PACKAGE.folder, "size=1m");
  const { code, said } = await demo(hide, ["--data", join(own.dir, "data")], `${own.dir}:`);
  assert.equal(code, 1);
  assert.match(said, new RegExp(`^installing ${PACKAGE.name} `));
  assert.match(said, new RegExp(`^apt-get could not install ${PACKAGE.name}\\. It said:$`, "m"));
  assert.match(said, /^See that .*mirror is reachable.* there is room.*then start again/m);
  assert.match(said, /E: Unable to locate package/);
  assertPlain(said);
  // Debian's word against starting services was given for the installation only.
  await assert.rejects(Deno.stat("/usr/sbin/policy-rc.d"), Deno.errors.NotFound);
});

Deno.test("who may not install packages gets the line to run, and code 3", {
  ignore: !ROOT_USER,
}, async () => {
  await using own = await place();
  await Deno.chown(own.dir, 65534, 65534);
  const nobody = 'set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@";';
  const hide = mountOn(PACKAGE.folder, "size=1m") + nobody;
  const line = `sudo apt-get install -y --no-install-recommends ${PACKAGE.name}`;
  const { code, said } = await demo(hide, ["--data", join(own.dir, "data")]);
  assert.equal(code, 3);
  assert.equal(
    said,
    `Some Debian packages are missing. Run this once, then start again:\n  ${line}\n`,
  );
  const json = await demo(hide, ["--data", join(own.dir, "data"), "--json"]);
  const { action } = API.error.parse(JSON.parse(json.said));
  assert.equal(json.code, 3);
  assert.ok(action.endsWith(line));
});

Deno.test("a taken port of --base-port is named with what wanted it, and code 3", async () => {
  await using own = await place();
  const base = freeBase();
  using _other = Deno.listen({ hostname: "127.0.0.1", port: base + PORT_ORDER.indexOf("orthanc") });
  const args = ["--data", join(own.dir, "data"), "--base-port", String(base)];
  const { code, said } = await demo("", args);
  assert.equal(code, 3);
  assert.match(
    said,
    new RegExp(`^Another program listens on port ${base + 2} \\(wanted for orthanc\\)\\. Stop `),
  );
  assert.match(said, /give another --base-port, or leave the option out/);
  assertPlain(said);
  assert.deepEqual(await processesOf(own.dir), []);
});

/** Command lines of what runs with something in `dir`. */
async function processesOf(dir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const command = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    if (command.includes(dir)) found.push(command.replaceAll("\0", " "));
  }
  return found;
}
