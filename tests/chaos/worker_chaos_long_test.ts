import assert from "node:assert/strict";
import { writePhantomPack } from "../accuracy/phantom_pack.ts";
import { startReadingStack } from "../flows/inference_worker.ts";
import { countResults } from "./count_results.ts";
import { startPrivateRedis } from "./private_redis.ts";

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether a process is there and not merely waiting to be reaped. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

Deno.test("readings survive a worker that is killed at random moments, none twice", async () => {
  await using stack = await startReadingStack();
  const worker = await stack.startWorker();
  const readings: string[] = [];
  for (let n = 0; n < 6; n++) {
    const id = await stack.request((await stack.addStudy()).studyUid);
    readings.push(id);
    await pause(300 + Math.random() * 7000);
    const pid = await worker.childPid();
    if (pid > 0) Deno.kill(pid, "SIGKILL");
  }
  for (const id of readings) await stack.until(id, ({ state }) => state === "completed", 240_000);
  const seen = await countResults(stack, readings);
  assert.deepEqual(seen, { completed: 6, failed: 0, duplicates: 0 });
});

Deno.test("a worker that sleeps through its lock and wakes up writes nothing", async () => {
  await using stack = await startReadingStack();
  const sleeper = await stack.startWorker();
  const id = await stack.request((await stack.addStudy()).studyUid);
  await stack.until(id, ({ stage }) => stage === "segment");
  const pid = await sleeper.childPid();
  Deno.kill(pid, "SIGSTOP");
  try {
    await stack.startWorker();
    const done = await stack.until(id, ({ state }) => state === "completed");
    Deno.kill(pid, "SIGCONT");
    await pause(10_000); // it ends its work, too late
    const later = await stack.until(id, ({ state }) => state === "completed");
    assert.deepEqual(later.seg, done.seg);
    assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
});

Deno.test("a worker whose supervisor is killed ends too, even while Redis is away", async () => {
  await using redis = await startPrivateRedis();
  await using stack = await startReadingStack({ redis: redis.config });
  const worker = await stack.startWorker();
  const child = await worker.childPid();
  await redis.kill();
  Deno.kill(worker.pid, "SIGKILL");
  const deadline = Date.now() + 20_000;
  while (isAlive(child) && Date.now() < deadline) await pause(100);
  assert.equal(isAlive(child), false);
  await redis.start();
});

Deno.test("a reading that kills its worker every time fails, and the queue goes on", async () => {
  await using stack = await startReadingStack();
  const worker = await stack.startWorker();
  const poison = await stack.request((await stack.addStudy()).studyUid);
  let killed = 0;
  while (killed < 3) {
    const before = await worker.childPid();
    await stack.until(
      poison,
      ({ state, stage }) => state === "running" && stage === "segment",
      60_000,
    );
    const pid = await worker.childPid();
    if (pid <= 0 || (killed > 0 && pid !== before)) continue;
    Deno.kill(pid, "SIGKILL");
    killed++;
    // Its row says `segment` until the next worker has begun anew.
    if (killed < 3) await stack.until(poison, ({ percent }) => percent < 30, 60_000);
  }
  const failed = await stack.until(poison, ({ state }) => state === "failed", 60_000);
  assert.equal(failed.code, "runtime_crashed");
  const good = await stack.request((await stack.addStudy()).studyUid);
  await stack.until(good, ({ state }) => state === "completed");
  const seen = await countResults(stack, [poison, good]);
  assert.deepEqual(seen, { completed: 1, failed: 1, duplicates: 0 });
});

Deno.test("thirty readings by two workers, with Redis killed in between, all complete once", async () => {
  const models = await Deno.makeTempDir();
  try {
    const { manifest } = await writePhantomPack(models, "volume"); // a network of one convolution
    await using redis = await startPrivateRedis();
    await using stack = await startReadingStack({ redis: redis.config, models });
    const readings: string[] = [];
    for (let n = 0; n < 30; n++) {
      const { studyUid } = await stack.addStudy({ edge: 4, apart: 6 });
      readings.push(await stack.request(studyUid, manifest.id));
    }
    await stack.startWorker();
    await stack.startWorker();
    await stack.until(readings[4]!, ({ state }) => state === "completed", 120_000);
    await redis.kill();
    await pause(3000);
    await redis.start();
    for (const id of readings) {
      await stack.until(id, ({ state }) => state === "completed" || state === "failed", 400_000);
    }
    const seen = await countResults(stack, readings);
    assert.deepEqual(seen, { completed: 30, failed: 0, duplicates: 0 });
  } finally {
    await Deno.remove(models, { recursive: true });
  }
});
