// The demo as a person or a script uses it: one command, from nothing to a finished reading, with all
// that stack/nginx.ts, stack/orthanc.ts and their neighbours start.
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeBase } from "../tests/fixtures/free_base.ts";
import { makeStudy } from "../tests/fixtures/mr_study.ts";
import { API, CLI as COMMANDS, STACK } from "../tests/schemas/definitions.ts";
import { readRunningDemo } from "./demo_state.ts";
import { PORT_ORDER } from "./port_plan.ts";
import { isFree } from "./ports.ts";

const DEMO = fileURLToPath(new URL("./demo.ts", import.meta.url));
const CLI = fileURLToPath(new URL("../cli.ts", import.meta.url));

async function run(script: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, ...args],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function assertAllFree(base: number): void {
  for (let n = 0; n < PORT_ORDER.length; n++) assert.ok(isFree(base + n), `${base + n} is in use`);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Local addresses (hexadecimal, as the kernel lists them) that listen on a port. */
async function listenersOn(port: number): Promise<string[]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = (await Deno.readTextFile("/proc/net/tcp")).split("\n").slice(1);
  return lines.map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === "0A")
    .map(([, local]) => local?.split(":")[0] ?? "");
}

Deno.test("help, wrong options and an empty folder answer by exit code and sentence", async () => {
  const help = await run(DEMO, "--help");
  assert.equal(help.code, 0);
  assert.match(help.out, /--base-port N/);
  const wrong = await run(DEMO, "--base-port", "x", "--json");
  assert.equal(wrong.code, 2);
  assert.equal(API.error.parse(JSON.parse(wrong.out)).code, "usage");
  const dir = await Deno.makeTempDir();
  const nothing = await run(DEMO, "--stop", "--data", join(dir, "data"), "--json");
  assert.equal(nothing.code, 0);
  assert.deepEqual(STACK["demo-stop"].parse(JSON.parse(nothing.out)), { stopped: false });
  await Deno.remove(dir, { recursive: true });
});

Deno.test("one command walks the path; a second start adds nothing; the end leaves nothing", async (t) => {
  // With blanks, as in "My Projects".
  const dir = await Deno.makeTempDir({ prefix: "neuronova demo " });
  await Deno.chmod(dir, 0o755);
  const base = freeBase();
  const data = ["--data", join(dir, "data")];
  const place = [...data, "--base-port", String(base), "--json"];
  try {
    await t.step("from nothing to a finished reading", async () => {
      const { code, out, err } = await run(DEMO, ...place, "--check");
      assert.equal(code, 0, err);
      const answer = STACK["demo-check"].parse(JSON.parse(out));
      assert.equal(answer.ok, true);
      assert.ok(answer.steps.length >= 11);
    });
    await t.step("detached, on loopback only, users as before", async () => {
      const { code, out, err } = await run(DEMO, ...place, "--detach");
      assert.equal(code, 0, err);
      const state = STACK.demo.parse(JSON.parse(out));
      assert.ok(state.startedInSeconds < 20, `${state.startedInSeconds} s`);
      for (const name of PORT_ORDER) {
        const port = state.ports[name];
        if (port === undefined) continue;
        // Orthanc cannot bind to one address; it refuses everybody who is not on this machine.
        const expected = name === "orthanc" ? "00000000" : "0100007F";
        assert.deepEqual(await listenersOn(port), [expected], name);
      }
      const list = await run(CLI, "user", "list", ...data, "--json");
      assert.equal(list.code, 0, list.err);
      assert.equal(list.out.match(/"role"/g)?.length, 3);
      const { mode } = await Deno.stat(join(dir, "data", "demo.json"));
      assert.equal((mode ?? 0) & 0o777, 0o600);
    });
    await t.step(
      "a study for the demo that runs is loaded into it, or the reason said",
      async () => {
        const study = join(dir, "study");
        await Deno.mkdir(study);
        const empty = await run(DEMO, ...place, "--detach", "--study", study);
        assert.notEqual(empty.code, 0);
        API.error.parse(JSON.parse(empty.out));
        const { series } = await makeStudy({ edge: 8, apart: 12 });
        for (const { sequence, files } of series) {
          for (const [n, file] of files.entries()) {
            await Deno.writeFile(join(study, `${sequence}${n}.dcm`), file);
          }
        }
        const { code, out, err } = await run(DEMO, ...place, "--detach", "--study", study);
        assert.equal(code, 0, err);
        const { imported } = STACK.demo.parse(JSON.parse(out));
        assert.equal(COMMANDS["cli-study-import"].parse(imported).studies.length, 1);
        const told = await readRunningDemo(join(dir, "data"));
        assert.deepEqual(told?.imported, imported);
      },
    );
    await t.step("settings that it does not run with are refused", async () => {
      const other = await run(DEMO, ...data, "--tls", "--base-port", String(base + 1), "--json");
      assert.equal(other.code, 1);
      const { message, action } = API.error.parse(JSON.parse(other.out));
      assert.match(message, new RegExp(`other settings: --tls and --base-port ${base + 1}\\.$`));
      assert.match(action, /^End it with --stop first/);
    });
    await t.step("a start that meets an end waits for it, and is another demo", async () => {
      const before = await readRunningDemo(join(dir, "data"));
      assert.ok(before !== null);
      Deno.kill(before.demo.pid, "SIGTERM");
      const { code, out, err } = await run(DEMO, ...place, "--detach");
      assert.equal(code, 0, err);
      const { demo } = STACK.demo.parse(JSON.parse(out));
      assert.notEqual(demo.pid, before.demo.pid);
      await pause(1000);
      assert.equal((await readRunningDemo(join(dir, "data")))?.demo.pid, demo.pid);
    });
    await t.step("stopped", async () => {
      assert.equal((await run(DEMO, "--stop", ...data)).code, 0);
      assertAllFree(base);
    });
    await t.step("SIGTERM to the task that started it ends everything", async () => {
      const task = new Deno.Command(Deno.execPath(), {
        args: ["task", "demo", ...data, "--base-port", String(base)],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      while (await readRunningDemo(join(dir, "data")) === null) await pause(200);
      task.kill("SIGTERM");
      await task.status;
      while (await readRunningDemo(join(dir, "data")) !== null) await pause(200);
      assertAllFree(base);
    });
  } finally {
    await run(DEMO, "--stop", ...data);
    await Deno.remove(dir, { recursive: true });
  }
});
