import assert from "node:assert/strict";
import { listPublications } from "../../lib/inference/list_inferences.ts";
import { startReadingStack } from "../flows/inference_worker.ts";
import { countResults } from "./count_results.ts";
import { startPrivateRedis } from "./private_redis.ts";

Deno.test("a reading waits while the PACS is down, says so, and completes when it is back", async () => {
  await using stack = await startReadingStack();
  await stack.startWorker();
  const study = await stack.addStudy();
  await stack.orthanc.kill();
  const id = await stack.request(study.studyUid);
  const waiting = await stack.until(id, ({ code }) => code !== null);
  assert.deepEqual([waiting.state, waiting.code], ["queued", "orthanc_unavailable"]);
  await stack.orthanc.restart();
  await stack.until(id, ({ state }) => state === "completed");
  assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
});

Deno.test("a PACS that goes down before the result is stored costs an attempt, not the result", async () => {
  await using stack = await startReadingStack();
  await stack.startWorker();
  const id = await stack.request((await stack.addStudy()).studyUid);
  await stack.until(id, ({ stage }) => stage === "segment");
  await stack.orthanc.kill();
  await stack.until(id, ({ code }) => code === "orthanc_unavailable");
  await stack.orthanc.restart();
  await stack.until(id, ({ state }) => state === "completed");
  assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
});

Deno.test("a FHIR server that is down delays only what it is told", async () => {
  await using stack = await startReadingStack();
  const { db } = stack.connections;
  await stack.neighbours.stop("fhir");
  await stack.startWorker();
  const id = await stack.request((await stack.addStudy()).studyUid);
  await stack.until(id, ({ state }) => state === "completed");
  const deadline = Date.now() + 20_000;
  let [publication] = await listPublications(db);
  while (publication?.code === null && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    [publication] = await listPublications(db);
  }
  assert.equal(publication?.state, "pending");
  assert.match(publication?.code ?? "", /_unavailable$/);
  await stack.neighbours.start("fhir");
  await stack.until(id, ({ publication }) => publication === "done");
  assert.deepEqual(await listPublications(db), []);
});

Deno.test("a worker that starts before its neighbours begins when they are there", async () => {
  await using redis = await startPrivateRedis();
  await using stack = await startReadingStack({ redis: redis.config });
  const study = await stack.addStudy();
  await redis.kill();
  await stack.orthanc.kill();
  await stack.startWorker();
  const id = await stack.request(study.studyUid);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await redis.start();
  await stack.orthanc.restart();
  await stack.until(id, ({ state }) => state === "completed");
  assert.deepEqual(await countResults(stack, [id]), { completed: 1, failed: 0, duplicates: 0 });
});
