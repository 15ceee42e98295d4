// How services are started, kept up and ended, with Redis for one (as stack/nginx.ts and the others).
import assert from "node:assert/strict";
import { join } from "node:path";
import { serviceAccount } from "./account.ts";
import { freePort } from "./ports.ts";
import { startProcess } from "./process.ts";
import { endLeftovers, identityOf, isAlive } from "./process_identity.ts";
import { startRedis } from "./redis.ts";
import { type Supervised, Supervisor } from "./supervise.ts";

async function temporary() {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-process-" });
  await Deno.chmod(dir, 0o755);
  return {
    dir,
    account: serviceAccount(join(dir, "x")),
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

function redisIn({ dir, account }: { dir: string; account: ReturnType<typeof serviceAccount> }) {
  const port = freePort();
  return () =>
    startRedis({
      dir: join(dir, "redis"),
      port,
      password: "test-password",
      account,
      log: join(dir, "redis.log"),
    });
}

Deno.test("a service runs without rights and without a way back to them", async () => {
  await using place = await temporary();
  const service = await redisIn(place)();
  try {
    const status = await Deno.readTextFile(`/proc/${service.pid}/status`);
    const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1];
    assert.equal(field("NoNewPrivs"), "1");
    assert.equal(Number(`0x${field("CapEff")}`), 0);
    const uid = Number(field("Uid")?.split("\t")[0]);
    assert.equal(uid, place.account.uid);
    assert.notEqual(uid, 0);
    const { mode } = await Deno.stat(join(place.dir, "redis", "redis.conf"));
    assert.equal((mode ?? 0) & 0o777, 0o600);
  } finally {
    await service.stop();
  }
  assert.equal(identityOf(service.pid), null);
});

Deno.test("a service that ends at its start is a sentence with the end of its log", async () => {
  await using place = await temporary();
  const starting = startProcess({
    name: "thing",
    command: ["sh", "-c", "echo no such setting; exit 3"],
    account: place.account,
    port: 1,
    log: join(place.dir, "thing.log"),
    ready: () => Promise.resolve(false),
  });
  await assert.rejects(starting, /thing ended at its start[\s\S]*no such setting/);
});

Deno.test("a service whose port another program has is refused, not taken for started", async () => {
  await using place = await temporary();
  const other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const starting = startProcess({
    name: "thing",
    command: ["sleep", "60"],
    account: place.account,
    port: other.addr.port,
    log: join(place.dir, "thing.log"),
    ready: () => Promise.resolve(true),
  });
  await assert.rejects(
    starting,
    new RegExp(`listens on port ${other.addr.port}, which is thing's`),
  );
  other.close();
});

Deno.test("a service that dies is reported and started again; at the end nothing is left", async () => {
  await using place = await temporary();
  const told: string[] = [];
  const up = new Map<number, PromiseWithResolvers<number>>([1, 2].map((n) => [
    n,
    Promise.withResolvers<number>(),
  ]));
  let times = 0;
  const supervisor = new Supervisor({
    ready: ({ pid }) => up.get(++times)?.resolve(pid),
    died: (name, { signal }) => told.push(`${name} ${signal}`),
    failed: (name, reason) => told.push(`${name} ${reason}`),
    changed: () => Promise.resolve(),
  });
  const redis: Supervised = { name: "redis", start: redisIn(place) };
  const first = await supervisor.start(redis);
  Deno.kill(first.pid, "SIGKILL");
  const second = await up.get(2)!.promise;
  assert.notEqual(second, first.pid);
  assert.deepEqual(told, ["redis SIGKILL"]);
  assert.deepEqual(supervisor.pids, { redis: second });
  await supervisor.stop();
  assert.equal(identityOf(second), null);
});

Deno.test("a service ends when whoever started it is killed", async () => {
  await using place = await temporary();
  const script = `
    import { startRedis } from ${JSON.stringify(new URL("./redis.ts", import.meta.url).href)};
    const service = await startRedis(${
    JSON.stringify({
      dir: join(place.dir, "redis"),
      port: freePort(),
      password: "test-password",
      account: place.account,
      log: join(place.dir, "redis.log"),
    })
  });
    await Deno.stdout.write(new TextEncoder().encode(service.pid + "\\n"));
    await service.exited;
  `;
  const file = join(place.dir, "start.ts");
  await Deno.writeTextFile(file, script);
  const starter = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", file],
    stdout: "piped",
  }).spawn();
  const reader = starter.stdout.getReader();
  const { value } = await reader.read();
  const service = identityOf(Number(new TextDecoder().decode(value)));
  assert.ok(service !== null);
  starter.kill("SIGKILL");
  await starter.status;
  await reader.cancel();
  const deadline = performance.now() + 10_000;
  while (isAlive(service) && performance.now() < deadline) {
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.equal(isAlive(service), false);
});

Deno.test("leftovers are ended, a stranger with the same process id is not", async () => {
  const child = new Deno.Command("setsid", { args: ["sleep", "60"] }).spawn();
  const identity = identityOf(child.pid);
  assert.ok(identity !== null);
  assert.equal(await endLeftovers([{ ...identity, started: "1" }]), 0);
  assert.equal(await endLeftovers([{ ...identity, boot: "another" }]), 0);
  assert.ok(isAlive(identity));
  assert.equal(await endLeftovers([identity]), 1);
  assert.equal((await child.status).signal, "SIGTERM");
});
