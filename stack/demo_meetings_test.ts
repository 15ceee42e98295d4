// Commands that meet on one data folder: a start that is ended before it is ready, by another command
// or by a signal, and what a start says when it fails out of sight.
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeBase } from "../tests/fixtures/free_base.ts";
import { API, STACK } from "../tests/schemas/definitions.ts";
import { holderOf } from "./claim.ts";
import { PORT_ORDER } from "./port_plan.ts";
import { isFree } from "./ports.ts";

const DEMO = ["run", "-A", "--quiet", fileURLToPath(new URL("./demo.ts", import.meta.url))];

/** A data folder with ports of its own, whose demo is gone at the end. */
async function place() {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-meet-" });
  await Deno.chmod(dir, 0o755);
  const base = freeBase();
  const data = join(dir, "data");
  return {
    ...{ dir, base, data, args: ["--data", data, "--base-port", String(base), "--json"] },
    assertNothingRuns: async () => {
      for (const [n, name] of PORT_ORDER.entries()) assert.ok(isFree(base + n), `${name} runs`);
      assert.equal(await holderOf(data), null);
    },
    [Symbol.asyncDispose]: async () => {
      await ask("--stop", "--data", data);
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function start(...args: readonly string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...DEMO, ...args],
    ...{ stdin: "null", stdout: "piped", stderr: "null" } as const,
  });
  return command.spawn();
}

async function endOf(child: Deno.ChildProcess) {
  const { code, stdout } = await child.output();
  return { code, out: new TextDecoder().decode(stdout) };
}

async function ask(...args: readonly string[]) {
  return await endOf(start(...args));
}

/** Waits until a start has the folder: from then on it can be ended. */
async function untilHeld(data: string): Promise<void> {
  while (await holderOf(data) === null) await new Promise((done) => setTimeout(done, 20));
}

Deno.test("--stop ends a start that nobody can see yet", async () => {
  await using own = await place();
  const starting = start(...own.args, "--detach", "--reset");
  await untilHeld(own.data);
  const stop = await ask("--stop", "--data", own.data, "--json");
  assert.deepEqual(STACK["demo-stop"].parse(JSON.parse(stop.out)), { stopped: true });
  const { code, out } = await endOf(starting);
  assert.equal(code, 1);
  API.error.parse(JSON.parse(out));
  await own.assertNothingRuns();
});

Deno.test("SIGTERM to a --detach that waits ends what it has started", async () => {
  await using own = await place();
  const starting = start(...own.args, "--detach");
  const services = () => isFree(own.base + PORT_ORDER.indexOf("redis"));
  await untilHeld(own.data);
  while (services()) await new Promise((done) => setTimeout(done, 20));
  starting.kill("SIGTERM");
  const { code, out } = await endOf(starting);
  assert.equal(code, 1);
  assert.equal(API.error.parse(JSON.parse(out)).message, "Stopped.");
  await own.assertNothingRuns();
});

Deno.test("what a detached start fails of stands in its --json, with its exit code", async () => {
  await using own = await place();
  using _other = Deno.listen({ hostname: "127.0.0.1", port: own.base });
  const { code, out } = await ask(...own.args, "--detach");
  assert.equal(code, 3);
  const { message, action } = API.error.parse(JSON.parse(out));
  assert.match(message, new RegExp(`listens on port ${own.base} \\(wanted for nginx\\)`));
  assert.match(action, /^Stop that program/);
});

Deno.test("a folder that is not the demo's is not reset, and a file is no folder", async () => {
  await using own = await place();
  const thesis = join(own.data, "thesis.txt");
  await Deno.mkdir(own.data);
  await Deno.writeTextFile(thesis, "keep");
  const reset = await ask(...own.args, "--reset", "--detach");
  assert.equal(reset.code, 2);
  assert.match(API.error.parse(JSON.parse(reset.out)).message, /is not a demo's folder/);
  const names = (await Array.fromAsync(Deno.readDir(own.data))).map(({ name }) => name);
  assert.deepEqual(names, ["thesis.txt"]);
  for (const option of ["--stop", "--detach"]) {
    const file = await ask("--data", thesis, option, "--json");
    assert.equal(file.code, 2);
    assert.match(API.error.parse(JSON.parse(file.out)).message, /thesis\.txt is not a folder/);
  }
});
