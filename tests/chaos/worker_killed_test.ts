import assert from "node:assert/strict";
import { startReadingStack } from "../flows/inference_worker.ts";
import { countResults } from "./count_results.ts";

Deno.test("a reading whose worker is killed in the middle is finished by the next, with one SEG", async () => {
  await using stack = await startReadingStack();
  const worker = await stack.startWorker();
  const study = await stack.addStudy();
  const id = await stack.request(study.studyUid);
  await stack.until(id, ({ stage }) => stage === "segment");
  const killed = await worker.childPid();
  Deno.kill(killed, "SIGKILL");
  const began = Date.now();
  // Only the worker that takes over starts from the beginning.
  await stack.until(id, ({ percent }) => percent < 30, 60_000);
  const pickedUp = Date.now() - began;
  assert.ok(pickedUp < 45_000, `taken over after ${pickedUp} ms`);
  await stack.until(id, ({ state }) => state === "completed");
  assert.notEqual(await worker.childPid(), killed); // the supervisor's second child
  assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
});

Deno.test("a worker that is told to end hands its reading back at once", async () => {
  await using stack = await startReadingStack();
  const first = await stack.startWorker();
  const id = await stack.request((await stack.addStudy()).studyUid);
  await stack.until(id, ({ stage }) => stage === "segment");
  const began = Date.now();
  assert.equal(await first.stop(), 0);
  assert.ok(Date.now() - began < 15_000);
  const waiting = await stack.until(id, ({ state }) => state === "queued");
  assert.equal(waiting.code, null);
  await stack.startWorker();
  await stack.until(id, ({ state }) => state === "completed");
  assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
});
